import AsyncHTTPClient
import Dialect
import NIOCore
import NIOHTTP1
import NIOConcurrencyHelpers

/// Moves a response from AsyncHTTPClient's event loop into a mailbox.
///
/// The delegate interface is used because the client's asynchronous body costs thousands of instructions a chunk.
final class ResponseDelegate: HTTPClientResponseDelegate {
    typealias Response = Void

    private struct State {
        var head: HTTPResponseHead?
        var isRequestSent = false
        var isWakeScheduled = false
        var isCancelled = false
        var task: HTTPClient.Task<Void>?
        var grace: Scheduled<Void>?
        /// Counts the wait that begins when the request was sent.
        var clock: WaitClock?
    }

    let peer: Peer
    private let mayRedirect: Bool
    private let state = NIOLockedValueBox(State())
    let mailbox: ByteMailbox

    /// - Parameters:
    ///   - mayRedirect: Whether the client follows redirects, which must then be prevented here.
    ///   - highWatermark: The bytes at which reading stops until the consumer took them.
    ///   - clock: The time-outs of the exchange.
    init(peer: Peer, eventLoop: any EventLoop, mayRedirect: Bool, highWatermark: Int, clock: WaitClock) {
        self.peer = peer
        self.mayRedirect = mayRedirect
        state.withLockedValue { $0.clock = clock }
        let canceller = Canceller()
        mailbox = ByteMailbox(eventLoop: eventLoop, peer: "\(peer)", highWatermark: highWatermark) {
            canceller.cancel()
        }
        canceller.attach(self)
    }

    // MARK: The consumer's side

    var head: HTTPResponseHead? { state.withLockedValue { $0.head } }
    var isRequestSent: Bool { state.withLockedValue { $0.isRequestSent } }

    /// The task exists only after the request was handed over, and may already be unwanted.
    func started(_ task: HTTPClient.Task<Void>) {
        let isCancelled = state.withLockedValue { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    /// Gives the response up and closes its connection.
    func cancel() {
        let task = state.withLockedValue { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    /// The consumer needs no more: the rest is dropped as it comes, so that the connection can be used again, unless
    /// it takes longer than `grace`.
    func letFinish(within grace: TimeAmount) {
        mailbox.discardRest()
        guard !mailbox.isEnded else { return }
        let timer = mailbox.eventLoop.scheduleTask(in: grace) { [weak self] () -> Void in self?.cancel() }
        let isTooLate = state.withLockedValue { state in
            state.grace = timer
            return mailbox.isEnded
        }
        if isTooLate { timer.cancel() }
    }

    // MARK: The event loop's side

    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        let clock = state.withLockedValue { state in
            state.isRequestSent = true
            return state.clock
        }
        guard var clock else { return }
        clock.entered(.firstEvent)
        mailbox.changeLimit(to: clock.limit())
    }

    func didVisitURL(task: HTTPClient.Task<Void>, _ request: HTTPClient.Request, _ head: HTTPResponseHead) {
        guard mayRedirect, (300..<400).contains(head.status.code), head.headers.contains(name: "Location") else {
            return
        }
        // The redirect itself is the answer; failing the task keeps the client from following it.
        state.withLockedValue { $0.head = head }
        mailbox.finish()
        task.cancel()
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLockedValue { $0.head = head }
        // The first of the body often comes with the head; the consumer is woken once for both.
        mailbox.signal()
        scheduleWake(on: task.eventLoop)
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let hasRoom = mailbox.put(buffer)
        scheduleWake(on: task.eventLoop)
        if hasRoom { return task.eventLoop.makeSucceededVoidFuture() }
        let room = task.eventLoop.makePromise(of: Void.self)
        mailbox.notifyWhenRoom { room.succeed() }
        return room.futureResult
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        let phase = state.withLockedValue { state -> NetworkPhase in
            state.head != nil ? .responseBegun : state.isRequestSent ? .requestSent : .connecting
        }
        mailbox.fail(LanguageModelError(network: error, peer: peer, phase: phase))
        stopGrace()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) {
        mailbox.finish()
        stopGrace()
    }

    /// A read burst comes as many parts in one turn of the event loop; the consumer is woken once, after the last.
    private func scheduleWake(on eventLoop: any EventLoop) {
        let isFirst = state.withLockedValue { state in
            defer { state.isWakeScheduled = true }
            return !state.isWakeScheduled
        }
        guard isFirst else { return }
        eventLoop.execute {
            self.state.withLockedValue { $0.isWakeScheduled = false }
            self.mailbox.wake()
        }
    }

    private func stopGrace() {
        state.withLockedValue { $0.grace }?.cancel()
    }

    /// Lets the mailbox reach the delegate that owns it.
    private final class Canceller: Sendable {
        private struct Weak { weak var delegate: ResponseDelegate? }
        private let target = NIOLockedValueBox(Weak())

        func attach(_ delegate: ResponseDelegate) { target.withLockedValue { $0.delegate = delegate } }
        func cancel() { target.withLockedValue { $0.delegate }?.cancel() }
    }
}
