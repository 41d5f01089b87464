import Dialect
import DialectTransport
import DialectWire
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// The sockets of one transport. It does what its machine, a ``ResponsesPool``, says, and owns no task: callers open
/// connections, and timers of an event loop close those that nobody uses.
final class ResponsesConnectionPool: Sendable {
    /// A place for one request, and the socket behind it.
    struct Place: Sendable {
        let lease: ResponsesPool.Lease
        let connection: WebSocketConnection
    }

    /// Opens a socket for a connection of the machine.
    typealias Dial = (_ observe: @escaping @Sendable (WebSocketEvent) -> Void) async throws -> WebSocketConnection

    fileprivate struct State {
        var pool: ResponsesPool
        var sockets: [Int: WebSocketConnection] = [:]
        var continuations: [Int: CheckedContinuation<ResponsesPool.Decision, Never>] = [:]
        /// Decisions for callers that have not begun to wait.
        var decisions: [Int: ResponsesPool.Decision] = [:]
        var nextCaller = 0
        var timer: Scheduled<Void>?
        var timerInstant: ContinuousClock.Instant?
        /// Sockets that were told to close since the pool was shut down.
        var closing: [WebSocketConnection] = []
        /// Resumed when the last connection has gone.
        var whenEmpty: [CheckedContinuation<Void, Never>] = []
        /// Whether nobody waits any more for connections that are being opened.
        var isHurried = false

        /// Whether there is no connection, nor one coming.
        var isEmpty: Bool { sockets.isEmpty && (isHurried || pool.connections.isEmpty) }
    }

    private let state: NIOLockedValueBox<State>
    private let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    private let observer: any ResponsesPoolObserver

    init(limits: ResponsesPool.Limits, observer: any ResponsesPoolObserver) {
        state = NIOLockedValueBox(State(pool: ResponsesPool(limits: limits)))
        self.observer = observer
    }

    deinit {
        state.withLockedValue { $0.timer?.cancel() }
    }

    var busyLanes: Int { state.withLockedValue { $0.pool.busyLanes } }
    var openConnections: Int { state.withLockedValue { $0.pool.connections.values.count { $0.phase != .dialing } } }

    /// How much is left to be done: callers that wait, answers that they have not fetched, sockets. Nothing of it outlives
    /// the shutdown.
    var unfinished: Int {
        state.withLockedValue { state in
            state.pool.waiting.count + state.continuations.count + state.decisions.count + state.sockets.count
                + state.closing.count + state.whenEmpty.count
        }
    }

    // MARK: Requests

    /// Finds a place for a request, opening a connection or waiting for one as need be.
    ///
    /// - Parameters:
    ///   - excluding: A connection that must not be used.
    ///   - wait: How long to wait for a place; opening a connection has a time-out of its own.
    ///   - dial: Opens a connection.
    func place(
        for request: EncodedResponsesRequest, key: ResponsesPoolKey, isConversation: Bool, excluding: Int?,
        wait: Duration?, deadline: ContinuousClock.Instant?, dial: Dial
    ) async throws -> Place {
        try Task.checkCancellation()
        let (caller, first) = change { state in
            let caller = ResponsesPool.Caller(
                id: state.nextCaller, key: key, request: request, isConversation: isConversation, excluded: excluding)
            state.nextCaller += 1
            return (caller, state.pool.requested(caller, at: .now))
        }
        var decision = first
        while true {
            switch decision {
            case .use(let lease):
                guard let connection = state.withLockedValue({ $0.sockets[lease.connection] }) else {
                    // It has died since.
                    decision = change { $0.pool.requested(caller, at: .now) }
                    continue
                }
                observer.placed(lease)
                return Place(lease: lease, connection: connection)
            case .refuse(let error): throw error
            case .dial(let id):
                switch try await open(id, for: caller, dial) {
                case .onNew(let place):
                    // Should it be closed by now, the request fails on it: who tried again here might try for ever.
                    observer.placed(place.lease)
                    return place
                case .onOld(let lease): decision = .use(lease)
                case nil: decision = change { $0.pool.requested(caller, at: .now) }
                }
            case .wait: decision = try await decisionForWaiting(caller, wait: wait, deadline: deadline)
            }
        }
    }

    /// A response is complete, or its connection failed.
    func finished(_ lease: ResponsesPool.Lease, memory: ResponsesLaneMemory?, isSpent: Bool) {
        observer.left()
        change { $0.pool.finished(lease, memory: memory, isSpent: isSpent, at: .now) }
    }

    /// A response was given up in the middle.
    ///
    /// - Parameter isSpent: Whether the connection is to be closed as soon as nobody else uses it.
    func abandoned(_ lease: ResponsesPool.Lease, isSpent: Bool) {
        observer.left()
        change { state in
            state.pool.abandoned(lease, at: .now)
            if isSpent { state.pool.spent(lease.connection, at: .now) }
        }
    }

