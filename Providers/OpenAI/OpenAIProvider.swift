public import AsyncHTTPClient
import Dialect
public import DialectTransport
import DialectWire
public import Logging
public import Metrics
public import ServiceLifecycle
public import Tracing

/// Makes models that speak the OpenAI Responses API, with OpenAI itself or with any compatible server.
///
/// ```swift
/// let provider = OpenAIProvider(apiKey: key).withWebSocket()
/// let answer = try await provider.model("gpt-5.5").generate("Why is the sky blue?")
/// ```
public struct OpenAIProvider: Sendable {
    /// How to reach the server.
    public struct Configuration: Sendable {
        /// Where requests go, and with which proof.
        public var endpoint: ResponsesEndpoint
        /// When to give up.
        public var timeouts: TransportTimeouts
        /// Whom to trust over TLS.
        public var security: TransportSecurity
        /// The way to the server, if not a direct one; a client that is passed in goes its own way.
        public var proxy: ProxyConfiguration
        /// Used for HTTP and never shut down; nil uses clients shared by the whole process.
        public var httpClient: HTTPClient?
        /// Hears of requests and connections at `debug`, and of a fallback from a WebSocket to HTTP at `info`; never of
        /// bodies, frames or keys. Says nothing unless it is set.
        public var logger: Logger
        /// Gets the figures of WebSockets; nil is the process's own.
        public var metricsFactory: (any MetricsFactory)?
        /// Gets a span for every request; nil is the process's own.
        public var tracer: (any Tracer)?

        public init(
            endpoint: ResponsesEndpoint, timeouts: TransportTimeouts = TransportTimeouts(),
            security: TransportSecurity = .system, proxy: ProxyConfiguration = .environment,
            httpClient: HTTPClient? = nil,
            logger: Logger = Logger(label: "dialect.openai", factory: { _ in SwiftLogNoOpLogHandler() })
        ) {
            self.endpoint = endpoint
            self.timeouts = timeouts
            self.security = security
            self.proxy = proxy
            self.httpClient = httpClient
            self.logger = logger
        }

        /// What every provider's requests travel by.
        var transport: TransportConfiguration {
            TransportConfiguration(
                timeouts: timeouts, security: security, proxy: proxy, httpClient: httpClient, logger: logger,
                tracer: tracer)
        }
    }

    /// How the server is reached.
    public let configuration: Configuration
    /// The connections of all models of this provider; nil speaks HTTP only.
    public let wsTransport: ResponsesWebSocketTransport?
    private let encodings: ResponsesEncodings

    public init(_ configuration: Configuration) {
        self.init(configuration, wsTransport: nil, encodings: ResponsesEncodings())
    }

    private init(
        _ configuration: Configuration, wsTransport: ResponsesWebSocketTransport?, encodings: ResponsesEncodings
    ) {
        self.configuration = configuration
        self.wsTransport = wsTransport
        self.encodings = encodings
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
            name: name, configuration: configuration, wsTransport: wsTransport, encodings: encodings)
    }

    /// A model behind Chat Completions, the older API, by the provider's name for it: for models that speak and hear,
    /// for logprobs and predictions, and for servers that know nothing newer.
    public func chatModel(_ name: String) -> OpenAIChatModel {
        OpenAIChatModel(name: name, configuration: configuration)
    }

    /// Refuses further requests over WebSockets, waits until those under way are complete, and closes all connections
    /// with a closing handshake. If the task is cancelled, they are closed at once.
    public func shutDown() async { await wsTransport?.shutDown() }

    /// The same provider over persistent WebSockets, which all its models share.
    public func withWebSocket(
        _ options: ResponsesWebSocketTransport.Options = ResponsesWebSocketTransport.Options()
    ) -> OpenAIProvider {
        OpenAIProvider(
            configuration, wsTransport: ResponsesWebSocketTransport(configuration: configuration, options: options),
            encodings: encodings)
    }
}

extension OpenAIProvider: CustomStringConvertible {
    public var description: String { "OpenAIProvider(\(configuration.endpoint))" }
}

/// A provider with WebSockets works without being run. In a `ServiceGroup` it opens new connections before the old ones
/// come to their end, and takes part in a graceful shutdown.
extension OpenAIProvider: Service {
    /// Runs until the graceful shutdown, then as ``shutDown()``.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            if let wsTransport { await wsTransport.keepFresh() } else { try? await gracefulShutdown() }
        }
        await shutDown()
    }
}
