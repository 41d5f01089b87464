public import Dialect
import DialectTransport
import DialectWire

/// A chat model deployed at Azure. Make it with ``AzureProvider/model(_:dialect:)``.
public struct AzureChatModel: LanguageModel {
    /// The name of the deployment stands for the model.
    public let id: ModelID
    /// Known if the deployment has the name of its model.
    public var capabilities: ModelCapabilities { .profile(of: id) }

    private let dialect: ChatCompletionsDialect
    private let endpoint: AzureEndpoint
    private let http: ModelHTTPClient

    init(deployment: String, dialect: ChatCompletionsDialect, configuration: AzureProvider.Configuration) {
        id = ModelID(provider: dialect.provider, model: deployment)
        self.dialect = dialect
        endpoint = configuration.endpoint
        http = ModelHTTPClient(configuration.transport)
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        http.stream(request, model: id) { [dialect] in
            let options = try? ChatCompletionsOptions(request.providerOptions, dialect: dialect)
            return ChatCompletionsParser(dialect: dialect, audioMediaType: options?.audioMediaType ?? "audio/*")
        } authorized: { [endpoint] prepared in
            try await endpoint.authorize(prepared, own: request.headers)
        } refused: { refusal in
            LanguageModelError(azure: refusal)
        } encode: { [endpoint, dialect, id] in
            let encoded = try ChatCompletionsRequestEncoder(dialect: dialect).encode(request, model: id.model)
            return ModelHTTPClient.Encoded(
                endpoint.request(
                    "/chat/completions", deployment: id.model, accept: "text/event-stream", body: encoded.body),
                warnings: encoded.warnings, schemas: encoded.schemas)
        }
    }
}
