public import DialectTransport

extension ResponsesWebSocketTransport {
    /// How to use WebSockets.
    public struct Options: Sendable {
        /// What to do when there is no WebSocket to be had.
        public enum Fallback: Hashable, Sendable {
            /// Send the request over HTTP, with a warning, and try WebSocket again after a while.
            case automatic
            /// Fail.
            case never
        }

        /// What to do where no WebSocket can be had.
        public var fallback: Fallback
        /// How long HTTP is used without a further attempt after a failed handshake. Then one request tries again.
        public var fallbackPeriod: Duration
        /// Whether a request that was sent, but not answered by a single event before the socket closed, is sent again
        /// once. The server may then have worked twice.
        public var replaysUnanswered: Bool
        /// The most connections for requests of one scope with the same credentials and headers.
        public var maximumConnectionsPerScope: Int
        /// The most connections in all. An idle one of another scope makes room.
        public var maximumConnections: Int
        /// A connection that nobody used for so long is closed, if its requests have no `sessionScope`.
        public var idleTimeout: Duration
        /// The same for connections of a `sessionScope`, whose conversations are worth keeping.
        public var scopedIdleTimeout: Duration
        /// A connection that was silent for so long is asked whether it lives; nil never asks.
        public var pingInterval: Duration?
        /// A connection that has not answered that for so long is dead.
        public var pongTimeout: Duration
        /// Whether and how messages are compressed, where the server takes part.
        public var compression: WebSocketCompression

        public init(
            fallback: Fallback = .automatic, fallbackPeriod: Duration = .seconds(60), replaysUnanswered: Bool = true,
            maximumConnectionsPerScope: Int = 8, maximumConnections: Int = 64, idleTimeout: Duration = .seconds(5 * 60),
            scopedIdleTimeout: Duration = .seconds(50 * 60), pingInterval: Duration? = .seconds(20),
            pongTimeout: Duration = .seconds(20),
            compression: WebSocketCompression = WebSocketCompression()
        ) {
            self.fallback = fallback
            self.fallbackPeriod = fallbackPeriod
            self.replaysUnanswered = replaysUnanswered
            self.maximumConnectionsPerScope = maximumConnectionsPerScope
            self.maximumConnections = maximumConnections
            self.idleTimeout = idleTimeout
            self.scopedIdleTimeout = scopedIdleTimeout
            self.pingInterval = pingInterval
            self.pongTimeout = pongTimeout
            self.compression = compression
        }

        func limits(at endpoint: ResponsesEndpoint) -> ResponsesPool.Limits {
            ResponsesPool.Limits(
                connectionsPerKey: max(1, maximumConnectionsPerScope), connections: max(1, maximumConnections),
                idleTimeout: idleTimeout, scopedIdleTimeout: scopedIdleTimeout, lifetime: endpoint.connectionLifetime,
                lanes: endpoint.lanes)
        }
    }

    /// What has happened so far.
    public struct Statistics: Hashable, Sendable {
        /// WebSockets that were opened since the provider was made.
        public var connectionsOpened = 0
        /// Connections that took the place of one that had grown old.
        public var connectionsRotated = 0
        /// Connections that are open now.
        public var connectionsOpen = 0
        /// Responses under way now.
        public var lanesInUse = 0
        /// Requests sent over a WebSocket, warm-ups included.
        public var requests = 0
        /// Requests that went over a connection which had carried others before.
        public var requestsOnReusedConnections = 0
        /// Requests that sent only what was new.
        public var incrementalRequests = 0
        /// Requests that were sent a second time because of a lost connection or a lost chain.
        public var replays = 0
        /// Requests that went over HTTP.
        public var fallbacks = 0
        /// The payload of all requests, in bytes.
        public var bytesSent = 0
        /// The payload of all events, in bytes.
        public var bytesReceived = 0
    }
}
