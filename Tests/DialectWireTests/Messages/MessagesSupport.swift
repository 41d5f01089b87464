import Dialect
import DialectWire

/// What the Messages parser makes of a few events.
struct ParsedMessage {
    private(set) var parts: [StreamPart] = []
    private(set) var error: LanguageModelError?

    /// - Parameter events: One event on each line.
    init(_ events: String, dialect: MessagesDialect = .anthropic, schemas: RequestSchemas = RequestSchemas()) {
        var driver = StreamDriver(
            parser: MessagesEventParser(dialect: dialect), model: ModelID(provider: dialect.provider, model: "m"),
            warnings: [], schemas: schemas)
        for event in events.split(separator: "\n") {
            Array(event.utf8).withUnsafeBytes { driver.received($0) }
        }
        driver.ended()
        driver.takeParts(into: &parts)
        error = driver.failure as? LanguageModelError
    }

    /// Events of blocks, between the beginning and the end of a message.
    init(blocks events: String, stopReason: String = "end_turn", schemas: RequestSchemas = RequestSchemas()) {
        self.init(
            """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":10,"output_tokens":1}}}
            \(events)
            {"type":"message_delta","delta":{"stop_reason":"\(stopReason)","stop_sequence":null},"usage":{"output_tokens":5}}
            {"type":"message_stop"}
            """, schemas: schemas)
    }

    /// The parts between the beginning and the end, one line each, and the error that ended the response.
    var lines: [String] { parts.map(\.summary) + (error.map { ["error \($0.code): \($0.message)"] } ?? []) }

    var response: ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return collector.partialResponse
    }
}

extension ModelRequest {
    /// What is sent for the request.
    func messagesBody(
        model: String = "claude-sonnet-4-5", dialect: MessagesDialect = .anthropic
    ) throws -> JSONValue {
        try JSONValue(parsing: messages(model: model, dialect: dialect).body(stream: true))
    }

    func messages(
        model: String = "claude-sonnet-4-5", dialect: MessagesDialect = .anthropic
    ) throws -> EncodedMessagesRequest {
        try MessagesRequestEncoder(dialect: dialect).encode(self, model: model)
    }

    /// The request with options for Anthropic.
    func withMessages(_ change: (inout MessagesOptions) -> Void) throws -> ModelRequest {
        var options = MessagesOptions()
        change(&options)
        var request = self
        request.providerOptions[raw: "anthropic"] = try JSONValue(encoding: options)
        return request
    }
}

extension ProviderMetadata {
    /// The metadata of a part to send to Anthropic.
    static func anthropic(_ metadata: MessagesMetadata) -> ProviderMetadata {
        ProviderMetadata(metadata, named: "anthropic")
    }
}

extension JSONValue {
    /// The JSON of a literal in a test.
    init(text: String) throws { try self.init(parsing: text) }
}
