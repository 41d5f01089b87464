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

    /// Counts the tokens of a request's prompt without answering it (`CountTokens` in Amazon's API reference); the
    /// schema of a structured answer does not count.
    ///
    /// Bedrock counts for models and not for inference profiles, so that the regions of a profile's id are left out.
    /// There are models whose tokens it does not count, and it says so.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError`.
    public func countTokens(_ request: ModelRequest) async throws -> Int {
        do {
            let family = BedrockModelFamily(model: id.model)
            var plain = try endpoint.request(
                "count-tokens", of: id.model, named: family.isNamed ? family.name : nil, accept: "application/json",
                body: ConverseRequestEncoder(model: id.model).countingBody(request))
            plain.set(request.headers)
            let answer = try await http.json(
                try await authorization.authorize(plain, region: endpoint.region(of: id.model)),
                provider: id.provider, deadline: request.deadline, refused: authorization.error(of:))
            guard let count = answer["inputTokens"]?.intValue else {
                throw LanguageModelError(
                    .decoding, "The answer to a count of tokens holds no inputTokens.", rawBody: answer.jsonText)
            }
            return count
        } catch let error as LanguageModelError {
            throw error.named(after: id)
        }
    }
}
