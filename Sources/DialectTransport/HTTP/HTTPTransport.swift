public import AsyncHTTPClient
import Dialect
public import Logging
import NIOCore
import Synchronization

/// Sends requests and streams their answers, over HTTP/1.1 or HTTP/2 as the server prefers.
///
/// Redirects are not followed, since credentials would go along: an answer of 3xx is an answer.
public struct HTTPTransport: Sendable {
    private let client: HTTPClient?
    private let security: TransportSecurity
    private let proxy: ProxyConfiguration
    private let logger: Logger
    /// Which of the client's event loops to use: always the same, so that a kept connection is served by the loop that
    /// asks, and nothing hops between loops.
    private let loopNumber: Int
    private static let transportCount = Atomic(0)

    /// The bytes of an answer that wait for a slow consumer before its connection is no longer read.
    private static let highWatermark = 1 << 20

    /// - Parameters:
    ///   - client: Used and never shut down; its own connect time-out and proxy apply. Without one, clients shared by
    ///     the whole process are used.
    ///   - security: Whom to trust. Anything but `.system` takes the place of the client's own TLS settings.
    ///   - proxy: The way to the server, if not a direct one. A client that was passed in goes its own way.
    ///   - logger: Hears at `debug` which server answered with which status, or how it failed.
    public init(
        client: HTTPClient? = nil, security: TransportSecurity = .system, proxy: ProxyConfiguration = .environment,
        logger: Logger = Logger(label: "dialect", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.client = client
        self.security = security
        self.proxy = proxy
        self.logger = logger
        loopNumber = Self.transportCount.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    /// A transport for a provider. Time-outs are told with each request.
    public init(_ configuration: TransportConfiguration) {
        self.init(
            client: configuration.httpClient, security: configuration.security, proxy: configuration.proxy,
            logger: configuration.logger)
    }

    /// Sends a request and waits for the head of its answer.
    ///
    /// - Parameters:
    ///   - timeouts: `connect` and `firstEvent` count here, the others while the body is read.
    ///   - deadline: The whole exchange must be over by then.
    /// - Returns: The answer, whatever its status; releasing it abandons the request.
    /// - Throws: ``LanguageModelError`` if there is no answer, `CancellationError` if the task was cancelled.
    public func open(
        _ request: HTTPRequest, timeouts: TransportTimeouts = TransportTimeouts(),
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> HTTPResponseBody {
        do {
            return try await send(request, timeouts: timeouts, deadline: deadline)
        } catch let error as LanguageModelError where error.isOfStaleConnection {
            // Nothing was sent: another connection is as good as the one that was kept in vain.
            logger.debug("Sending a request again over HTTP, since its kept connection was closed")
            return try await send(request, timeouts: timeouts, deadline: deadline)
        }
    }

    private func send(
        _ request: HTTPRequest, timeouts: TransportTimeouts, deadline: ContinuousClock.Instant?
    ) async throws -> HTTPResponseBody {
        try Task.checkCancellation()
        try LanguageModelError.check(request.headers)
        var clientRequest = try request.clientRequest()
        if security != .system { clientRequest.tlsConfiguration = try security.tlsConfiguration() }
        let client = try self.client ?? sharedClient(for: clientRequest, connectTimeout: timeouts.connect)
        let eventLoop = Self.eventLoop(number: loopNumber, of: client.eventLoopGroup)
        let clock = WaitClock(timeouts: timeouts, deadline: deadline, startingWith: .connect)
        let peer = Peer(clientRequest)
        let delegate = ResponseDelegate(
            peer: peer, eventLoop: eventLoop, mayRedirect: self.client != nil,
            highWatermark: Self.highWatermark, clock: clock)
        let body = HTTPResponseBody(delegate: delegate, clock: clock)
        delegate.started(
            client.execute(request: clientRequest, delegate: delegate, eventLoop: .delegate(on: eventLoop)))
        do {
            try await body.waitForHead()
        } catch {
            let code = (error as? LanguageModelError)?.code.rawValue ?? "cancelled"
            logger.debug("A request over HTTP was not answered", metadata: ["server": "\(peer)", "code": "\(code)"])
            throw error
        }
        logger.debug(
            "A request over HTTP was answered", metadata: ["server": "\(peer)", "status": "\(body.status)"])
        return body
    }

    private func sharedClient(for request: HTTPClient.Request, connectTimeout: Duration) throws -> HTTPClient {
        let proxy = try proxy.proxy(
            host: request.host, port: request.port, isSecure: request.scheme.lowercased() == "https")
        return HTTPClients.client(connectTimeout: connectTimeout, proxy: proxy)
    }

    private static func eventLoop(number: Int, of group: any EventLoopGroup) -> any EventLoop {
        let loops = Array(group.makeIterator())
        return loops.isEmpty ? group.any() : loops[Int(UInt(bitPattern: number) % UInt(loops.count))]
    }
}

extension LanguageModelError {
    /// Whether the request met a connection that was kept from an earlier one and that the server had closed by then.
    /// llama.cpp does so after every stream, though it promises to keep the connection.
    fileprivate var isOfStaleConnection: Bool {
        guard code == .connection, replaySafety == .safe else { return false }
        if case ChannelError.ioOnClosedChannel? = underlying { return true }
        return underlying as? HTTPClientError == .remoteConnectionClosed
    }
}
