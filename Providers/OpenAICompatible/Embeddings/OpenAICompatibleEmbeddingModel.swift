public import Dialect
import DialectTransport
public import DialectWire

/// An embedding model of a vendor that speaks OpenAI's dialect. Make it with
/// ``OpenAICompatibleProvider/embeddingModel(_:dialect:)``.
public struct OpenAICompatibleEmbeddingModel: EmbeddingModel {
    public let id: ModelID
    public var limits: EmbeddingLimits { dialect.limits }

    private let dialect: EmbeddingsDialect
    private let configuration: OpenAICompatibleProvider.Configuration
    private let http: ModelHTTPClient

    init(name: String, dialect: EmbeddingsDialect, configuration: OpenAICompatibleProvider.Configuration) {
        id = ModelID(provider: configuration.profile.dialect.provider, model: name)
        self.dialect = dialect
        self.configuration = configuration
        http = ModelHTTPClient(configuration.transport)
    }

    public func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
        try await http.embed(request, model: id) { [configuration] prepared in
            guard let credentials = configuration.credentials else { return prepared }
            var prepared = prepared
            prepared.set(try await credentials())
            // A header of the request itself wins over the credentials.
            prepared.set(request.headers)
            return prepared
        } refused: { refusal in
            LanguageModelError(
                refusal: refusal.status, body: refusal.body, headers: refusal.headers, requestID: refusal.requestID,
                provider: id.provider)
        } encode: {
            let encoded = try EmbeddingsRequestEncoder(dialect: dialect).encode(request, model: id.model)
            let profile = configuration.profile
            var prepared = HTTPRequest(
                url: BaseURL(profile.baseURL).appending("/embeddings"),
                headers: [
                    ("Accept", "application/json"), ("Content-Type", "application/json"),
                    ("User-Agent", "dialect-swift"),
                ], body: encoded.body)
            prepared.set(profile.headers)
            if let key = configuration.apiKey {
                prepared.set([profile.authentication.header: profile.authentication.prefix + key])
            }
            prepared.set(configuration.headers)
            return ModelHTTPClient.Encoded(prepared, warnings: encoded.warnings)
        } decode: { body in
            try EmbeddingsResponseDecoder(dialect: dialect).decode(body)
        }
    }
}

extension OpenAICompatibleProvider {
    /// A model that turns texts into vectors, by the vendor's name for it.
    ///
    /// - Parameter dialect: How the vendor speaks of embeddings; what is known of it, unless said otherwise.
    public func embeddingModel(_ name: String, dialect: EmbeddingsDialect? = nil) -> OpenAICompatibleEmbeddingModel {
        OpenAICompatibleEmbeddingModel(
            name: name, dialect: dialect ?? .of(provider: configuration.profile.dialect.provider),
            configuration: configuration)
    }
}
