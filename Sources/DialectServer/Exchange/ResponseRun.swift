import Dialect
import DialectWire
import NIOConcurrencyHelpers

/// One response under way: joins encoder and sink, so that what its own task and a steer write keeps one order.
final class ResponseRun: Sendable {
    /// Steers that one response takes before it answers them.
    static let maximumSteers = 16

    struct Steer: Sendable {
        let id: String
        let request: ReceivedSteer
        let items: [JSONValue]
    }

    private struct State {
        var encoder: ResponsesEventEncoder
        var renderer: ReplyRenderer
        var steers: [Steer] = []
    }

    let id: String
    let request: ResponsesServerRequest
    private let weight: Int
    private let session: ConnectionSession
    private let store: ResponseStore
    private let sink: any ReplySink
    private let state: NIOLockedValueBox<State>

    init(
        _ request: ResponsesServerRequest, id: String, createdAt: Int, weight: Int, renderer: ReplyRenderer,
        session: ConnectionSession, store: ResponseStore, sink: any ReplySink
    ) {
        self.id = id
        self.request = request
        self.weight = weight
        self.session = session
        self.store = store
        self.sink = sink
        state = NIOLockedValueBox(
            State(
                encoder: ResponsesEventEncoder(request: request, responseID: id, createdAt: createdAt),
                renderer: renderer))
    }

    var hasStarted: Bool { state.withLockedValue { $0.encoder.hasStarted } }
    var hasEnded: Bool { state.withLockedValue { $0.encoder.isFinished } }

    // MARK: The response's own task

    /// The model has made a part.
    ///
    /// - Returns: Whether the response goes on.
    func received(_ part: StreamPart, at time: Int?) async throws -> Bool {
        let (mustWait, goesOn) = try state.withLockedValue { state in
            let hadStarted = state.encoder.hasStarted
            let isSteered = !state.steers.isEmpty && state.encoder.isAtBoundary(before: part)
            var events = isSteered ? state.encoder.endSteered() : state.encoder.encode(part, at: time)
            if !hadStarted, state.encoder.hasStarted { session.began(self) }
            if state.encoder.isFinished { events += conclude(&state) }
            return (try sink.enqueue(state.renderer.render(events)), !state.encoder.isFinished)
        }
        if mustWait { try await sink.room() }
        return goesOn
    }

    /// The model has failed after the response began.
    func failed(_ error: any Error) async throws {
        let mustWait = try state.withLockedValue { state in
            var events = state.encoder.fail(error)
            if state.encoder.hasFailed {
                events += conclude(&state)
            } else {
                // The end was written, and did not reach the client.
                session.failed(request, id: id)
            }
            return try sink.enqueue(state.renderer.render(events))
        }
        if mustWait { try await sink.room() }
    }

    /// Ends the reply on the wire.
    ///
    /// - Returns: The request that the steers make of it, to be answered in the same lane at once.
    func finish() async throws -> ResponsesServerRequest? {
        let (actions, steers, output) = state.withLockedValue { state in
            let response = state.encoder.response
            let owes = !state.encoder.requiredInput.isEmpty
            defer { if !owes { state.steers = [] } }
            return (state.renderer.finish(response: response), owes ? [] : state.steers, state.encoder.output)
        }
        if !actions.isEmpty { try await sink.send(actions) }
        guard !steers.isEmpty else { return nil }
        return try request.succeeding(id, output: output, steers: steers.flatMap(\.items))
    }

    /// What follows the terminal event. The session knows of the end before the client hears of it: its next request
    /// may arrive at once, from anywhere.
    private func conclude(_ state: inout State) -> [ResponsesServerEvent] {
        guard !state.encoder.hasFailed else {
            session.failed(request, id: id)
            let events = state.steers.flatMap { steer in
                state.encoder.failSteer(SteerFailure(.notActive, steer.request, id: steer.id))
            }
            state.steers = []
            return events
        }
        let weight = weight + state.encoder.response.count
        if let stored = session.completed(self, output: state.encoder.output, weight: weight) { store.insert(stored) }
        guard !state.encoder.requiredInput.isEmpty else { return [] }
        return state.steers.flatMap { state.encoder.suspendSteer($0.id, responseID: id) }
    }

    // MARK: Steering

    /// The client has sent words for this response.
    ///
    /// - Returns: Why they cannot be used; nil where they are accepted, and the client was told.
    func steered(_ request: ReceivedSteer, items: [JSONValue], id steerID: String) throws -> SteerFailure.Reason? {
        try state.withLockedValue { state in
            let owes = state.encoder.isFinished && !state.encoder.hasFailed && !state.encoder.requiredInput.isEmpty
            guard !state.encoder.isFinished || owes else { return .alreadyCompleted }
            guard state.steers.count < Self.maximumSteers else { return .tooManyPending }
            state.steers.append(Steer(id: steerID, request: request, items: items))
            var events = state.encoder.acceptSteer(steerID, responseID: id)
            if owes { events += state.encoder.suspendSteer(steerID, responseID: id) }
            // A client that does not read is not waited for: the bytes are few.
            _ = try sink.enqueue(state.renderer.render(events))
            return nil
        }
    }

    /// The messages of steers that wait for the client's tools, which the next request takes with it.
    func suspendedItems() -> [JSONValue] {
        state.withLockedValue { state in
            guard state.encoder.isFinished else { return [] }
            defer { state.steers = [] }
            return state.steers.flatMap(\.items)
        }
    }
}
