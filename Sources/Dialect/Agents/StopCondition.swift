/// When a run ends though the model would go on. Conditions are put together with `&&`, `||` and `!`.
///
/// ```swift
/// agent.stop = .toolCalled("answer") || .steps(5) && !.finishReason(.length)
/// ```
///
/// It is looked at after a step whose calls have their results, so that the history can be continued.
public struct StopCondition: Sendable {
    private let holds: @Sendable (AgentState) -> Bool

    private init(_ holds: @escaping @Sendable (AgentState) -> Bool) { self.holds = holds }

    func holds(in state: AgentState) -> Bool { holds(state) }

    /// The model decides.
    public static let never = StopCondition { _ in false }

    /// After so many requests to the model.
    public static func steps(_ count: Int) -> StopCondition { StopCondition { $0.steps.count >= count } }

    /// After a step in which the model called the tool.
    public static func toolCalled(_ name: String) -> StopCondition {
        StopCondition { state in state.steps.last?.response.toolCalls.contains { $0.name == name } ?? false }
    }

    /// After so many tokens, input and output of all steps together.
    public static func tokens(_ count: Int) -> StopCondition { StopCondition { $0.usage.total ?? 0 >= count } }

    /// After an answer that ended so.
    public static func finishReason(_ kind: FinishReason.Kind) -> StopCondition {
        StopCondition { $0.steps.last?.response.finishReason.kind == kind }
    }

    /// Whenever the closure says so.
    public static func when(_ holds: @escaping @Sendable (AgentState) -> Bool) -> StopCondition {
        StopCondition(holds)
    }

    /// When both hold.
    public static func && (left: StopCondition, right: StopCondition) -> StopCondition {
        StopCondition { left.holds($0) && right.holds($0) }
    }

    /// When either holds.
    public static func || (left: StopCondition, right: StopCondition) -> StopCondition {
        StopCondition { left.holds($0) || right.holds($0) }
    }

    /// When the condition does not hold.
    public static prefix func ! (condition: StopCondition) -> StopCondition {
        StopCondition { !condition.holds($0) }
    }
}
