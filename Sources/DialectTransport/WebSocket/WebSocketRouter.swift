/// Tells whose a message is, on a WebSocket that serves several exchanges at once. It is called on an event loop, for
/// every message, and must be quick.
public protocol WebSocketRouter: Sendable {
    /// The name that a message bears, a part of the message itself; nil if it bears none.
    func exchangeName(of message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer?

    /// Whether an exchange ends with this message. Asked for exchanges that nobody waits for any more.
    func isLast(_ message: UnsafeRawBufferPointer) -> Bool

    /// Whether a message without a name concerns every exchange of the connection.
    func concernsAll(_ message: UnsafeRawBufferPointer) -> Bool
}

/// What happens on a WebSocket beside its exchanges.
public enum WebSocketEvent: Sendable {
    /// No exchange can begin any more.
    case closed(WebSocketCloseStatus)
    /// A message that belongs to no exchange; more than 64 KB of one are not shown.
    case stray([UInt8])
    /// An exchange that was abandoned has come to its end; its name can be used again.
    case drained(name: String?)
}

/// What becomes of an exchange that is released before it was complete.
public enum WebSocketAbandonment: Hashable, Sendable {
    /// The socket is closed, since late messages could otherwise be taken for those of the next exchange.
    case closesConnection
    /// Messages are dropped until the last one, for which the connection has a router.
    case drains
}
