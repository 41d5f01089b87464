public import Dialect
import DialectTransport

/// An embedding model behind Bedrock's InvokeModel. Make it with ``BedrockProvider/embeddingModel(_:)``.
public struct BedrockEmbeddingModel: EmbeddingModel {
    public let id: ModelID
    public var limits: EmbeddingLimits { form.limits }

    private let form: BedrockEmbeddingForm
    private let endpoint: BedrockEndpoint
    private let authorization: BedrockAuthorization
    private let http: ModelHTTPClient

    init(name: String, endpoint: BedrockEndpoint, authorization: BedrockAuthorization, http: ModelHTTPClient) {
        id = ModelID(provider: Bedrock.name, model: name)
        form = BedrockEmbeddingForm(model: name)
        self.endpoint = endpoint
        self.authorization = authorization
        self.http = http
    }

    public func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
        var response = try await http.embed(
            request, model: id,
            authorized: { [authorization, endpoint, id] in
                try await authorization.authorize($0, region: endpoint.region(of: id.model))
            },
            refused: { authorization.error(of: $0) },
            encode: {
                var encoder = BedrockEmbeddingEncoder(form: form)
                let body = try encoder.encode(request)
                return ModelHTTPClient.Encoded(
                    try endpoint.request("invoke", of: id.model, accept: "application/json", body: body),
                    warnings: encoder.warnings)
            },
            decode: { try BedrockEmbeddingDecoder().decode($0) })
        // Bedrock counts for all makers in a header.
        if let count = response.metadata.headers["x-amzn-bedrock-input-token-count"].flatMap({ Int($0) }) {
            response.usage = BedrockEmbeddingDecoder.usage(count)
        }
        return response
    }
}

extension BedrockProvider {
    /// An embedding model, by its id, the id of an inference profile, or the ARN of either.
    public func embeddingModel(_ name: String) -> BedrockEmbeddingModel {
        BedrockEmbeddingModel(name: name, endpoint: endpoint, authorization: configuration.authorization, http: http)
    }
}
