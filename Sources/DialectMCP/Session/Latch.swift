import NIOConcurrencyHelpers

/// A value that comes once, and those who wait for it.
final class Latch<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
        var waiterCount = 0
    }

    private let state = NIOLockedValueBox(State())

    var isSettled: Bool { state.withLockedValue { $0.result != nil } }

    /// Only the first result counts.
    func settle(_ result: Result<Value, any Error>) {
        let waiters = state.withLockedValue { state -> [CheckedContinuation<Value, any Error>] in
            guard state.result == nil else { return [] }
            state.result = result
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(with: result) }
    }

    /// - Throws: What the latch was settled with, or `CancellationError`.
    func value() async throws -> Value {
        let waiter = state.withLockedValue { state in
            state.waiterCount += 1
            return state.waiterCount
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLockedValue { state -> Result<Value, any Error>? in
                    if let result = state.result { return result }
                    // Cancelled before it waited: the handler has run, and found nobody.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[waiter] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: waiter) }?.resume(throwing: CancellationError())
        }
    }
}

extension Latch where Value == Void {
    func settle() { settle(.success(())) }
}
