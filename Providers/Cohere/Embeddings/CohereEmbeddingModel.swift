public import Dialect
import DialectTransport

/// An embedding model of Cohere. Make it with ``CohereProvider/embeddingModel(_:)``.
public struct CohereEmbeddingModel: EmbeddingModel {
    public let id: ModelID
    /// At most 96 inputs in a call (API reference, "Embed API (v2)"), and of older models one image.
    public let limits: EmbeddingLimits

    private let configuration: CohereProvider.Configuration
    private let http: ModelHTTPClient

    init(name: String, configuration: CohereProvider.Configuration) {
        id = ModelID(provider: Cohere.name, model: name)
        limits = EmbeddingLimits(
            maximumInputs: 96, maximumImages: CohereEmbeddingEncoder.takesImagesAlone(model: name) ? 1 : nil)
        self.configuration = configuration
        http = ModelHTTPClient(configuration.transport)
    }

    public func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
        let encoded = try CohereEmbeddingEncoder().encode(request, model: id.model)
        return try await http.embed(request, model: id) { refusal in
            LanguageModelError(cohere: refusal)
        } encode: {
            ModelHTTPClient.Encoded(
                configuration.request("/v2/embed", accept: "application/json", body: encoded.body),
                warnings: encoded.warnings)
        } decode: { body in
            try CohereEmbeddingDecoder(type: encoded.type).decode(body)
        }
    }
}
