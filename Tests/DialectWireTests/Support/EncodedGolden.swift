import Dialect
import DialectWire

extension ModelRequest {
    /// The body that is posted for the request, as text.
    func body(stream: Bool = false, dialect: ResponsesDialect = .openAI) throws -> String {
        String(decoding: try encoded(dialect: dialect).body(stream: stream), as: UTF8.self)
    }

    func encoded(dialect: ResponsesDialect = .openAI) throws -> EncodedResponsesRequest {
        try ResponsesRequestEncoder(dialect: dialect).encode(self, model: "m")
    }

    /// The items of `input`, one a line.
    func inputLines(dialect: ResponsesDialect = .openAI) throws -> [String] {
        try encoded(dialect: dialect).input.map { String(decoding: $0.json, as: UTF8.self) }
    }

    /// The request with options for the provider.
    func with(_ change: (inout ResponsesOptions) -> Void) throws -> ModelRequest {
        var options = ResponsesOptions()
        change(&options)
        var request = self
        request.providerOptions[raw: "openai"] = try JSONValue(encoding: options)
        return request
    }
}

extension EncodedResponsesRequest {
    /// The event that sends the whole conversation, as text.
    var createEvent: String {
        String(decoding: createEvent(items: input[...], previousResponseID: previousResponseID), as: UTF8.self)
    }

    var warningLines: [String] { warnings.map { "\($0.kind) \($0.subject)" } }
}
