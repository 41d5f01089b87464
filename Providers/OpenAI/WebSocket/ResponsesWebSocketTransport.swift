import Dialect
import DialectTransport
import DialectWire
import Logging
import NIOConcurrencyHelpers

/// Sends requests over persistent WebSockets to one endpoint, and keeps the sockets for the next.
///
/// Each connection answers one request at a time; requests at the same time get connections of their own. A request
/// that continues a conversation goes to the connection that knows it, and sends only what is new. Releasing the
/// transport closes its idle sockets.
public final class ResponsesWebSocketTransport: Sendable {
    /// How to use WebSockets.
    public struct Options: Sendable {
        /// What to do when there is no WebSocket to be had.
        public enum Fallback: Hashable, Sendable {
            /// Send the request over HTTP, with a warning, and try WebSocket again after a while.
            case automatic
            /// Fail.
            case never
        }

        public var fallback = Fallback.automatic
        /// How long HTTP is used without a further attempt after a failed handshake.
        public var fallbackPeriod: Duration = .seconds(60)
        /// Whether a request that was sent, but not answered by a single event before the socket closed, is sent again
        /// once. The server may then have worked twice.
        public var replaysUnanswered = true
        /// The most idle connections to keep.
        public var maximumIdleConnections = 8
        /// Idle connections are closed after this, at the next use of the transport.
        public var idleTimeout: Duration = .seconds(300)
        /// A connection that was silent for so long is asked whether it lives; nil never asks.
        public var pingInterval: Duration? = .seconds(20)

        public init() {}
    }

    /// What has happened so far.
    public struct Statistics: Hashable, Sendable {
        public var connectionsOpened = 0
        /// Requests sent over a WebSocket, warm-ups included.
        public var requests = 0
        /// Requests that sent only what was new.
        public var incrementalRequests = 0
        /// Requests that were sent a second time because of a lost connection or a lost chain.
        public var replays = 0
        /// Requests that went over HTTP.
        public var fallbacks = 0
        /// The payload of all requests, in bytes.
        public var bytesSent = 0
    }

    /// A connection in use.
    struct Lease {
        let connection: WebSocketConnection
        let plan: ContinuationPlanner.Plan
    }

    /// A request under way, or a reason to go over HTTP.
    enum Outcome {
        case opened(any EventSource)
        case fallBack(ModelWarning)
    }

    private struct State {
        var shelf = ResponsesConnectionShelf()
        var breaker = ResponsesBreaker()
        var statistics = Statistics()
        var isShutDown = false
    }

    let options: Options
    let timeouts: TransportTimeouts
    let logger: Logger
    private let endpoint: ResponsesEndpoint
    private let webSocket: WebSocketConfiguration
    private let state = NIOLockedValueBox(State())

    init(configuration: OpenAIProvider.Configuration, options: Options) {
        self.options = options
        endpoint = configuration.endpoint
        timeouts = configuration.timeouts
        logger = configuration.logger
        var webSocket = WebSocketConfiguration()
        webSocket.connectTimeout = timeouts.connect
        webSocket.security = configuration.security
        webSocket.pingInterval = options.pingInterval
        self.webSocket = webSocket
    }

    public var statistics: Statistics { state.withLockedValue { $0.statistics } }

    /// Refuses further requests, and closes the idle connections with a closing handshake. A request under way goes
    /// on; its connection is closed after it.
    public func shutDown() async {
        let idle = state.withLockedValue { state in
            state.isShutDown = true
            return state.shelf.takeAll()
        }
        for connection in idle { await connection.close() }
    }

    // MARK: Requests

    /// Sends a request, or tells that it has to go over HTTP.
    func openOrFallBack(
        _ request: EncodedResponsesRequest, deadline: ContinuousClock.Instant?, isWarmUp: Bool = false
    ) async throws -> Outcome {
        if options.fallback == .automatic, state.withLockedValue({ $0.breaker.isOpen(at: .now) }) {
            return fallBack(because: "a handshake failed recently", logged: "recent failure")
        }
        do {
            return .opened(try await open(request, deadline: deadline, isWarmUp: isWarmUp))
        } catch let error as LanguageModelError {
            guard options.fallback == .automatic, ResponsesBreaker.isAboutWebSocket(error) else { throw error }
            // That a caller was in a hurry says nothing about WebSocket.
            if let deadline, deadline <= .now { throw error }
            state.withLockedValue { $0.breaker.tripped(at: .now, period: options.fallbackPeriod) }
            let failure = error.underlying as? WebSocketHandshakeFailure
            let status = failure?.status.map { " with HTTP status \($0)" } ?? ""
            return fallBack(because: error.message, logged: "\(failure?.kind.rawValue ?? "failed")\(status)")
        }
    }

