/// One request to the model, and the results of the tools that it called.
public struct AgentStep: Hashable, Sendable, Codable {
    /// The first step is 0.
    public let index: Int
    /// The name of the agent that asked.
    public let agent: String
    /// Who was asked.
    public let model: ModelID
    /// What was answered. After a cancellation, what can be kept of it, its finish reason being `error`.
    public let response: ModelResponse
    /// One result for each call, in call order; empty while calls are open.
    public internal(set) var toolResults: [ToolResult] = []
    /// What tools spent that ask models themselves.
    public internal(set) var toolUsage = Usage()
    /// What the run itself said to the model afterwards.
    var remark: Message?

    /// The cost of the step, its tools included.
    public var usage: Usage { response.usage + toolUsage }

    /// What the step adds to the history.
    var messages: [Message] {
        (response.content.isEmpty ? [] : [response.message]) + (toolResults.isEmpty ? [] : [.tool(toolResults)])
            + (remark.map { [$0] } ?? [])
    }
}
