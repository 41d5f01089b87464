import Dialect
import NIOConcurrencyHelpers

/// Stands between the replies to one request and their connection, and spoils what passes.
final class FaultySink: ReplySink {
    private struct State {
        var injector: FaultInjector
        /// What waits for the first of it to be over.
        var held: [FaultInjector.Step] = []
        var isReported = false
    }

    private let next: any ReplySink
    private let service: ServerService
    private let state: NIOLockedValueBox<State>

    init(_ fault: Fault, lane: String?, next: any ReplySink, service: ServerService) {
        self.next = next
        self.service = service
        state = NIOLockedValueBox(State(injector: FaultInjector(fault, lane: lane)))
    }

    func enqueue(_ actions: [ReplyAction]) throws -> Bool {
        try state.withLockedValue { state in
            for action in actions { state.held += state.injector.apply(action) }
            if state.injector.hasStruck, !state.isReported {
                state.isReported = true
                service.observer.injectedFault()
            }
            return try pass(&state)
        }
    }

    /// Passes on what comes before the next wait.
    private func pass(_ state: inout State) throws -> Bool {
        var actions: [ReplyAction] = []
        var failure: LanguageModelError?
        var count = 0
        steps: for step in state.held {
            switch step {
            case .send(let action): actions.append(action)
            case .fail(let error): failure = error
            case .wait, .stall: break steps
            }
            count += 1
        }
        state.held.removeFirst(count)
        let mustWait = actions.isEmpty ? false : try next.enqueue(actions)
        if let failure { throw failure }
        return mustWait || !state.held.isEmpty
    }

    func room() async throws {
        while let step = state.withLockedValue({ $0.held.first }) {
            switch step {
            case .wait(let duration): try await service.configuration.clock.sleep(for: duration)
            case .stall: try await Self.sleepForEver()
            case .send, .fail: break
            }
            _ = try state.withLockedValue { state in
                if case .wait? = state.held.first { state.held.removeFirst() }
                return try pass(&state)
            }
        }
        try await next.room()
    }

    /// Until the connection ends, or the server.
    private static func sleepForEver() async throws {
        while true { try await Task.sleep(for: .seconds(86_400)) }
    }
}
