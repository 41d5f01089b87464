import NIOConcurrencyHelpers
package import Testing

/// Lets only some tests run at once. All of them at once would starve one another of what their time-outs allow.
package struct Throttle: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Turnstile.shared.enter()
        defer { Turnstile.shared.leave() }
        try await function()
    }
}

extension Trait where Self == Throttle {
    /// With a limit on how many tests of all such suites run at once.
    package static var throttled: Throttle { Throttle() }
}

/// Counts who is inside; the others wait in order.
private final class Turnstile: Sendable {
    /// Many wait rather than compute, so that there may be more of them than cores.
    static let shared = Turnstile(places: 24)

    private struct State {
        var places: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var first = 0
    }

    private let state: NIOLockedValueBox<State>

    init(places: Int) {
        state = NIOLockedValueBox(State(places: places))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let hasPlace = state.withLockedValue { state in
                if state.places > 0 {
                    state.places -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if hasPlace { continuation.resume() }
        }
    }

    func leave() {
        state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
            guard state.first < state.waiting.count else {
                state.places += 1
                return nil
            }
            state.first += 1
            return state.waiting[state.first - 1]
        }?.resume()
    }
}
