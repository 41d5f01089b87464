public import Dialect
import DialectTransport
import DialectWire

/// A chat model of Cohere. Make it with ``CohereProvider/model(_:)``.
public struct CohereModel: LanguageModel {
    public let id: ModelID
    public var capabilities: ModelCapabilities { .profile(of: id) }

    private let configuration: CohereProvider.Configuration
    private let http: ModelHTTPClient

    init(name: String, configuration: CohereProvider.Configuration) {
        id = ModelID(provider: Cohere.name, model: name)
        self.configuration = configuration
        http = ModelHTTPClient(configuration.transport)
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        http.stream(request, model: id, parser: { CohereEventParser() }) { refusal in
            LanguageModelError(cohere: refusal)
        } encode: { [id, configuration] in
            let encoded = try CohereRequestEncoder().encode(request, model: id.model)
            return ModelHTTPClient.Encoded(
                configuration.request("/v2/chat", accept: "text/event-stream", body: encoded.body(stream: true)),
                warnings: encoded.warnings, schemas: encoded.schemas)
        }
    }
}
