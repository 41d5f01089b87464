/// Where an app that steers a response and the transport that carries it meet.
///
/// The app steers by ``ResponseStream/steer(_:)-([Message])``. A transport makes one for a stream whose provider takes
/// input while it answers, and tells it when the response began, what the server said, and when the response ended.
/// The server answers in the order in which it was steered; so answers are matched by their order.
public final class ResponseSteering: Sendable {
    /// Sends messages into the response with the given id, without waiting. It is called under a lock, so that what is
    /// sent first is answered first, and must not call back.
    public typealias Send = @Sendable (_ messages: [Message], _ responseID: String) throws -> Void

    fileprivate enum Phase: Sendable {
        case notBegun
        case running(responseID: String, send: Send)
        case ended
    }

    fileprivate struct Submission: Sendable {
        let key: Int
        let messages: [Message]
        /// Nil once the app no longer waits.
        var continuation: CheckedContinuation<SteeringReceipt, any Error>?
    }

    fileprivate struct State: Sendable {
        var phase = Phase.notBegun
        /// What was sent and not answered, the oldest first.
        var waiting: [Submission] = []
        var acceptedIDs: Set<String> = []
        /// Submissions whose task was cancelled before they were sent.
        var cancelledKeys: Set<Int> = []
        var nextKey = 0
    }

    private let state = LockedValue(State())

    public init() {}

    // MARK: The app's side

    func submit(_ messages: [Message]) async throws -> SteeringReceipt {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                do {
                    try state.withLock { try $0.send(messages, key: key, continuation: continuation) }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            state.withLock { $0.cancel(key) }?.resume(throwing: CancellationError())
        }
    }

    // MARK: The transport's side

    /// The response has begun, or the successor that goes on for it: it can be steered from now on.
    public func began(responseID: String, send: @escaping Send) {
        state.withLock { state in
            if case .ended = state.phase { return }
            state.phase = .running(responseID: responseID, send: send)
        }
    }

    /// The server has taken the oldest input that it had not answered.
    ///
    /// - Returns: The messages; nil if nothing was waiting for an answer.
    @discardableResult
    public func accepted(id: String?) -> [Message]? {
        let submission = state.withLock { state in
            if let id { state.acceptedIDs.insert(id) }
            return state.takeOldest()
        }
        submission?.continuation?.resume(returning: SteeringReceipt(id: id))
        return submission?.messages
    }

    /// The server has refused input.
    ///
    /// - Parameter id: The id of input that it had accepted before, whose sender has been answered already; of other
    ///   input, the oldest without an answer is meant.
    /// - Returns: The messages; nil if nothing was waiting for an answer.
    @discardableResult
    public func failed(id: String? = nil, _ error: LanguageModelError) -> [Message]? {
        let submission = state.withLock { state -> Submission? in
            if let id, state.acceptedIDs.contains(id) { return nil }
            return state.takeOldest()
        }
        submission?.continuation?.resume(throwing: error)
        return submission?.messages
    }

    /// The response is over, or given up. Whoever waits for an answer learns that there will be none.
    public func ended() {
        let waiting = state.withLock { state in
            state.phase = .ended
            defer { state.waiting = [] }
            return state.waiting
        }
        for submission in waiting {
            submission.continuation?.resume(
                throwing: LanguageModelError(
                    .connection,
                    "The response ended before the server said whether it takes the input. Send it with the next "
                        + "request if the answer does not heed it."))
        }
    }
}

extension ResponseSteering.State {
    fileprivate mutating func send(
        _ messages: [Message], key: Int, continuation: CheckedContinuation<SteeringReceipt, any Error>
    ) throws {
        if cancelledKeys.remove(key) != nil { throw CancellationError() }
        switch phase {
        case .notBegun:
            throw LanguageModelError(
                .misuse,
                "The response has not begun, so that it cannot be steered yet; send the input with the request.")
        case .ended:
            throw LanguageModelError(
                .misuse, "The response is over and cannot be steered any more; send the input with the next request.")
        case .running(let responseID, let send): try send(messages, responseID)
        }
        waiting.append(.init(key: key, messages: messages, continuation: continuation))
    }

    /// The task that submitted was cancelled. What was sent stays in line, since the server will answer it.
    fileprivate mutating func cancel(_ key: Int) -> CheckedContinuation<SteeringReceipt, any Error>? {
        guard let index = waiting.firstIndex(where: { $0.key == key }) else {
            cancelledKeys.insert(key)
            return nil
        }
        return waiting[index].continuation.take()
    }

    fileprivate mutating func takeOldest() -> ResponseSteering.Submission? {
        waiting.isEmpty ? nil : waiting.removeFirst()
    }
}
