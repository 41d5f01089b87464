/// How long a transport waits, each wait with a setting of its own.
///
/// A model may think for many minutes in silence, so the waits for events are long; that the other side is alive is
/// watched by ping and pong on a WebSocket, and by the operating system on a plain connection.
public struct TransportTimeouts: Hashable, Sendable {
    /// From the start until a connection is ready: name look-up, TCP, TLS, and the upgrade of a WebSocket.
    public var connect: Duration
    /// For a place on a WebSocket while the limits for connections are reached; nil waits for ever.
    public var acquire: Duration?
    /// From the request being sent until its first event; nil waits for ever.
    public var firstEvent: Duration?
    /// From one event to the next; nil waits for ever. Keep-alive comments and pings are not events.
    public var betweenEvents: Duration?
    /// For the whole exchange, over HTTP from connecting on, over a WebSocket from sending the request on; nil is
    /// without limit. What is sent again gets it anew: a request's own deadline covers everything.
    public var total: Duration?

    public init(
        connect: Duration = .seconds(15), acquire: Duration? = .seconds(30), firstEvent: Duration? = .seconds(600),
        betweenEvents: Duration? = .seconds(600), total: Duration? = nil
    ) {
        self.connect = connect
        self.acquire = acquire
        self.firstEvent = firstEvent
        self.betweenEvents = betweenEvents
        self.total = total
    }
}
