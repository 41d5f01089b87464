public import Dialect
import DialectTransport
import DialectWire

/// An embedding model deployed at Azure. Make it with ``AzureProvider/embeddingModel(_:)``.
public struct AzureEmbeddingModel: EmbeddingModel {
    /// The name of the deployment stands for the model.
    public let id: ModelID
    public var limits: EmbeddingLimits { EmbeddingsDialect.azure.limits }

    private let endpoint: AzureEndpoint
    private let http: ModelHTTPClient

    init(deployment: String, configuration: AzureProvider.Configuration) {
        id = ModelID(provider: Azure.name, model: deployment)
        endpoint = configuration.endpoint
        http = ModelHTTPClient(configuration.transport)
    }

    public func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
        try await http.embed(request, model: id) { [endpoint] prepared in
            try await endpoint.authorize(prepared, own: request.headers)
        } refused: { refusal in
            LanguageModelError(azure: refusal)
        } encode: {
            let encoded = try EmbeddingsRequestEncoder(dialect: .azure).encode(request, model: id.model)
            return ModelHTTPClient.Encoded(
                endpoint.request(
                    "/embeddings", deployment: id.model, accept: "application/json", body: encoded.body),
                warnings: encoded.warnings)
        } decode: { body in
            try EmbeddingsResponseDecoder(dialect: .azure).decode(body)
        }
    }
}
