import Dialect

/// How long an answer is waited for.
struct RequestLimits: Hashable, Sendable {
    /// Since the request, or since the server last told of progress.
    var silence: Duration?
    /// Since the request.
    var total: Duration?
}

/// The silence or the whole wait was too long.
struct RequestTimeout: Error {
    var setting: String
    var duration: Duration
}

/// Runs `body`, and gives it up when it takes longer than `limits` allow.
///
/// - Parameters:
///   - lastSign: When the server last showed that it is at work.
///   - body: Ends soon after its task was cancelled.
/// - Throws: ``RequestTimeout``, or what `body` throws.
func withLimits<Value: Sendable>(
    _ limits: RequestLimits, lastSign: @escaping @Sendable () -> ContinuousClock.Instant,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard limits.silence != nil || limits.total != nil else { return try await body() }
    let start = ContinuousClock.now
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            while true {
                let end = limits.total.map { (start + $0, RequestTimeout(setting: "maximumRequestTime", duration: $0)) }
                let pause = limits.silence.map {
                    (max(start, lastSign()) + $0, RequestTimeout(setting: "requestTimeout", duration: $0))
                }
                guard let due = [end, pause].compactMap(\.self).min(by: { $0.0 < $1.0 }) else { return nil }
                if due.0 <= .now { throw due.1 }
                try await Task.sleep(until: due.0, clock: .continuous)
            }
        }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
        }
        throw CancellationError()
    }
}
