import Dialect
import NIOCore
import NIOConcurrencyHelpers

/// What the event loop and the users of one WebSocket share.
final class WebSocketLink: Sendable {
    fileprivate struct State {
        var exchange: ByteMailbox?
        var idleMessages: [ByteBuffer] = []
        var idleByteCount = 0
        var traffic = WebSocketTraffic()
        var failure: LanguageModelError?
        var closeStatus: WebSocketCloseStatus?
    }

    /// A server has little to say while nobody asks; what is more than this is forgotten, oldest first.
    private static let maximumIdleBytes = 65_536
    private let state = NIOLockedValueBox(State())
    let peer: Peer

    init(peer: Peer) {
        self.peer = peer
    }

    var traffic: WebSocketTraffic { state.withLockedValue { $0.traffic } }
    var closeStatus: WebSocketCloseStatus? { state.withLockedValue { $0.closeStatus } }
    /// Why the connection can no longer be used.
    var failure: LanguageModelError? { state.withLockedValue { $0.failure } }

    // MARK: The event loop's side

    /// Hands a burst of messages over and leaves the array empty.
    ///
    /// - Returns: The mailbox to wait for if it is full.
    func deliver(_ messages: inout [ByteBuffer], received: WebSocketTraffic) -> ByteMailbox? {
        let exchange = state.withLockedValue { state in
            state.traffic += received
            if state.exchange == nil { state.keepIdle(messages, atMost: Self.maximumIdleBytes) }
            return state.exchange
        }
        guard let exchange, !messages.isEmpty else {
            messages.removeAll(keepingCapacity: true)
            return nil
        }
        return exchange.put(contentsOf: &messages) ? nil : exchange
    }

    func sent(_ sent: WebSocketTraffic) { state.withLockedValue { $0.traffic += sent } }

    /// The connection can no longer be used. Only the first reason counts.
    func end(_ failure: LanguageModelError, _ status: WebSocketCloseStatus) {
        let exchange = state.withLockedValue { state -> ByteMailbox? in
            guard state.failure == nil else { return nil }
            state.failure = failure
            state.closeStatus = status
            return state.exchange
        }
        exchange?.fail(failure)
    }

    // MARK: The users' side

    func begin(_ exchange: ByteMailbox) throws {
        try state.withLockedValue { state in
            if var failure = state.failure {
                failure.replaySafety = .safe
                throw failure
            }
            if state.exchange != nil {
                throw LanguageModelError(.misuse, "The WebSocket is serving another exchange.")
            }
            state.exchange = exchange
        }
    }

    /// The exchange is complete; what it left belongs to nobody.
    func finish(_ exchange: ByteMailbox) {
        state.withLockedValue { state in
            if state.exchange === exchange { state.exchange = nil }
            state.keepIdle(exchange.takeRest(), atMost: Self.maximumIdleBytes)
        }
        exchange.close()
    }

    func takeIdleMessages() -> [ByteBuffer] {
        state.withLockedValue { state in
            defer { (state.idleMessages, state.idleByteCount) = ([], 0) }
            return state.idleMessages
        }
    }
}

fileprivate extension WebSocketLink.State {
    mutating func keepIdle(_ messages: [ByteBuffer], atMost limit: Int) {
        for message in messages {
            idleMessages.append(message)
            idleByteCount += message.readableBytes
        }
        while idleByteCount > limit {
            idleByteCount -= idleMessages.removeFirst().readableBytes
        }
    }
}

/// What went over a WebSocket so far.
public struct WebSocketTraffic: Hashable, Sendable {
    /// Bytes of messages sent.
    public var bytesSent = 0
    /// Bytes of messages received.
    public var bytesReceived = 0
    /// Bytes sent including the frames' headers and control frames, before TLS.
    public var wireBytesSent = 0
    /// Bytes received including the frames' headers and control frames, before TLS.
    public var wireBytesReceived = 0

    public init() {}

    static func += (left: inout WebSocketTraffic, right: WebSocketTraffic) {
        left.bytesSent += right.bytesSent
        left.bytesReceived += right.bytesReceived
        left.wireBytesSent += right.wireBytesSent
        left.wireBytesReceived += right.wireBytesReceived
    }
}
