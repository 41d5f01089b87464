public import AsyncHTTPClient
public import Logging
public import Tracing

/// How a provider's requests travel. The same for every provider.
public struct TransportConfiguration: Sendable {
    /// When to give up.
    public var timeouts: TransportTimeouts
    /// Whom to trust over TLS.
    public var security: TransportSecurity
    /// The way to the server, if not a direct one; a client that is passed in goes its own way.
    public var proxy: ProxyConfiguration
    /// Used and never shut down; nil uses clients shared by the whole process.
    public var httpClient: HTTPClient?
    /// Hears of requests and connections at `debug`, and of a fallback from a WebSocket to HTTP at `info`; never of
    /// bodies or keys. Says nothing unless it is set.
    public var logger: Logger
    /// Gets a span for every request; nil is the process's own.
    public var tracer: (any Tracer)?

    public init(
        timeouts: TransportTimeouts = TransportTimeouts(), security: TransportSecurity = .system,
        proxy: ProxyConfiguration = .environment, httpClient: HTTPClient? = nil,
        logger: Logger = Logger(label: "dialect", factory: { _ in SwiftLogNoOpLogHandler() }),
        tracer: (any Tracer)? = nil
    ) {
        self.timeouts = timeouts
        self.security = security
        self.proxy = proxy
        self.httpClient = httpClient
        self.logger = logger
        self.tracer = tracer
    }
}
