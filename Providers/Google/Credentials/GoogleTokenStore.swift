import Dialect
import NIOConcurrencyHelpers

/// Keeps the access token that is valid at the moment. One request fetches the next in its own task; others wait.
final class GoogleTokenStore: Sendable {
    fileprivate struct State {
        var machine = GoogleTokenMachine()
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextID = 0
    }

    private let state = NIOLockedValueBox(State())
    private let fetch: @Sendable () async throws -> GoogleAccessToken

    init(_ fetch: @escaping @Sendable () async throws -> GoogleAccessToken) {
        self.fetch = fetch
    }

    /// A valid token.
    func token() async throws -> String {
        while true {
            try Task.checkCancellation()
            switch state.withLockedValue({ $0.machine.requested(now: .now) }) {
            case .use(let token): return token
            case .fetch: return try await fetchToken()
            case .wait: try await wait()
            }
        }
    }

    /// A server refused the token that was used last.
    func rejected() { state.withLockedValue { $0.machine.rejected() } }

    private func fetchToken() async throws -> String {
        do {
            let token = try await fetch()
            release(state.withLockedValue { $0.take { $0.fetched(token) } })
            return token.value
        } catch {
            var old: String?
            let waiters = state.withLockedValue { $0.take { old = $0.failed(now: .now) } }
            // Who waits tries again by himself if this one was only cancelled.
            release(waiters, failure: error is CancellationError || old != nil ? nil : error)
            if let old, !(error is CancellationError) { return old }
            throw error
        }
    }

    private func release(_ waiters: [CheckedContinuation<Void, any Error>], failure: (any Error)? = nil) {
        for waiter in waiters {
            if let failure { waiter.resume(throwing: failure) } else { waiter.resume() }
        }
    }

    private func wait() async throws {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let mayGo = state.withLockedValue { state in
                    // The fetch may have ended, or the task been cancelled, since.
                    guard state.machine.isFetching, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if mayGo { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }
}

extension GoogleTokenStore: CustomReflectable {
    /// What a dump of a model shows: no token.
    var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .class) }
}

extension GoogleTokenStore.State {
    /// Changes the machine, and takes out everybody who waits for it.
    fileprivate mutating func take(
        _ change: (inout GoogleTokenMachine) -> Void
    ) -> [CheckedContinuation<Void, any Error>] {
        change(&machine)
        defer { waiters = [:] }
        return Array(waiters.values)
    }
}
