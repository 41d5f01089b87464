import NIOCore

/// Decides when to ping and when a connection is dead. Any bytes from the server prove that it lives.
struct KeepAlive: Sendable {
    enum Action: Hashable, Sendable {
        /// Nothing to do before this instant.
        case wait(until: NIODeadline)
        /// Ask, and look again at this instant.
        case ping(until: NIODeadline)
        case close
    }

    private let pongTimeout: TimeAmount
    private var askedAt: NIODeadline?
    /// What the server had not yet taken of a long message when it was asked.
    private var unsentBytes = 0

    init(pongTimeout: TimeAmount) {
        self.pongTimeout = pongTimeout
    }

    /// What was asked before does not count any more.
    mutating func reset() { askedAt = nil }

    /// - Parameters:
    ///   - lastRead: When bytes came last.
    ///   - isPaused: Whether nothing is read because the consumer is slow.
    ///   - unsentBytes: What waits to be taken by the server; a ping would stand in line behind it.
    mutating func timerFired(
        now: NIODeadline, lastRead: NIODeadline, interval: TimeAmount, isPaused: Bool, unsentBytes: Int
    ) -> Action {
        if isPaused {
            askedAt = nil
            return .wait(until: now + interval)
        }
        if let asked = askedAt, lastRead < asked {
            guard now >= asked + pongTimeout else {
                return .wait(until: min(asked + pongTimeout, now + interval))
            }
            if unsentBytes == self.unsentBytes { return .close }
            // A long message is still on its way out: the server lives as long as it takes some of it.
            return ask(now: now, interval: interval, unsentBytes: unsentBytes)
        }
        askedAt = nil
        guard now >= lastRead + interval else { return .wait(until: lastRead + interval) }
        return ask(now: now, interval: interval, unsentBytes: unsentBytes)
    }

    private mutating func ask(now: NIODeadline, interval: TimeAmount, unsentBytes: Int) -> Action {
        askedAt = now
        self.unsentBytes = unsentBytes
        let next = now + min(pongTimeout, interval)
        return unsentBytes == 0 ? .ping(until: next) : .wait(until: next)
    }
}
