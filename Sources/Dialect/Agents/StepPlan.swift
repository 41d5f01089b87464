/// What a step is about to ask, which ``Agent/prepareStep`` may change, for this step only.
///
/// ```swift
/// agent.prepareStep = { plan in
///     if plan.index > 3 { plan.model = cheaper }
///     plan.tools = plan.tools.only(["search"])
/// }
/// ```
///
/// Only the tools of the plan can be called: a call of any other is answered as one of an unknown tool. When a suspended
/// run goes on, the plan of the step it was suspended in is made again, to find its tools.
public struct StepPlan: Sendable {
    /// The run, its history and its cost so far.
    public let state: AgentState
    /// The agent that is to ask.
    public let agent: String
    public var model: any LanguageModel
    public var instructions: String?
    /// The history to send; what the run keeps is not changed by it.
    public var messages: [Message]
    public var tools: ToolSet
    public var toolChoice: ToolChoice?
    public var outputFormat: OutputFormat
    public var options: GenerationOptions
    public var providerOptions: ProviderOptions
    /// HTTP headers to add to the request.
    public var headers: [String: String] = [:]
    /// When to give up on the model's answer; nil waits as long as the model's own limits allow.
    public var deadline: ContinuousClock.Instant?

    /// Which step this is; the first is 0.
    public var index: Int { state.steps.count }

    init(_ agent: Agent, _ state: AgentState) {
        self.state = state
        self.agent = agent.name
        model = agent.model
        instructions = agent.instructions
        messages = state.messages
        tools = agent.tools
        for handoff in agent.handoffs { tools.addUnique(ToolSet.Entry(AnyTool(handoff))) }
        toolChoice = agent.toolChoice
        outputFormat = agent.outputFormat
        options = agent.options
        providerOptions = agent.providerOptions
    }

    /// What to ask.
    ///
    /// - Parameter prompt: Of the steps before.
    func request(_ prompt: inout Prompt) -> ModelRequest {
        ModelRequest(
            messages: told(&prompt), tools: tools.declarations, toolChoice: tools.isEmpty ? nil : toolChoice,
            outputFormat: outputFormat, options: options, providerOptions: providerOptions, headers: headers,
            deadline: deadline)
    }

    private func told(_ prompt: inout Prompt) -> [Message] {
        guard let instructions else { return messages }
        // Another history than the run's own is none that the next step goes on with.
        guard messages.isIdentical(to: state.messages) else { return [.system(instructions)] + messages }
        return prompt.messages(instructions, messages)
    }
}

extension [Message] {
    /// Whether both are the same memory, which is told at once and without looking at a message.
    fileprivate func isIdentical(to other: [Message]) -> Bool {
        withUnsafeBufferPointer { own in
            other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress && own.count == $0.count }
        }
    }
}
