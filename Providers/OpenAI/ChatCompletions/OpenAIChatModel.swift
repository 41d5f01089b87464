public import Dialect
import DialectTransport
import DialectWire

/// A model behind Chat Completions. Make it with ``OpenAIProvider/chatModel(_:)``.
///
/// For a model that speaks, ask for it in the options; the answer holds the sound and what is said:
///
/// ```swift
/// var request = ModelRequest("Say good morning.")
/// request.providerOptions[OpenAIChat.self].modalities = [.text, .audio]
/// request.providerOptions[OpenAIChat.self].audio = .init(voice: "alloy")
/// ```
public struct OpenAIChatModel: LanguageModel {
    public let id: ModelID
    public var capabilities: ModelCapabilities { .openAI(id.model) }

    private let endpoint: ResponsesEndpoint
    private let dialect: ChatCompletionsDialect
    private let http: ModelHTTPClient

    init(name: String, configuration: OpenAIProvider.Configuration) {
        endpoint = configuration.endpoint
        let provider = endpoint.dialect.provider
        dialect = provider == OpenAI.name ? .openAI : ChatCompletionsDialect(provider: provider)
        id = ModelID(provider: provider, model: name)
        http = ModelHTTPClient(configuration.transport)
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        http.stream(request, model: id) { [dialect] in
            let options = try? ChatCompletionsOptions(request.providerOptions, dialect: dialect)
            return ChatCompletionsParser(dialect: dialect, audioMediaType: options?.audioMediaType ?? "audio/*")
        } authorized: { [endpoint] prepared in
            guard let credentials = endpoint.credentials else { return prepared }
            var prepared = prepared
            prepared.set(try await credentials())
            // A header of the request itself wins over the credentials.
            prepared.set(request.headers)
            return prepared
        } refused: { [id] in
            LanguageModelError(
                refusal: $0.status, body: $0.body, headers: $0.headers, requestID: $0.requestID, provider: id.provider)
        } encode: { [endpoint, dialect, id] in
            let encoded = try ChatCompletionsRequestEncoder(dialect: dialect).encode(request, model: id.model)
            var prepared = HTTPRequest(url: endpoint.chatURL, body: encoded.body)
            prepared.set([
                "Accept": "text/event-stream", "Content-Type": "application/json", "User-Agent": userAgent,
            ])
            prepared.set(endpoint.headers)
            return ModelHTTPClient.Encoded(prepared, warnings: encoded.warnings, schemas: encoded.schemas)
        }
    }
}
