/// How long to wait before each of a row of attempts: twice as long each time, up to a minute.
struct Backoff {
    private static let longest = Duration.seconds(60)
    private var wait = Duration.zero

    /// - Parameter hadSuccess: Whether the last attempt was worth it.
    mutating func next(hadSuccess: Bool) -> Duration {
        defer { wait = min(max(wait * 2, .seconds(1)), Self.longest) }
        if hadSuccess { wait = .zero }
        return wait
    }
}
