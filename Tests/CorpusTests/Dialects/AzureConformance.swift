import Dialect
import DialectAzure
import DialectServer
import DialectSimulator
import DialectWire

/// Chat Completions at Azure, under either kind of URL.
struct AzureConformance: ConformingDialect {
    let name = "azure"
    let folders: Set<String> = ["Providers/Azure"]
    /// What the wire says is read as any vendor's.
    private let chat = ChatCompletionsConformance()

    var unknownEvent: JSONValue? { chat.unknownEvent }

    func speaks(_ exchange: RecordedExchange) -> Bool {
        exchange.api == "chat-completions" && exchange.provider == "azure"
    }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        Outcome(
            events: events, parser: ChatCompletionsParser(dialect: Self.dialect(of: exchange)),
            model: ModelID(provider: "azure", model: "model"))
    }

    func facts(of exchange: RecordedExchange) -> WireFacts { chat.facts(of: exchange) }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        let query = exchange.request.url.split(separator: "?").dropFirst().first ?? ""
        let version = query.split(separator: "&").first { $0.hasPrefix("api-version=") }?.dropFirst(12)
        let endpoint = AzureEndpoint(
            baseURL: "http://127.0.0.1:\(server.port)",
            apiVersion: exchange.request.url.contains("/deployments/") ? version.map(String.init) : nil)
        return AzureProvider(endpoint).model(exchange.requestedModel, dialect: Self.dialect(of: exchange))
    }

    /// The recorded limit tells whether the model is OpenAI's.
    private static func dialect(of exchange: RecordedExchange) -> ChatCompletionsDialect {
        exchange.request.body?["max_tokens"] == nil ? .azure : .azureFoundry
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        guard let body = exchange.request.body, body["messages"] != nil else { return nil }
        return try ModelRequest(recordedChat: body, dialect: Self.dialect(of: exchange))
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        let stream = exchange.request.body?["stream"]?.boolValue ?? false
        return try ChatCompletionsRequestEncoder(dialect: Self.dialect(of: exchange))
            .encode(request, model: exchange.requestedModel, stream: stream).body
    }

    func meaning(_ body: JSONValue) -> JSONValue { chat.meaning(body) }
    func label(of element: JSONValue, at path: String) -> String { chat.label(of: element, at: path) }
}
