import Dialect
public import DialectTransport

/// Makes models behind Amazon Bedrock's Converse API.
///
/// ```swift
/// let provider = BedrockProvider(region: "eu-central-1")
/// let model = provider.model("eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
/// let answer = try await model.generate("Why is the sky blue?")
/// ```
public struct BedrockProvider: Sendable {
    /// How to reach Bedrock.
    public struct Configuration: Sendable {
        /// Such as `us-east-1`; nil takes `AWS_REGION`, `AWS_DEFAULT_REGION` or that of the shared configuration file.
        public var region: String?
        /// What proves who asks.
        public var authorization: BedrockAuthorization
        /// Another place than `https://bedrock-runtime.<region>.amazonaws.com`: a private link, a gateway, a simulator.
        public var baseURL: String?
        /// How requests travel.
        public var transport: TransportConfiguration

        public init(
            region: String? = nil, authorization: BedrockAuthorization = .automatic, baseURL: String? = nil,
            transport: TransportConfiguration = TransportConfiguration()
        ) {
            self.region = region
            self.authorization = authorization
            self.baseURL = baseURL
            self.transport = transport
        }
    }

    /// How the service is reached.
    public let configuration: Configuration
    let endpoint: BedrockEndpoint
    let http: ModelHTTPClient

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        endpoint = BedrockEndpoint(configuration)
        http = ModelHTTPClient(configuration.transport)
    }

    /// Bedrock with an API key.
    public init(apiKey: String, region: String? = nil) {
        self.init(Configuration(region: region, authorization: .apiKey(apiKey)))
    }

    /// Bedrock with what is set up where the process runs.
    public init(region: String? = nil) {
        self.init(Configuration(region: region))
    }

    /// A model, by its id, the id of an inference profile, or the ARN of either.
    public func model(_ name: String) -> BedrockModel {
        BedrockModel(name: name, endpoint: endpoint, authorization: configuration.authorization, http: http)
    }
}

extension BedrockProvider: CustomStringConvertible {
    public var description: String {
        "BedrockProvider(\(endpoint.region ?? "no region"), \(configuration.authorization))"
    }
}

/// Where Bedrock is.
struct BedrockEndpoint: Sendable {
    let region: String?
    private let baseURL: String?

    init(_ configuration: BedrockProvider.Configuration) {
        region = configuration.region ?? AWSEnvironment().region
        baseURL = configuration.baseURL
    }

    /// The region of a model: an ARN names its own.
    ///
    /// - Throws: ``LanguageModelError`` with code `misuse` if none is known.
    func region(of model: String) throws(LanguageModelError) -> String {
        let fields = model.split(separator: ":", omittingEmptySubsequences: false)
        let own = fields.count > 4 && fields[0] == "arn" && !fields[3].isEmpty ? String(fields[3]) : nil
        guard let region = own ?? region else {
            throw LanguageModelError(
                .misuse, "No AWS region is known: pass one to BedrockProvider, or set AWS_REGION.",
                provider: Bedrock.name, model: model)
        }
        return region
    }

    /// A request for one of a model's operations, without proof.
    ///
    /// - Parameter name: What the URL calls the model, if not as the app does.
    func request(
        _ operation: String, of model: String, named name: String? = nil, accept: String, body: [UInt8]
    ) throws(LanguageModelError) -> HTTPRequest {
        HTTPRequest(
            url: try url(of: model, named: name, operation: operation),
            headers: [("Accept", accept), ("Content-Type", "application/json"), ("User-Agent", "dialect-swift")],
            body: body)
    }

    func url(
        of model: String, named name: String? = nil, operation: String
    ) throws(LanguageModelError) -> String {
        let path = "/model/\(PercentEncoding.encode(name ?? model))/\(operation)"
        if let baseURL { return BaseURL(baseURL).appending(path) }
        let region = try region(of: model)
        return "https://bedrock-runtime.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "") + path
    }
}
