import Dialect
public import DialectTransport
import DialectWire

/// Makes models of Cohere, or of a server that speaks its dialect.
///
/// ```swift
/// let model = CohereProvider(apiKey: key).model("command-a-03-2025")
/// let answer = try await model.generate("Why is the sky blue?")
/// ```
public struct CohereProvider: Sendable {
    /// How to reach the server.
    public struct Configuration: Sendable {
        /// Where the API lives; `/v2/chat` and `/v2/embed` are appended.
        public var baseURL: String
        /// Headers for every request, the key included. They are never logged.
        public var headers: [String: String]
        /// How requests travel.
        public var transport: TransportConfiguration

        public init(
            apiKey: String, baseURL: String = "https://api.cohere.com",
            transport: TransportConfiguration = TransportConfiguration()
        ) {
            self.init(headers: ["Authorization": "Bearer \(apiKey)"], baseURL: baseURL, transport: transport)
        }

        /// - Parameter headers: Whatever proves who asks.
        public init(
            headers: [String: String], baseURL: String = "https://api.cohere.com",
            transport: TransportConfiguration = TransportConfiguration()
        ) {
            self.headers = headers
            self.baseURL = baseURL
            self.transport = transport
        }
    }

    /// How the server is reached.
    public let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Cohere, with an API key.
    public init(apiKey: String) {
        self.init(Configuration(apiKey: apiKey))
    }

    /// A chat model, by Cohere's name for it.
    public func model(_ name: String) -> CohereModel {
        CohereModel(name: name, configuration: configuration)
    }

    /// A model that turns texts and images into vectors, by Cohere's name for it.
    public func embeddingModel(_ name: String) -> CohereEmbeddingModel {
        CohereEmbeddingModel(name: name, configuration: configuration)
    }
}

extension CohereProvider.Configuration: CustomStringConvertible, CustomReflectable {
    /// The URL without its query; never the headers, which hold the key.
    public var description: String { "cohere at \(baseURL.prefix { $0 != "?" })" }

    public var customMirror: Mirror {
        Mirror(self, children: ["description": description, "headers": headers.keys.sorted()], displayStyle: .struct)
    }
}

extension CohereProvider: CustomStringConvertible {
    public var description: String { "CohereProvider(\(configuration))" }
}

extension CohereProvider.Configuration {
    /// A request of the API, with all headers.
    func request(_ path: String, accept: String, body: [UInt8]) -> HTTPRequest {
        var request = HTTPRequest(
            url: BaseURL(baseURL).appending(path),
            headers: [("Accept", accept), ("Content-Type", "application/json"), ("User-Agent", "dialect-swift")],
            body: body)
        request.set(headers)
        return request
    }
}

extension LanguageModelError {
    /// What an answer outside 200…299 says.
    init(cohere refusal: ModelHTTPClient.Refusal) {
        self.init(
            refusal: refusal.status, body: refusal.body, headers: refusal.headers, requestID: refusal.requestID,
            provider: Cohere.name)
    }
}
