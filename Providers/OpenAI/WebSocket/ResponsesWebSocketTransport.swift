import Dialect
import DialectTransport
import DialectWire
import Logging
import NIOConcurrencyHelpers

/// Sends requests over persistent WebSockets to one endpoint, and keeps the sockets for the next.
///
/// A request that continues a conversation goes to the connection that knows it, and sends only what is new. Where the
/// server knows lanes, one connection carries several responses at once; elsewhere requests at the same time get
/// connections of their own, and wait when there are no more. Releasing the transport closes its idle sockets.
public final class ResponsesWebSocketTransport: Sendable {
    let options: Options
    let timeouts: TransportTimeouts
    let pool: ResponsesConnectionPool
    let log: ResponsesTransportLog
    private let endpoint: ResponsesEndpoint
    private let url: String
    private let webSocket: WebSocketConfiguration
    private let breaker = NIOLockedValueBox(ResponsesBreaker())

    init(configuration: OpenAIProvider.Configuration, options: Options) {
        self.options = options
        endpoint = configuration.endpoint
        url = endpoint.webSocketURL
        timeouts = configuration.timeouts
        log = ResponsesTransportLog(configuration)
        pool = ResponsesConnectionPool(limits: options.limits(at: configuration.endpoint), observer: log)
        var webSocket = WebSocketConfiguration()
        webSocket.connectTimeout = timeouts.connect
        webSocket.security = configuration.security
        webSocket.proxy = configuration.proxy
        webSocket.pingInterval = options.pingInterval
        webSocket.pongTimeout = options.pongTimeout
        webSocket.compression = options.compression
        self.webSocket = webSocket
    }

    var dialect: ResponsesDialect { endpoint.dialect }
    private var provider: String { dialect.provider }

    /// What has happened so far.
    public var statistics: Statistics { log.statistics(busyLanes: pool.busyLanes, open: pool.openConnections) }

    /// Callers that wait for a place, and sockets: none once it was shut down.
    package var unfinished: Int { pool.unfinished }

    // MARK: Lifetime

    /// Refuses further requests, waits until those under way are complete, and closes all connections with a closing
    /// handshake. If the task is cancelled, they are closed at once.
    public func shutDown() async { await pool.shutDown() }

    /// Opens connections in place of those that grow old, until the task is cancelled. Without it they are replaced
    /// when a request needs them.
    func keepFresh() async {
        // A connection that is opened meanwhile must not grow old unseen.
        let pause = min(.seconds(30), endpoint.connectionLifetime / 20)
        while !Task.isCancelled {
            let soon = ContinuousClock.now + pause
            let next = max(pool.nextRotation() ?? soon, .now + min(pause, .seconds(1)))
            do {
                try await Task.sleep(until: min(next, soon), clock: .continuous)
            } catch {
                return
            }
            await pool.rotate { [weak self] key in
                self.map { transport in { try await transport.dial(key, deadline: nil, observe: $0) } }
            }
        }
    }

    // MARK: Requests

    /// Sends a request over a WebSocket, or over HTTP if none is to be had.
    func open(_ call: ResponsesCall) async throws -> any EventSource {
        let source = ResponsesWebSocketSource(transport: self, call: call)
        try await source.begin()
        return source
    }

    /// What requests to the endpoint have in common that may share a connection.
    func key(headers: [String: String], scope: String?, model: String) -> ResponsesPoolKey {
        ResponsesPoolKey(
            url: url, headers: headers, scope: scope,
            model: endpoint.mixesModels ? nil : model)
    }

    func place(for call: ResponsesCall, excluding: Int?) async throws -> ResponsesConnectionPool.Place {
        defer { breaker.withLockedValue { $0.ended(at: .now) } }
        return try await pool.place(
            for: call.request, key: call.key, isConversation: call.isConversation, excluding: excluding,
            wait: timeouts.acquire, deadline: call.deadline
        ) { observe in
            try await dial(call.key, deadline: call.deadline, observe: observe)
        }
    }

    // MARK: HTTP instead

    /// Whether a request may try a WebSocket.
    func mayTry() -> Bool {
        options.fallback == .never || breaker.withLockedValue { $0.mayTry(at: .now) }
    }

    /// - Returns: Why a request should go over HTTP, in words that may be logged: nothing that the server said. Nil if
    ///   the error is to be shown.
    func reasonToFallBack(_ error: LanguageModelError, deadline: ContinuousClock.Instant?) -> String? {
        guard options.fallback == .automatic, ResponsesBreaker.isAboutWebSocket(error) else { return nil }
        // That a caller was in a hurry says nothing about WebSocket.
        if let deadline, deadline <= .now { return nil }
        breaker.withLockedValue { $0.tripped(at: .now, period: options.fallbackPeriod) }
        let failure = error.underlying as? WebSocketHandshakeFailure
        let status = failure?.status.map { " with HTTP status \($0)" } ?? ""
        return "\(failure?.kind.rawValue ?? "failed")\(status)"
    }

    func fellBack(because reason: String, logged: String) -> ModelWarning {
        log.fellBack(logged)
        return ModelWarning(
            .transportFallback, subject: "websocket",
            message: "The request went over HTTP instead of a WebSocket: \(reason)")
    }

    // MARK: Connections

    private func dial(
        _ key: ResponsesPoolKey, deadline: ContinuousClock.Instant?,
        observe: @escaping @Sendable (WebSocketEvent) -> Void
    ) async throws -> WebSocketConnection {
        do {
            let connection = try await WebSocketConnection.connect(
                url: key.url, headers: key.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                configuration: webSocket, deadline: deadline, router: ResponsesLaneRouter(), observe: observe)
            breaker.withLockedValue { $0.reset() }
            return connection
        } catch let error as LanguageModelError {
            if !ResponsesBreaker.isAboutWebSocket(error) { breaker.withLockedValue { $0.reset() } }
            throw classified(error)
        }
    }

    /// Reads the body of a refused handshake as the provider means it.
    private func classified(_ error: LanguageModelError) -> LanguageModelError {
        // What a proxy answers is not the provider's word.
        guard let failure = error.underlying as? WebSocketHandshakeFailure, failure.kind == .rejected,
            let status = failure.status, status >= 400
        else { return error }
        var classified = LanguageModelError(
            refusal: status, body: Array(failure.body.utf8), headers: failure.headers,
            requestID: failure.requestID, provider: provider)
        classified.message = "The WebSocket handshake was refused: " + classified.message
        classified.replaySafety = .safe
        classified.underlying = failure
        return classified
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
