public import Dialect
import DialectTransport
import DialectWire

/// Claude on Vertex AI, which speaks Anthropic's Messages there. Make it with ``GoogleProvider/claude(_:)``.
///
/// Options are those of Messages, under the name `vertex` or `anthropic` as its dialect says.
public struct VertexClaudeModel: LanguageModel {
    public let id: ModelID
    /// What is known of the model at Anthropic; Vertex AI adds a version to its name.
    public var capabilities: ModelCapabilities {
        .profile(of: ModelID(provider: "anthropic", model: String(id.model.prefix { $0 != "@" })))
    }
    private let client: GoogleClient
    private let dialect = MessagesDialect.vertex

    init(name: String, client: GoogleClient) {
        id = ModelID(provider: client.endpoint.provider, model: name)
        self.client = client
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        var prepared = request
        // Betas of the app's are sent with those that the request's features need.
        let asked = prepared.headers.removeValue(named: Self.betaHeader)
        return client.http.stream(
            prepared, model: id,
            parser: { MessagesEventParser(dialect: dialect) },
            authorized: client.authorized,
            refused: client.refused
        ) {
            guard client.endpoint.isVertex else {
                throw LanguageModelError(
                    .invalidRequest,
                    "Claude is served by Vertex AI only; make the provider with GoogleProvider.vertex(project:…).")
            }
            // The URL names the model and that the answer is streamed (Anthropic's "Claude on Vertex AI").
            let url = try client.endpoint.url(
                model: id.model, at: "publishers/anthropic/models", verb: "streamRawPredict")
            let encoded = try MessagesRequestEncoder(dialect: dialect).encode(request, model: id.model)
            var http = client.request(url: url, accept: "text/event-stream", body: encoded.body(stream: true))
            for (name, value) in encoded.headers { http.set([name: value]) }
            let betas = Set(encoded.betas + (asked?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []))
            if !betas.isEmpty { http.set([Self.betaHeader: betas.sorted().joined(separator: ",")]) }
            return .init(http, warnings: encoded.warnings, schemas: encoded.schemas)
        }
    }

    private static let betaHeader = "anthropic-beta"
}

extension [String: String] {
    /// Takes a header out, whatever the letter case of its name.
    fileprivate mutating func removeValue(named name: String) -> String? {
        first { $0.key.lowercased() == name }.flatMap { removeValue(forKey: $0.key) }
    }
}

extension GoogleProvider {
    /// Claude on Vertex AI, by Vertex AI's name for the model: `claude-sonnet-4-5@20250929`.
    public func claude(_ name: String) -> VertexClaudeModel { VertexClaudeModel(name: name, client: client) }
}
