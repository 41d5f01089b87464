import NIOCore
import NIOConcurrencyHelpers

/// Bytes on their way from an event loop to the one task that consumes them.
///
/// The event loop puts what a read burst brought under one lock with at most one resume, and the consumer takes all
/// that is there. It owns no task: time-outs are one event-loop timer, armed again only when it fires too early.
final class ByteMailbox: Sendable {
    private enum Ending {
        case none, finished
        case failed(any Error)
    }

    private struct State {
        var buffers: [ByteBuffer] = []
        var byteCount = 0
        var isSignalled = false
        var isDiscarding = false
        var ending = Ending.none
        var isEnded: Bool { if case .none = ending { false } else { true } }
        var waiter: UnsafeContinuation<Void, Never>?
        var limit: TimeLimit?
        var timer: Scheduled<Void>?
        var timerInstant = NIODeadline.distantFuture
        var whenRoom: (@Sendable () -> Void)?

        /// The waiter is taken out under the lock, so it is resumed once.
        mutating func takeWaiter() -> UnsafeContinuation<Void, Never>? {
            defer { waiter = nil }
            return waiter
        }

        mutating func takeWhenRoom() -> (@Sendable () -> Void)? {
            defer { whenRoom = nil }
            return whenRoom
        }

        mutating func discard() -> (@Sendable () -> Void)? {
            buffers = []
            byteCount = 0
            return takeWhenRoom()
        }

        /// - Returns: Whether this ending is the first.
        mutating func end(_ ending: Ending) -> Bool {
            guard !isEnded else { return false }
            self.ending = ending
            timer?.cancel()
            timer = nil
            return true
        }
    }

    let eventLoop: any EventLoop
    private let peer: String
    private let highWatermark: Int
    private let release: @Sendable () -> Void
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - peer: Who is waited for; named in time-outs.
    ///   - highWatermark: The bytes at which the reading side should stop until the consumer took them.
    ///   - release: Called once when the consumer was cancelled or a time-out passed; closes the connection.
    init(
        eventLoop: any EventLoop, peer: String, highWatermark: Int, release: @escaping @Sendable () -> Void
    ) {
        self.eventLoop = eventLoop
        self.peer = peer
        self.highWatermark = highWatermark
        self.release = release
    }

    deinit {
        state.withLockedValue { $0.timer?.cancel() }
    }

    // MARK: The event loop's side

    /// Adds a buffer; the consumer is told by ``wake()``.
    ///
    /// - Returns: Whether there is room for more.
    func put(_ buffer: ByteBuffer) -> Bool {
        state.withLockedValue { state in
            guard !state.isEnded, !state.isDiscarding else { return true }
            state.buffers.append(buffer)
            state.byteCount += buffer.readableBytes
            return state.byteCount < highWatermark
        }
    }

    /// Resumes the consumer if there is anything for it.
    func wake() {
        state.withLockedValue { state in
            state.buffers.isEmpty && !state.isSignalled && !state.isEnded ? nil : state.takeWaiter()
        }?.resume()
    }

    /// Adds all buffers of a read burst, leaves the array empty, and resumes the consumer.
    ///
    /// - Returns: Whether there is room for more.
    func put(contentsOf buffers: inout [ByteBuffer]) -> Bool {
        let byteCount = buffers.reduce(0) { $0 + $1.readableBytes }
        let (hasRoom, waiter) = state.withLockedValue { state -> (Bool, UnsafeContinuation<Void, Never>?) in
            guard !state.isEnded, !state.isDiscarding else { return (true, nil) }
            state.buffers.append(contentsOf: buffers)
            state.byteCount += byteCount
            return (state.byteCount < highWatermark, state.takeWaiter())
        }
        buffers.removeAll(keepingCapacity: true)
        waiter?.resume()
        return hasRoom
    }

    /// Lets the consumer's ``next(into:_:)`` return, be it with nothing; it is told by ``wake()``.
    func signal() {
        state.withLockedValue { $0.isSignalled = true }
    }

    /// Changes how long the consumer's present wait may last, without waking it. One that does not wait yet is
    /// signalled, so that it finds out by itself. Called on the event loop.
    func changeLimit(to limit: TimeLimit?) {
        state.withLockedValue { state in
            guard state.waiter != nil else {
                state.isSignalled = true
                return
            }
            state.limit = limit
            if let limit { arm(&state, for: limit) }
        }
    }

