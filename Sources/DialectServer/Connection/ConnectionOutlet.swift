import NIOConcurrencyHelpers
import NIOCore

/// Takes the steps of replies from any task, in order, and has them written on the channel's event loop. Steps that
/// come while the loop is busy leave in one flush.
final class ConnectionOutlet: ReplySink {
    /// A reply waits when more bytes than this have not reached the channel.
    private static let highWaterMark = 256 << 10

    private struct State {
        var actions: [ReplyAction] = []
        var byteCount = 0
        var isDraining = false
        var isWritable = true
        var isFrozen = false
        /// The last steps are queued or written; nothing may follow.
        var isEnding = false
        var isClosed = false
        var waiters: [CheckedContinuation<Void, any Error>] = []

        var isFull: Bool { !isWritable || isFrozen || byteCount > ConnectionOutlet.highWaterMark }

        mutating func add(_ actions: [ReplyAction]) {
            for action in actions where !isEnding && (!isFrozen || action.isDrop) {
                self.actions.append(action)
                byteCount += action.byteCount
                switch action {
                case .close, .drop: isEnding = true
                case .freeze: isFrozen = true
                default: break
                }
            }
        }

        mutating func takeWaiters() -> [CheckedContinuation<Void, any Error>] {
            guard !isFull || isEnding || isClosed else { return [] }
            defer { waiters = [] }
            return waiters
        }
    }

    private let state = NIOLockedValueBox(State())
    private let channel: any Channel
    private let observer: ServerObserver
    private let writer: NIOLoopBound<ReplyWriter>

    /// To be made on the channel's event loop.
    init(channel: any Channel, observer: ServerObserver) {
        self.channel = channel
        self.observer = observer
        writer = NIOLoopBound(ReplyWriter(channel), eventLoop: channel.eventLoop)
    }

    /// Whether the connection is ending in order: the last steps are on their way.
    var isEnding: Bool { state.withLockedValue { $0.isEnding } }
    /// Whether nothing may leave the connection any more, not even an answer to a ping.
    var isFrozen: Bool { state.withLockedValue { $0.isFrozen } }

    func enqueue(_ actions: [ReplyAction]) throws -> Bool {
        try Task.checkCancellation()
        guard let mustWait = add(actions) else { throw CancellationError() }
        return mustWait
    }

    /// Writes the last steps of the connection, unless it is over; replies that are under way end.
    func end(_ actions: [ReplyAction]) {
        _ = add(actions)
        for waiter in state.withLockedValue({ $0.takeWaiters() }) { waiter.resume() }
    }

    func room() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLockedValue { state -> Result<Void, any Error>? in
                if state.isClosed || state.isEnding { return .failure(CancellationError()) }
                if !state.isFull { return .success(()) }
                state.waiters.append(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    /// - Returns: Whether to wait; nil once the connection is over.
    private func add(_ actions: [ReplyAction]) -> Bool? {
        observer.sent(actions.reduce(0) { $0 + $1.byteCount })
        let outcome = state.withLockedValue { state -> (mustSchedule: Bool, mustWait: Bool)? in
            if state.isClosed || state.isEnding { return nil }
            state.add(actions)
            defer { state.isDraining = true }
            return (!state.isDraining, state.isFull)
        }
        guard let outcome else { return nil }
        if outcome.mustSchedule { channel.eventLoop.execute { self.drain() } }
        return outcome.mustWait
    }

    // MARK: On the event loop

    /// The connection speaks WebSocket from now on.
    func upgraded(_ frames: ChannelHandlerContext, compression: MessageCompression?) {
        writer.value.frames = frames
        writer.value.compression = compression
    }

    func writabilityChanged(_ isWritable: Bool) {
        let waiters = state.withLockedValue { state in
            state.isWritable = isWritable
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    func closed() {
        let waiters = state.withLockedValue { state in
            state.isClosed = true
            state.actions = []
            state.byteCount = 0
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume(throwing: CancellationError()) }
        writer.value.closed()
    }

    private func drain() {
        let actions = state.withLockedValue { state in
            defer {
                state.actions = []
                state.byteCount = 0
                state.isDraining = false
            }
            return state.actions
        }
        writer.value.write(actions)
        channel.flush()
        writabilityChanged(channel.isWritable)
    }
}
