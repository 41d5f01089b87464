public import Dialect
import DialectTransport

/// A model behind Bedrock's Converse API. Make it with ``BedrockProvider/model(_:)``.
public struct BedrockModel: LanguageModel {
    public let id: ModelID
    /// Known by the model's id, behind whichever inference profile or ARN it is asked for; a profile that an account
    /// made itself has no name that tells.
    public var capabilities: ModelCapabilities { BedrockModelFamily(model: id.model).capabilities }

    private let endpoint: BedrockEndpoint
    private let authorization: BedrockAuthorization
    private let http: ModelHTTPClient

    init(name: String, endpoint: BedrockEndpoint, authorization: BedrockAuthorization, http: ModelHTTPClient) {
        id = ModelID(provider: Bedrock.name, model: name)
        self.endpoint = endpoint
        self.authorization = authorization
        self.http = http
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        let encoder = ConverseRequestEncoder(model: id.model)
        return http.stream(
            request, model: id,
            parser: { ConverseEventParser() },
            events: { EventStreamSource($0) },
            authorized: { [authorization, endpoint, id] in
                try await authorization.authorize($0, region: endpoint.region(of: id.model))
            },
            refused: { [authorization] in authorization.error(of: $0) },
            encode: { [endpoint, id] in
                let isStreamed = encoder.isStreamed(request)
                let encoded = try encoder.encode(request)
                let plain = try endpoint.request(
                    isStreamed ? "converse-stream" : "converse", of: id.model,
                    accept: isStreamed ? "application/vnd.amazon.eventstream" : "application/json", body: encoded.body)
                return ModelHTTPClient.Encoded(plain, warnings: encoded.warnings, schemas: encoded.schemas)
            })
    }
}
