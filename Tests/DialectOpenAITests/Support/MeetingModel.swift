import Dialect
import NIOConcurrencyHelpers

/// Lets tasks pass once a number of them have come, and every later one at once.
final class Gate: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: NIOLockedValueBox<State>

    init(_ count: Int) { state = NIOLockedValueBox(State(missing: count)) }

    func pass() async {
        await withCheckedContinuation { continuation in
            let released = state.withLockedValue { state in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in released { continuation.resume() }
        }
    }
}

/// A model whose first requests wait for one another, so that all of them are under way at once.
struct MeetingModel<Base: LanguageModel>: LanguageModel {
    let id = ModelID(provider: "test", model: "meeting")
    let base: Base
    private let gate: Gate

    init(_ base: Base, count: Int) {
        self.base = base
        gate = Gate(count)
    }

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream { Source(gate: gate, base: base.stream(request).makeAsyncIterator()) }
    }

    private final class Source: PartSource {
        private let gate: Gate
        private var base: ResponseStream.AsyncIterator
        private var hasPassed = false

        init(gate: Gate, base: ResponseStream.AsyncIterator) {
            self.gate = gate
            self.base = base
        }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            if !hasPassed { await gate.pass() }
            hasPassed = true
            guard let part = try await base.next() else { return false }
            parts.append(part)
            return true
        }
    }
}
