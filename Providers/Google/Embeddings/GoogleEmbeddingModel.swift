public import Dialect
import DialectTransport

/// An embedding model of Google. Make it with ``GoogleProvider/embeddingModel(_:)``.
public struct GoogleEmbeddingModel: EmbeddingModel {
    public let id: ModelID
    /// At most 100 inputs in a call of the Gemini API; at Vertex AI one of a Gemini model, 250 of an older one.
    public let limits: EmbeddingLimits

    private let client: GoogleClient
    private let encoder: GoogleEmbeddingEncoder

    init(name: String, client: GoogleClient) {
        id = ModelID(provider: client.endpoint.provider, model: name)
        self.client = client
        encoder = GoogleEmbeddingEncoder(model: name, isVertex: client.endpoint.isVertex)
        limits =
            switch encoder.method {
            case .batch: EmbeddingLimits(maximumInputs: 100)
            case .single: EmbeddingLimits(maximumInputs: 1)
            case .predict where name.contains("gemini"): EmbeddingLimits(maximumInputs: 1)
            case .predict: EmbeddingLimits(maximumInputs: 250, maximumTokens: 20_000)
            }
    }

    public func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
        try await client.http.embed(
            request, model: id, authorized: client.authorized, refused: client.refused
        ) {
            let body = try encoder.encode(request, model: id.model)
            let url = try client.endpoint.url(model: id.model, verb: encoder.method.rawValue)
            return .init(client.request(url: url, accept: "application/json", body: body))
        } decode: { body in
            try GoogleEmbeddingDecoder().decode(body)
        }
    }
}

extension GoogleProvider {
    /// An embedding model, by Google's name for it.
    public func embeddingModel(_ name: String) -> GoogleEmbeddingModel {
        GoogleEmbeddingModel(name: name, client: client)
    }
}
