/// What Ctrl-C does: it ends the turn that is going on. Without one it reminds of how to leave, and leaves when it is
/// pressed again.
struct InterruptionMachine: Sendable {
    enum Action: Hashable, Sendable {
        case cancelTurn
        case remind
        /// No line is read any more.
        case leave
        /// What was to end does not.
        case exit
    }

    private enum State: Sendable {
        case idle
        case reminded
        case inTurn
        case cancelling
        case leaving
    }

    /// Whether somebody reads reminders; else the first press leaves.
    let reminds: Bool
    private var state = State.idle

    init(reminds: Bool) { self.reminds = reminds }

    /// Whether the session is to be left because of it.
    var hasLeft: Bool { if case .leaving = state { true } else { false } }

    /// Ctrl-C was pressed.
    mutating func received() -> Action {
        switch state {
        case .idle where reminds:
            state = .reminded
            return .remind
        case .inTurn:
            state = .cancelling
            return .cancelTurn
        case .idle, .reminded, .cancelling:
            state = .leaving
            return .leave
        case .leaving: return .exit
        }
    }

    mutating func typed() {
        if case .reminded = state { state = .idle }
    }

    mutating func turnBegan() {
        if !hasLeft { state = .inTurn }
    }

    mutating func turnEnded() {
        if !hasLeft { state = .idle }
    }
}
