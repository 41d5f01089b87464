import Dialect
import DialectTransport

/// Remembers that WebSockets do not work at an endpoint, for a while and never for good.
///
/// After that while one request tries again; the others go on without until it has succeeded.
struct ResponsesBreaker: Sendable {
    private enum State: Sendable {
        case closed
        case open(until: ContinuousClock.Instant)
        /// One request tries.
        case probing(since: ContinuousClock.Instant)
    }

    /// A probe that told nothing by then is taken for lost.
    private static let probePeriod: Duration = .seconds(60)
    private var state = State.closed

    /// Whether a request may try a WebSocket.
    mutating func mayTry(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed: return true
        case .open(let end) where now < end: return false
        case .probing(let since) where now < since + Self.probePeriod: return false
        case .open, .probing:
            state = .probing(since: now)
            return true
        }
    }

    mutating func tripped(at now: ContinuousClock.Instant, period: Duration) { state = .open(until: now + period) }

    /// A request that may have been the one that tries has ended its attempt. If that told nothing, since it was
    /// cancelled or found a connection that was open before, the next one tries.
    mutating func ended(at now: ContinuousClock.Instant) {
        if case .probing = state { state = .open(until: now) }
    }

    /// A connection was opened, or the server answered in a way that says nothing against WebSockets.
    mutating func reset() { state = .closed }

    /// Whether an error is evidence that WebSocket itself is unavailable: a refused key or a certificate that is not
    /// trusted would fail over HTTP too.
    static func isAboutWebSocket(_ error: LanguageModelError) -> Bool {
        if let failure = error.underlying as? WebSocketHandshakeFailure {
            switch failure.kind {
            case .timedOut, .unreachable, .protocolViolation, .proxyRefused: return true
            case .rejected: return ![401, 403, 429].contains(failure.status)
            default: return false
            }
        }
        return false
    }

    /// Whether a connection was closed for a reason that HTTP would not give: a message that is too long, or a policy
    /// against WebSockets.
    static func isClosedAgainst(_ error: LanguageModelError) -> Bool {
        isTooBig(error) || closeCode(of: error) == 1008
    }

    /// Whether a connection was closed because the request is too long a message.
    static func isTooBig(_ error: LanguageModelError) -> Bool { closeCode(of: error) == 1009 }

    private static func closeCode(of error: LanguageModelError) -> UInt16? {
        guard let status = error.underlying as? WebSocketCloseStatus, status.isByServer else { return nil }
        return status.code
    }
}
