public import Dialect
import DialectTransport
import DialectWire

/// A model behind OpenAI's embeddings API. Make it with ``OpenAIProvider/embeddingModel(_:)``.
public struct OpenAIEmbeddingModel: EmbeddingModel {
    public let id: ModelID
    public var limits: EmbeddingLimits { dialect.limits }

    private let endpoint: ResponsesEndpoint
    private let dialect: EmbeddingsDialect
    private let http: ModelHTTPClient

    init(name: String, configuration: OpenAIProvider.Configuration) {
        endpoint = configuration.endpoint
        var dialect = EmbeddingsDialect.openAI
        dialect.provider = endpoint.dialect.provider
        self.dialect = dialect
        id = ModelID(provider: dialect.provider, model: name)
        http = ModelHTTPClient(configuration.transport)
    }

    public func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
        try await http.embed(request, model: id) { [endpoint] plain in
            var authorized = plain
            authorized.set(endpoint.headers)
            if let credentials = endpoint.credentials { authorized.set(try await credentials()) }
            authorized.set(request.headers)
            return authorized
        } refused: { refusal in
            LanguageModelError(
                refusal: refusal.status, body: refusal.body, headers: refusal.headers, requestID: refusal.requestID,
                provider: id.provider)
        } encode: {
            let encoded = try EmbeddingsRequestEncoder(dialect: dialect).encode(request, model: id.model)
            return ModelHTTPClient.Encoded(
                HTTPRequest(
                    url: BaseURL(endpoint.baseURL).appending("/embeddings"),
                    headers: [
                        ("Accept", "application/json"), ("Content-Type", "application/json"),
                        ("User-Agent", userAgent),
                    ], body: encoded.body), warnings: encoded.warnings)
        } decode: { body in
            try EmbeddingsResponseDecoder(dialect: dialect).decode(body)
        }
    }
}

extension OpenAIProvider {
    /// A model that turns texts into vectors, by the provider's name for it.
    public func embeddingModel(_ name: String) -> OpenAIEmbeddingModel {
        OpenAIEmbeddingModel(name: name, configuration: configuration)
    }
}