    func learned(_ support: ResponsesPool.LaneSupport) {
        change { $0.pool.learned(support, at: .now) }
    }

    /// The server refused the name of a lease's lane as one too many.
    func exhaustedLanes(of lease: ResponsesPool.Lease) {
        change { $0.pool.exhaustedLanes(of: lease) }
    }

    // MARK: Opening

    /// What the attempt to open a connection has brought.
    private enum Opened {
        case onNew(Place)
        /// A place on the connection that was to be replaced.
        case onOld(ResponsesPool.Lease)
    }

    private func open(_ id: Int, for caller: ResponsesPool.Caller?, _ dial: Dial) async throws -> Opened? {
        do {
            let connection = try await dial { [weak self] event in self?.happened(event, on: id) }
            let isRotation = state.withLockedValue { $0.pool.connections[id]?.predecessor != nil }
            observer.opened(id, isRotation: isRotation)
            return try place(on: connection, id, for: caller).map(Opened.onNew)
        } catch {
            observer.failedToOpen(id, error)
            // Who was cancelled needs no place.
            let heir = error is CancellationError ? nil : caller
            if let lease = change({ $0.pool.notOpened(id, by: heir, at: .now) }) { return .onOld(lease) }
            throw error
        }
    }

    /// Takes over a connection that was opened; it may have been closed since.
    private func place(
        on connection: WebSocketConnection, _ id: Int, for caller: ResponsesPool.Caller?
    ) throws -> Place? {
        do {
            let lease = try change { state in
                // What closes from now on is reported later.
                try connection.checkIsOpen()
                state.sockets[id] = connection
                return state.pool.opened(id, by: caller, at: .now, jitter: .random(in: 0...1))
            }
            return lease.map { Place(lease: $0, connection: connection) }
        } catch {
            observer.closed(id, code: connection.closeStatus?.code ?? 1006)
            throw error
        }
    }

    private func happened(_ event: WebSocketEvent, on id: Int) {
        switch event {
        case .closed(let status):
            let wasOpen = change { state in
                state.pool.closed(id, at: .now)
                return state.sockets.removeValue(forKey: id) != nil
            }
            if wasOpen { observer.closed(id, code: status.code) }
        case .drained(let lane): change { $0.pool.drained(id, lane: lane, at: .now) }
        case .stray(let message): received(stray: message, on: id)
        }
    }

    private func received(stray message: [UInt8], on id: Int) {
        message.withUnsafeBytes { message in
            if ResponsesEventRouting.endsConnection(message) {
                change { $0.pool.spent(id, at: .now) }
            } else if ResponsesEventRouting.isOfResponse(message), ResponsesEventRouting.lane(of: message) == nil {
                // Several responses are under way and the server does not say whose this is.
                let connection = change { state in
                    state.pool.lanesWereMixedUp(at: .now)
                    return state.sockets[id]
                }
                connection?.abandon()
            }
        }
    }

    // MARK: Waiting

    private func decisionForWaiting(
        _ caller: ResponsesPool.Caller, wait: Duration?, deadline: ContinuousClock.Instant?
    ) async throws -> ResponsesPool.Decision {
        let limit = wait.map { ContinuousClock.now + $0 }
        let end = [limit, deadline].compactMap(\.self).min()
        let timer = end.map { end in
            eventLoop.scheduleTask(in: TimeAmount(end - .now)) { [weak self] () -> Void in
                let isDeadline = deadline.map { $0 <= .now } ?? false
                self?.giveUp(caller, .refuse(Self.timeout(wait, isDeadline: isDeadline)))
            }
        }
        defer { timer?.cancel() }
        let decision = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLockedValue { state in
                    let ready = state.decisions.removeValue(forKey: caller.id)
                    if ready == nil { state.continuations[caller.id] = continuation }
                    return ready
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            giveUp(caller, .refuse(Self.cancelled))
        }
        do {
            try Task.checkCancellation()
        } catch {
            giveBack(decision)
            throw error
        }
        return decision
    }

    private func giveUp(_ caller: ResponsesPool.Caller, _ decision: ResponsesPool.Decision) {
        change { state in
            // It may just have been told something else.
            guard state.pool.gaveUp(caller.id, at: .now) else { return }
            state.tell(caller.id, decision)
        }
    }

    /// A caller that was cancelled was given a place nevertheless.
    private func giveBack(_ decision: ResponsesPool.Decision) {
        change { state in
            switch decision {
            case .use(let lease): state.pool.unused(lease, at: .now)
            case .dial(let id): _ = state.pool.notOpened(id, by: nil, at: .now)
            case .wait, .refuse: break
            }
        }
    }