    /// Calls `body` as soon as the consumer has taken everything, or is gone.
    func notifyWhenRoom(_ body: @escaping @Sendable () -> Void) {
        let isRoom = state.withLockedValue { state in
            if state.buffers.isEmpty { return true }
            state.whenRoom = body
            return false
        }
        if isRoom { body() }
    }

    /// Nothing more will come.
    func finish() { end(.finished) }

    /// The connection failed; what was put before is handed out first.
    func fail(_ error: any Error) { end(.failed(error)) }

    private func end(_ ending: Ending) {
        state.withLockedValue { $0.end(ending) ? $0.takeWaiter() : nil }?.resume()
    }

    // MARK: The consumer's side

    /// Waits until there is something, and moves all of it into `batch`, which must be empty.
    ///
    /// - Returns: False once everything was taken and nothing more will come.
    /// - Throws: What the mailbox failed with, a time-out, or `CancellationError`.
    func next(into batch: inout [ByteBuffer], _ clock: inout WaitClock) async throws -> Bool {
        while true {
            if let result = take(into: &batch) {
                if clock.isTurnOver() { await Task.yield() }
                return try result.get()
            }
            await wait(until: clock.limit())
            clock.waited()
        }
    }

    /// What is left when the consumer has finished: buffers of a next exchange.
    func takeRest() -> [ByteBuffer] {
        let (buffers, whenRoom) = state.withLockedValue { state -> ([ByteBuffer], (@Sendable () -> Void)?) in
            let buffers = state.buffers
            return (buffers, state.discard())
        }
        whenRoom?()
        return buffers
    }

    /// The consumer takes no more: what comes is dropped until the end.
    func discardRest() {
        state.withLockedValue { state in
            state.isDiscarding = true
            return state.discard()
        }?()
    }

    /// The consumer is gone.
    func close() {
        state.withLockedValue { state in
            _ = state.end(.failed(CancellationError()))
            return state.discard()
        }?()
    }

    var isEnded: Bool { state.withLockedValue { $0.isEnded } }

    private func take(into batch: inout [ByteBuffer]) -> Result<Bool, any Error>? {
        var taken: [ByteBuffer] = []
        swap(&taken, &batch)
        let (result, whenRoom) = state.withLockedValue {
            state -> (Result<Bool, any Error>?, (@Sendable () -> Void)?) in
            let wasSignalled = state.isSignalled
            state.isSignalled = false
            guard state.buffers.isEmpty else {
                // Two arrays change places for the whole stream, so that none is allocated per batch.
                swap(&state.buffers, &taken)
                state.byteCount = 0
                return (.success(true), state.takeWhenRoom())
            }
            return switch state.ending {
            case .none: (wasSignalled ? .success(true) : nil, nil)
            case .finished: (.success(false), nil)
            case .failed(let error): (.failure(error), nil)
            }
        }
        swap(&taken, &batch)
        whenRoom?()
        return result
    }

    private func wait(until limit: TimeLimit?) async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                let isReady = state.withLockedValue { state in
                    guard state.buffers.isEmpty, !state.isSignalled, !state.isEnded else { return true }
                    state.waiter = continuation
                    state.limit = limit
                    if let limit { arm(&state, for: limit) }
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            giveUp(CancellationError())
        }
    }

    private func arm(_ state: inout State, for limit: TimeLimit) {
        // A timer that fires too early is armed again then: cheaper than one timer for each wait.
        if state.timer != nil, state.timerInstant <= limit.instant { return }
        state.timer?.cancel()
        state.timerInstant = limit.instant
        state.timer = eventLoop.scheduleTask(deadline: limit.instant) { [weak self] () -> Void in self?.timerFired() }
    }

    private func timerFired() {
        let failure = state.withLockedValue { state -> TimeLimit? in
            state.timer = nil
            guard state.waiter != nil, let limit = state.limit else { return nil }
            if NIODeadline.now() >= limit.instant { return limit }
            arm(&state, for: limit)
            return nil
        }
        if let failure { giveUp(failure.error(peer: peer)) }
    }

    private func giveUp(_ error: any Error) {
        let (isFirst, waiter) = state.withLockedValue { state in
            (state.end(.failed(error)), state.takeWaiter())
        }
        if isFirst { release() }
        waiter?.resume()
    }
}
