public import AsyncHTTPClient
import Dialect
public import DialectTransport
import DialectWire
public import Logging

/// Makes models that speak the OpenAI Responses API, with OpenAI itself or with any compatible server.
///
/// ```swift
/// let provider = OpenAIProvider(apiKey: key).withWebSocket()
/// let answer = try await provider.model("gpt-5.5").generate("Why is the sky blue?")
/// ```
public struct OpenAIProvider: Sendable {
    /// How to reach the server.
    public struct Configuration: Sendable {
        public var endpoint: ResponsesEndpoint
        public var timeouts: TransportTimeouts
        /// Whom to trust over TLS.
        public var security: TransportSecurity
        /// Used for HTTP and never shut down; nil uses clients shared by the whole process.
        public var httpClient: HTTPClient?
        /// Gets what happens to connections; never bodies, frames or keys.
        public var logger: Logger

        public init(
            endpoint: ResponsesEndpoint, timeouts: TransportTimeouts = TransportTimeouts(),
            security: TransportSecurity = .system, httpClient: HTTPClient? = nil,
            logger: Logger = Logger(label: "dialect.openai", factory: { _ in SwiftLogNoOpLogHandler() })
        ) {
            self.endpoint = endpoint
            self.timeouts = timeouts
            self.security = security
            self.httpClient = httpClient
            self.logger = logger
        }
    }

    public let configuration: Configuration
    /// The connections of all models of this provider; nil speaks HTTP only.
    public let wsTransport: ResponsesWebSocketTransport?

    public init(_ configuration: Configuration) {
        self.init(configuration, wsTransport: nil)
    }

    private init(_ configuration: Configuration, wsTransport: ResponsesWebSocketTransport?) {
        self.configuration = configuration
        self.wsTransport = wsTransport
    }

    /// OpenAI, with an API key.
    ///
    /// - Parameter baseURL: Another server that speaks the same API.
    public init(apiKey: String, baseURL: String = "https://api.openai.com/v1") {
        self.init(Configuration(endpoint: .openAI(apiKey: apiKey, baseURL: baseURL)))
    }

    /// A model, by the provider's name for it.
    public func model(_ name: String) -> OpenAIResponsesModel {
        OpenAIResponsesModel(
            name: name, configuration: configuration, wsTransport: wsTransport)
    }

    /// Refuses further requests over WebSockets and closes those that are idle; a request under way goes on.
    public func shutDown() async { await wsTransport?.shutDown() }

    /// The same provider over persistent WebSockets, which all its models share.
    public func withWebSocket(
        _ options: ResponsesWebSocketTransport.Options = ResponsesWebSocketTransport.Options()
    ) -> OpenAIProvider {
        OpenAIProvider(
            configuration, wsTransport: ResponsesWebSocketTransport(configuration: configuration, options: options))
    }
}

extension OpenAIProvider: CustomStringConvertible {
    public var description: String { "OpenAIProvider(\(configuration.endpoint))" }
}