    /// Sends a request over a connection that knows its conversation, or any that is free, or a new one.
    private func open(
        _ request: EncodedResponsesRequest, deadline: ContinuousClock.Instant?, isWarmUp: Bool
    ) async throws -> ResponsesWebSocketSource {
        let source = ResponsesWebSocketSource(
            transport: self, request: request, provider: endpoint.dialect.provider, deadline: deadline,
            isWarmUp: isWarmUp)
        try await source.begin(on: try await acquire(for: request, deadline: deadline))
        return source
    }

    /// - Parameter logged: The reason without anything that the server said: bodies are not logged.
    private func fallBack(because reason: String, logged: String) -> Outcome {
        state.withLockedValue { $0.statistics.fallbacks += 1 }
        logger.info(
            "Falling back from WebSocket to HTTP", metadata: ["endpoint": "\(endpoint)", "reason": "\(logged)"])
        return .fallBack(
            ModelWarning(
                .transportFallback, subject: "websocket",
                message: "The request went over HTTP instead of a WebSocket: \(reason)"))
    }

    // MARK: Connections

    private func acquire(
        for request: EncodedResponsesRequest, deadline: ContinuousClock.Instant?
    ) async throws -> Lease {
        let (kept, expired, isShutDown) = state.withLockedValue { state in
            let expired = state.shelf.removeExpired(
                at: .now, idleTimeout: options.idleTimeout, lifetime: endpoint.connectionLifetime)
            return (state.shelf.take(for: request), expired, state.isShutDown)
        }
        // Releasing a connection closes its socket.
        _ = consume expired
        guard !isShutDown else {
            throw LanguageModelError(.misuse, "The WebSocket transport was shut down.", replaySafety: .safe)
        }
        if let kept { return kept }
        return Lease(
            connection: try await connect(deadline: deadline), plan: ContinuationPlanner.plan(request, memory: nil))
    }

    func connect(deadline: ContinuousClock.Instant?) async throws -> WebSocketConnection {
        var headers = endpoint.headers
        headers["User-Agent"] = headers["User-Agent"] ?? userAgent
        do {
            let connection = try await WebSocketConnection.connect(
                url: endpoint.webSocketURL, headers: headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                configuration: webSocket, deadline: deadline)
            state.withLockedValue {
                $0.statistics.connectionsOpened += 1
                $0.breaker.reset()
            }
            logger.debug("Opened a WebSocket", metadata: ["endpoint": "\(endpoint)"])
            return connection
        } catch let error as LanguageModelError {
            throw classified(error)
        }
    }

    /// Reads the body of a refused handshake as the provider means it.
    private func classified(_ error: LanguageModelError) -> LanguageModelError {
        guard let failure = error.underlying as? WebSocketHandshakeFailure, let status = failure.status, status >= 400
        else { return error }
        var classified = LanguageModelError(
            responsesStatus: status, body: Array(failure.body.utf8), headers: failure.headers,
            requestID: failure.requestID, provider: endpoint.dialect.provider)
        classified.message = "The WebSocket handshake was refused: " + classified.message
        classified.replaySafety = .safe
        classified.underlying = failure
        return classified
    }

    func sent(_ plan: ContinuationPlanner.Plan, bytes: Int, isReplay: Bool) {
        state.withLockedValue {
            $0.statistics.requests += 1
            $0.statistics.bytesSent += bytes
            if case .incremental = plan { $0.statistics.incrementalRequests += 1 }
            if isReplay { $0.statistics.replays += 1 }
        }
    }

    /// A turn is over; the connection may serve another.
    func release(_ connection: WebSocketConnection, memory: ResponsesLaneMemory?) {
        let dropped = state.withLockedValue { state -> WebSocketConnection? in
            guard !state.isShutDown, connection.isOpen else { return connection }
            return state.shelf.put(
                connection, memory: memory, at: .now, maximum: options.maximumIdleConnections)
        }
        // Released outside of the lock: closing a socket takes its own ways.
        _ = consume dropped
    }
}

extension ResponsesWebSocketTransport: CustomReflectable {
    /// What a dump shows: no connections, which know what was sent.
    public var customMirror: Mirror {
        Mirror(
            self, children: ["endpoint": endpoint, "options": options, "statistics": statistics],
            displayStyle: .class)
    }
}
