/// One step of a reply on the wire, after encoding and before the socket.
enum ReplyAction: Hashable, Sendable {
    case head(status: Int, headers: [Header])
    case body([UInt8])
    /// The HTTP response is complete.
    case end(closesConnection: Bool)
    /// One text message of a WebSocket.
    case message([UInt8])
    /// The WebSocket is closed, with a code of RFC 6455.
    case close(code: UInt16)

    struct Header: Hashable, Sendable {
        let name: String
        let value: String
    }
}

/// Where the steps of replies go: a connection, or a layer in front of one.
protocol ReplySink: Sendable {
    /// Takes steps in order, and waits while the client is slower than the model.
    ///
    /// - Throws: `CancellationError` once the client is gone.
    func send(_ actions: [ReplyAction]) async throws
}
