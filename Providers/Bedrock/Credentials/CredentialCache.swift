#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect
import NIOConcurrencyHelpers

/// Keeps credentials until shortly before they expire. However many requests need them, one task fetches; it is the
/// task of one of the requests.
final class CredentialCache: Sendable {
    /// Before their end by this much, in seconds, new ones are fetched.
    private static let margin: TimeInterval = 300
    /// After an attempt the next one waits this long, in seconds, as long as the old ones are good.
    private static let pause: TimeInterval = 10

    fileprivate struct State {
        var credentials: AWSCredentials?
        var nextFetch = Date.distantPast
        var isFetching = false
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var waiterCount = 0
    }

    private enum Step {
        case use(AWSCredentials)
        case fetch
        case wait
    }

    private let state = NIOLockedValueBox(State())
    private let now: @Sendable () -> Date
    private let fetch: @Sendable () async throws -> AWSCredentials

    init(now: @escaping @Sendable () -> Date, fetch: @escaping @Sendable () async throws -> AWSCredentials) {
        self.now = now
        self.fetch = fetch
    }

    /// - Throws: ``LanguageModelError`` or `CancellationError`.
    func credentials() async throws -> AWSCredentials {
        while true {
            try Task.checkCancellation()
            switch nextStep() {
            case .use(let credentials): return credentials
            case .wait: try await waitForFetch()
            case .fetch:
                do {
                    let fetched = try await fetch()
                    fetchEnded(with: fetched)
                    return fetched
                } catch {
                    if let kept = fetchFailed(error) { return kept }
                    throw error
                }
            }
        }
    }

    /// The server did not accept them: the next request fetches anew.
    func forget() {
        state.withLockedValue { $0.credentials = nil }
    }

    private func nextStep() -> Step {
        let now = now()
        return state.withLockedValue { state in
            if let credentials = state.credentials, Self.isGood(credentials, at: now) {
                guard credentials.expiration != nil, now >= state.nextFetch, !state.isFetching else {
                    return .use(credentials)
                }
            } else if state.isFetching {
                return .wait
            }
            state.isFetching = true
            return .fetch
        }
    }

    private static func isGood(_ credentials: AWSCredentials, at now: Date) -> Bool {
        credentials.expiration.map { $0 > now } ?? true
    }

    private func fetchEnded(with credentials: AWSCredentials) {
        let now = now()
        let waiters = state.withLockedValue { state in
            state.credentials = credentials
            state.nextFetch = max(
                (credentials.expiration ?? .distantFuture) - Self.margin, now + Self.pause)
            return state.endFetch()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// - Returns: The old credentials, if they are still good.
    private func fetchFailed(_ error: any Error) -> AWSCredentials? {
        let now = now()
        let (waiters, kept) = state.withLockedValue { state in
            state.nextFetch = now + Self.pause
            return (state.endFetch(), state.credentials.flatMap { Self.isGood($0, at: now) ? $0 : nil })
        }
        for waiter in waiters {
            // Where only the fetching task was cancelled, another one tries.
            if kept != nil || error is CancellationError { waiter.resume() } else { waiter.resume(throwing: error) }
        }
        return error is CancellationError ? nil : kept
    }

    private func waitForFetch() async throws {
        let id = state.withLockedValue { state in
            state.waiterCount += 1
            return state.waiterCount
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if state.isFetching { state.waiters[id] = continuation }
                    return !state.isFetching
                }
                // A cancellation that came before the waiter was known has nobody to wake.
                if isOver { continuation.resume() } else if Task.isCancelled { cancelWaiter(id) }
            }
        } onCancel: {
            cancelWaiter(id)
        }
    }

    private func cancelWaiter(_ id: Int) {
        state.withLockedValue { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }
}

extension CredentialCache.State {
    fileprivate mutating func endFetch() -> [CheckedContinuation<Void, any Error>] {
        isFetching = false
        defer { waiters = [:] }
        return Array(waiters.values)
    }
}
