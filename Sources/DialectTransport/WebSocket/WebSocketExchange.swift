public import Dialect
import NIOCore
import Synchronization

/// One request and its response on a WebSocket: the messages that come between its beginning and its completion.
///
/// Releasing it before ``complete()`` abandons it, as ``WebSocketAbandonment`` says. It is used by one task at a time.
public final class WebSocketExchange: EventSource {
    private let connection: WebSocketConnection
    private let name: String?
    private let abandonment: WebSocketAbandonment
    private let mailbox: ByteMailbox
    private var clock: WaitClock
    private var batch: [ByteBuffer] = []
    private var isComplete = false
    private var sent: WebSocketOutgoingMessage?

    init(
        connection: WebSocketConnection, name: String?, mailbox: ByteMailbox, clock: WaitClock,
        abandonment: WebSocketAbandonment
    ) {
        self.connection = connection
        self.name = name
        self.abandonment = abandonment
        self.mailbox = mailbox
        self.clock = clock
    }

    deinit {
        guard !isComplete else { return }
        connection.abandon(mailbox, name: name, abandonment)
    }

    /// Empty: the headers of the handshake belong to the connection, not to a response.
    public var metadata: ResponseMetadata { ResponseMetadata() }

    /// Sends a text message, UTF-8, without waiting until it is written. If it cannot be, ``next(_:)`` throws, with a
    /// `replaySafety` of `safe` if nothing was written.
    public func send(_ text: [UInt8]) {
        let message = WebSocketOutgoingMessage(text)
        sent = message
        connection.write(message, for: mailbox)
    }

    /// Sends further messages of the exchange, from any task; one that cannot be written is lost with the connection.
    public var sender: @Sendable ([UInt8]) -> Void {
        { [connection, mailbox] text in
            connection.write(WebSocketOutgoingMessage(text), for: mailbox)
        }
    }

    /// Waits for the next messages and hands each to `receive`.
    ///
    /// - Returns: Always true: which message is the last, only their reader knows.
    /// - Throws: ``LanguageModelError``, also for a socket that was closed, or `CancellationError`.
    public func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        defer { batch.removeAll(keepingCapacity: true) }
        let hasMore: Bool
        do {
            hasMore = try await mailbox.next(into: &batch, &clock)
        } catch var error as LanguageModelError {
            if let sent, !sent.isWritten.load(ordering: .relaxed) { error.replaySafety = .safe }
            throw error
        }
        for buffer in batch { buffer.withUnsafeReadableBytes(receive) }
        clock.entered(.betweenEvents)
        return hasMore
    }

    /// The response is complete; the connection may begin another exchange.
    public func complete() {
        guard !isComplete else { return }
        isComplete = true
        connection.finish(mailbox)
    }
}
