import Dialect
import DialectTransport

/// Remembers that WebSockets do not work at an endpoint, for a while and never for good.
struct ResponsesBreaker {
    private var closesAt: ContinuousClock.Instant?

    /// Whether no attempt should be made.
    func isOpen(at now: ContinuousClock.Instant) -> Bool {
        closesAt.map { now < $0 } ?? false
    }

    mutating func tripped(at now: ContinuousClock.Instant, period: Duration) { closesAt = now + period }
    mutating func reset() { closesAt = nil }

    /// Whether an error is evidence that WebSocket itself is unavailable: a refused key or a certificate that is not
    /// trusted would fail over HTTP too.
    static func isAboutWebSocket(_ error: LanguageModelError) -> Bool {
        guard let failure = error.underlying as? WebSocketHandshakeFailure else { return false }
        switch failure.kind {
        case .timedOut, .unreachable, .protocolViolation: return true
        case .rejected: return ![401, 403, 429].contains(failure.status)
        default: return false
        }
    }
}
