import Dialect
import DialectWire
import NIOConcurrencyHelpers

/// The session of a connection, its scheduler and its responses, shared by the tasks that answer at once.
final class ConnectionSession: Sendable {
    private struct State {
        var session: ResponsesSession
        var scheduler: LaneScheduler<ResponseJob>
        /// The response of each lane that is under way, or was the last.
        var runs: [String: ResponseRun] = [:]
    }

    private let state: NIOLockedValueBox<State>

    init(lanes: ResponsesServer.Lanes = ResponsesServer.Lanes()) {
        state = NIOLockedValueBox(
            State(
                session: ResponsesSession(maximumNames: lanes.maximumNames),
                scheduler: LaneScheduler(maximumInFlight: lanes.isSupported ? lanes.maximumInFlight : 1)))
    }

    // MARK: Scheduling

    var waitingCount: Int { state.withLockedValue { $0.scheduler.waiting.count } }

    func named(_ lane: String) throws -> Bool { try state.withLockedValue { try $0.session.named(lane) } }

    func received(_ job: ResponseJob) -> ResponseJob? {
        state.withLockedValue { $0.scheduler.received(job, lane: job.lane ?? "") }
    }

    func finished(_ job: ResponseJob) -> ResponseJob? {
        state.withLockedValue { $0.scheduler.finished(lane: job.lane ?? "") }
    }

    /// Ends the session.
    ///
    /// - Returns: The lanes of all requests without an answer, those that waited included; nil is the unnamed lane.
    func close() -> [String?] {
        state.withLockedValue { $0.scheduler.closed() }.map { $0.isEmpty ? nil : $0 }
    }

    /// The last event of an answer is on its way.
    func answered(lane: String?) { state.withLockedValue { $0.scheduler.answered(lane: lane ?? "") } }

    // MARK: Conversations

    func admit(
        _ request: ResponsesServerRequest, acceptsUnknown: Bool, stored: (String) -> StoredResponse?
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        let lane = request.streamID ?? ""
        let (session, run) = state.withLockedValue { ($0.session, $0.runs[lane]) }
        // Steers that wait for tools' results belong to the request that brings them.
        let steers = run?.id == request.previousResponseID ? run?.suspendedItems() ?? [] : []
        return try session.admit(request, steers: steers, acceptsUnknown: acceptsUnknown, stored: stored)
    }

    func began(_ run: ResponseRun) {
        state.withLockedValue { state in
            state.session.began(run.request)
            state.scheduler.answered(lane: run.request.streamID ?? "", false)
            state.runs[run.request.streamID ?? ""] = run
        }
    }

    func completed(_ run: ResponseRun, output: [JSONValue], weight: Int) -> StoredResponse? {
        state.withLockedValue { state in
            state.scheduler.answered(lane: run.request.streamID ?? "")
            return state.session.completed(run.request, id: run.id, output: output, weight: weight)
        }
    }

    /// - Parameter id: The response that failed, if there is one: it cannot be continued either.
    func failed(_ request: ResponsesServerRequest, id: String? = nil) {
        state.withLockedValue { state in
            state.scheduler.answered(lane: request.streamID ?? "")
            state.session.failed(request, id: id)
        }
    }

    /// The response with an id that is under way, or was the last of its lane.
    func run(_ id: String) -> ResponseRun? { state.withLockedValue { $0.runs.values.first { $0.id == id } } }
}

/// A request for a response that waits for its turn.
struct ResponseJob: Sendable {
    let lane: String?
    /// The request, or why it is none.
    let request: Result<ResponsesServerRequest, LanguageModelError>
    /// The bytes that arrived.
    let byteCount: Int
    /// What goes wrong with the answer, by plan.
    var fault: Fault?
}
