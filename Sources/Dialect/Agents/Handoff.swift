/// A way from one agent to another, which goes on with the conversation under its own instructions and tools.
///
/// The model sees it as a tool without arguments. Hooks are those of the agent that has the conversation; limits and the
/// stop condition are those of the agent that began the run.
public struct Handoff: Sendable {
    /// The name of the agent that takes over.
    public let name: String
    /// When to hand over; the model reads this.
    public let description: String
    private let makeAgent: @Sendable () -> Agent

    /// - Parameters:
    ///   - name: The name of the agent that takes over.
    ///   - description: When to hand over; the model reads this.
    ///   - agent: Called when the conversation is handed over, so that agents can hand over to each other.
    public init(to name: String, description: String, agent: @escaping @Sendable () -> Agent) {
        self.name = name
        self.description = description
        makeAgent = agent
    }

    /// - Parameter description: When to hand over; the model reads this.
    public init(to agent: Agent, description: String) {
        self.init(to: agent.name, description: description) { agent }
    }

    /// What the model calls.
    public var toolName: String { "hand_over_to_\(name)" }

    /// The agent, under the name by which it is handed over to.
    var agent: Agent {
        var agent = makeAgent()
        agent.name = name
        return agent
    }
}
