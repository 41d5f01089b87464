/// What no recording shows of a dialect: either a test of our own shows it, or the dialect has no such thing.
enum ScenarioGap {
    /// Shown by tests that are written by hand.
    case synthetic
    /// There is no such thing, for this reason.
    case unsupported(String)

    /// By dialect and scenario.
    static let all: [String: [Scenario: ScenarioGap]] = [
        "messages": [
            .contentFilter: .unsupported("Claude's classifiers end an answer with the stop reason refusal.")
        ]
    ]
}
