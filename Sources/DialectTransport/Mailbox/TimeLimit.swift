import Dialect
import NIOCore

/// An instant past which a wait is given up, and whose fault that is.
struct TimeLimit: Sendable {
    enum Setting: Sendable { case connect, firstEvent, betweenEvents, total, deadline }

    let setting: Setting
    /// The value of the setting; nil for a deadline, which is an instant.
    let duration: Duration?
    let instant: NIODeadline

    /// - Parameter peer: Who is waited for, as in `api.openai.com:443`.
    func error(peer: String) -> LanguageModelError {
        let value = duration.map { "\($0)" } ?? ""
        return switch setting {
        case .connect:
            LanguageModelError(
                .timeout, "No connection to \(peer) within \(value) (time-out `connect`).", replaySafety: .safe)
        case .firstEvent:
            LanguageModelError(
                .timeout, "\(peer) sent no event within \(value) of the request (time-out `firstEvent`).")
        case .betweenEvents:
            LanguageModelError(
                .timeout, "\(peer) sent no further event for \(value) (time-out `betweenEvents`).")
        case .total:
            LanguageModelError(
                .timeout, "The response of \(peer) was not complete within \(value) (time-out `total`).")
        case .deadline:
            LanguageModelError(.timeout, "The request's deadline passed while waiting for \(peer).", isRetryable: false)
        }
    }
}

/// The time-outs of one exchange, counted while its consumer waits and only then.
struct WaitClock: Sendable {
    enum Phase: Sendable { case connect, firstEvent, betweenEvents }

    private let timeouts: TransportTimeouts
    private let end: TimeLimit?
    private var phase: Phase
    private var waitingSince: NIODeadline?
    private var turn = Turn()

    init(
        timeouts: TransportTimeouts, deadline: ContinuousClock.Instant?, startingWith phase: Phase,
        now: NIODeadline = .now()
    ) {
        self.timeouts = timeouts
        self.phase = phase
        var end: TimeLimit?
        if let total = timeouts.total {
            end = TimeLimit(setting: .total, duration: total, instant: now + TimeAmount(bounded: total))
        }
        if let deadline {
            let instant = now + TimeAmount(bounded: deadline - .now)
            if end.map({ instant < $0.instant }) ?? true {
                end = TimeLimit(setting: .deadline, duration: nil, instant: instant)
            }
        }
        self.end = end
    }

    /// Whether the consumer has found something so often without a wait that others are to have its thread for a while.
    mutating func isTurnOver() -> Bool { turn.isOver() }

    /// The consumer has had to wait.
    mutating func waited() { turn = Turn() }

    /// A new wait begins with the next call of ``limit(now:)``.
    mutating func entered(_ phase: Phase) {
        self.phase = phase
        waitingSince = nil
    }

    /// The consumer waits: until when?
    mutating func limit(now: NIODeadline = .now()) -> TimeLimit? {
        let since = waitingSince ?? now
        waitingSince = since
        let (setting, duration): (TimeLimit.Setting, Duration?) =
            switch phase {
            case .connect: (.connect, timeouts.connect)
            case .firstEvent: (.firstEvent, timeouts.firstEvent)
            case .betweenEvents: (.betweenEvents, timeouts.betweenEvents)
            }
        guard let duration else { return end }
        let instant = since + TimeAmount(bounded: duration)
        if let end, end.instant <= instant { return end }
        return TimeLimit(setting: setting, duration: duration, instant: instant)
    }
}

extension TimeAmount {
    /// A duration as NIO counts it, at most a hundred years so that adding it to an instant cannot overflow.
    init(bounded duration: Duration) {
        let hundredYears: Int64 = 100 * 365 * 86_400
        let seconds = min(max(duration.components.seconds, 0), hundredYears)
        let isNegative = duration < .zero
        self =
            isNegative
            ? .zero : .nanoseconds(seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
    }
}
