/// One step of a reply on the wire, after encoding and before the socket.
enum ReplyAction: Hashable, Sendable {
    case head(status: Int, headers: [Header])
    case body([UInt8])
    /// The HTTP response is complete.
    case end(closesConnection: Bool)
    /// One text message of a WebSocket.
    case message([UInt8])
    /// A frame of a WebSocket, lawful or not.
    case frame(ServerFrame)
    /// A frame of a WebSocket that leaves in pieces of so many bytes.
    case pieces(ServerFrame, byteCount: Int)
    /// The WebSocket is closed, with a code of RFC 6455.
    case close(code: UInt16)
    /// The TCP connection ends without a word: with a reset, or in order.
    case drop(isReset: Bool)
    /// The connection stays open, and nothing leaves it any more.
    case freeze

    struct Header: Hashable, Sendable {
        let name: String
        let value: String
    }

    var isDrop: Bool {
        if case .drop = self { true } else { false }
    }

    /// The bytes of body or message.
    var byteCount: Int {
        switch self {
        case .body(let bytes), .message(let bytes): bytes.count
        case .frame(let frame), .pieces(let frame, _): frame.payload.count
        case .head, .end, .close, .drop, .freeze: 0
        }
    }
}

/// Where the steps of replies go: a connection, or a layer in front of one.
protocol ReplySink: Sendable {
    /// Takes steps in order, at once.
    ///
    /// - Returns: Whether the client is slower than the model, so that ``room()`` is to be waited for.
    /// - Throws: `CancellationError` once the client is gone.
    func enqueue(_ actions: [ReplyAction]) throws -> Bool

    /// Waits until more steps may come.
    ///
    /// - Throws: `CancellationError` once the client is gone.
    func room() async throws
}

extension ReplySink {
    /// Takes steps in order, and waits while the client is slower than the model.
    func send(_ actions: [ReplyAction]) async throws {
        if try enqueue(actions) { try await room() }
    }
}