    private static let cancelled = LanguageModelError(.misuse, "The request was cancelled.", replaySafety: .safe)

    private static func timeout(_ wait: Duration?, isDeadline: Bool) -> LanguageModelError {
        isDeadline
            ? LanguageModelError(
                .timeout, "The request's deadline passed while it waited for a free connection.", isRetryable: false,
                replaySafety: .safe)
            : LanguageModelError(
                .timeout,
                "No connection became free within \(wait.map { "\($0)" } ?? "the time allowed") (time-out `acquire`); "
                    + "the limits for connections are reached.", replaySafety: .safe)
    }

    // MARK: Rotation and the end

    /// When a connection is next to be replaced.
    func nextRotation() -> ContinuousClock.Instant? { state.withLockedValue { $0.pool.nextRotation() } }

    /// Opens connections in place of those that have grown old.
    func rotate(dial: (ResponsesPoolKey) -> Dial?) async {
        while let (id, key) = change({ state in
            state.pool.rotate(at: .now).flatMap { id in state.pool.connections[id].map { (id, $0.key) } }
        }) {
            guard let dial = dial(key) else {
                change { _ = $0.pool.notOpened(id, by: nil, at: .now) }
                continue
            }
            // What could not be opened is tried again later; the old connection serves on.
            _ = try? await open(id, for: nil, dial)
        }
    }

    /// Refuses further requests, waits for those under way and for connections that are being opened, and closes all
    /// with a handshake. Cancelled, it closes those that are open at once.
    func shutDown() async {
        change { $0.pool.shutDown() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isEmpty = state.withLockedValue { state in
                    if !state.isEmpty { state.whenEmpty.append(continuation) }
                    return state.isEmpty
                }
                if isEmpty { continuation.resume() }
            }
            let closing = state.withLockedValue { state in
                defer { state.closing = [] }
                return state.closing
            }
            for connection in closing { await connection.close() }
        } onCancel: {
            let sockets = change { state in
                state.isHurried = true
                return Array(state.sockets.values)
            }
            for socket in sockets { socket.abandon() }
        }
    }

    // MARK: The machine

    /// Changes the state, and then does what the machine asks for, outside of the lock.
    @discardableResult private func change<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        let (result, closing, resumed, emptied) = try state.withLockedValue { state in
            let result = try body(&state)
            var closing: [WebSocketConnection] = []
            for action in state.pool.takeActions() {
                switch action {
                case .close(let id): if let socket = state.sockets[id] { closing.append(socket) }
                case .resume(let caller, let decision): state.tell(caller, decision)
                }
            }
            if state.pool.isShutDown, !state.isHurried { state.closing += closing }
            let resumed = state.takeResumed()
            let emptied = state.isEmpty ? state.whenEmpty : []
            if state.isEmpty { state.whenEmpty = [] }
            arm(&state)
            return (result, closing, resumed, emptied)
        }
        for connection in closing { connection.beginClose() }
        for (continuation, decision) in resumed { continuation.resume(returning: decision) }
        for continuation in emptied { continuation.resume() }
        return result
    }

    /// A timer that fires too early costs less than a new one for every request.
    private func arm(_ state: inout State) {
        guard let next = state.pool.nextTimer() else { return }
        if let armed = state.timerInstant, armed <= next { return }
        state.timer?.cancel()
        state.timerInstant = next
        state.timer = eventLoop.scheduleTask(in: TimeAmount(next - .now)) { [weak self] () -> Void in
            self?.timerFired()
        }
    }

    private func timerFired() {
        state.withLockedValue { $0.timerInstant = nil }
        change { $0.pool.timerFired(at: .now) }
    }
}

extension ResponsesConnectionPool.State {
    fileprivate mutating func tell(_ caller: Int, _ decision: ResponsesPool.Decision) {
        decisions[caller] = decision
    }

    /// Those who wait and have been told something.
    fileprivate mutating func takeResumed()
        -> [(CheckedContinuation<ResponsesPool.Decision, Never>, ResponsesPool.Decision)]
    {
        guard !decisions.isEmpty, !continuations.isEmpty else { return [] }
        return decisions.keys.compactMap { caller in
            guard let continuation = continuations.removeValue(forKey: caller),
                let decision = decisions.removeValue(forKey: caller)
            else { return nil }
            return (continuation, decision)
        }
    }
}

/// Hears what happens in a pool.
protocol ResponsesPoolObserver: Sendable {
    func opened(_ connection: Int, isRotation: Bool)
    func failedToOpen(_ connection: Int, _ error: any Error)
    func closed(_ connection: Int, code: UInt16)
    func placed(_ lease: ResponsesPool.Lease)
    /// A place was given back.
    func left()
}
