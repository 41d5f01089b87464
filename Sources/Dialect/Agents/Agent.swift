public import Logging

/// A model that is given tools and asked until it has an answer.
///
/// ```swift
/// let agent = Agent(model: model, instructions: "You advise travellers.", tools: [weather, search])
/// print(try await agent.run("What to wear in Oslo?").text)
///
/// for try await event in agent.stream("And in Lagos?") {
///     if case .model(.textDelta(_, let text)) = event { print(text, terminator: "") }
/// }
/// ```
///
/// An agent is a value without a memory: what a run has to go on with is in its ``AgentResult``.
public struct Agent: Sendable {
    /// A name for logs, events and handoffs: letters, digits, `_` and `-`.
    public var name: String
    /// Who is asked.
    public var model: any LanguageModel
    /// What stands before the conversation, as a message of the system; it is no part of the history.
    public var instructions: String?
    /// What the model may use.
    public var tools: ToolSet
    /// Agents to which this one may hand the conversation.
    public var handoffs: [Handoff]
    /// Whether tools may or must be called. A choice that forces calls does so in every step: end the run with a
    /// ``stop`` condition, or change it in ``prepareStep``.
    public var toolChoice: ToolChoice?
    /// The form of the answer.
    public var outputFormat: OutputFormat = .text
    /// How to generate.
    public var options: GenerationOptions
    /// What only particular providers understand.
    public var providerOptions = ProviderOptions()
    /// When to end before the model does. Looked at after every step, when all its calls have their results.
    public var stop: StopCondition
    /// What no run may exceed.
    public var limits: AgentLimits
    /// Changes what is about to be asked, before each step. What it throws ends the run. A run that is cancelled waits
    /// for it, as for the other hooks.
    public var prepareStep: (@Sendable (inout StepPlan) async throws -> Void)?
    /// Mends a call that cannot be run: of an unknown tool, or with arguments that are no JSON or break the schema. It
    /// is asked once for a call, after what is repaired without it; nil, or an error, leaves the matter to the model.
    public var repairToolCall: (@Sendable (ToolCallProblem) async throws -> ToolCall?)?
    /// Decides what becomes of an error that a tool threw; nil leaves it to ``ToolSettings/failure``.
    public var toolFailure: (@Sendable (ToolCall, any Error) -> ToolSettings.Failure)?
    /// Takes what goes on, and goes to tools with the run's id. It never holds what is said.
    public var logger = Logger(label: "dialect.agent", factory: { _ in SwiftLogNoOpLogHandler() })

    /// - Parameters:
    ///   - name: For logs, events and handoffs.
    ///   - stop: When to end before the model does.
    ///   - limits: What no run may exceed; 20 steps unless said otherwise.
    public init(
        name: String = "agent", model: any LanguageModel, instructions: String? = nil, tools: ToolSet = ToolSet(),
        handoffs: [Handoff] = [], toolChoice: ToolChoice? = nil, options: GenerationOptions = GenerationOptions(),
        stop: StopCondition = .never, limits: AgentLimits = AgentLimits()
    ) {
        self.name = name
        self.model = model
        self.instructions = instructions
        self.tools = tools
        self.handoffs = handoffs
        self.toolChoice = toolChoice
        self.options = options
        self.stop = stop
        self.limits = limits
    }
}

/// What no run of an agent may exceed. A run that does fails with `limitReached`, and its error holds what there is.
public struct AgentLimits: Hashable, Sendable {
    /// The most requests to the model in a run, those before it was resumed included.
    public var steps: Int
    /// The most tokens, input and output, of a run and of all agents that it called as tools. Looked at before each
    /// step, so that the last one may exceed it. Nil sets no limit.
    public var tokens: Int?
    /// The most calls of tools in one answer; those beyond are answered by an error.
    public var callsPerStep: Int
    /// How deep agents may call agents as tools.
    public var depth: Int
    /// How long tools get to end when they are cancelled; those that do not are left behind. An agent that is called as
    /// a tool has at most half of what its caller has.
    ///
    /// A cancelled run takes this long at most, its hooks and checks of approval excepted: nobody but they themselves
    /// can end them, so they should heed the cancellation of their task.
    public var toolGrace: Duration

    /// Limits that no reasonable run reaches.
    public init(
        steps: Int = 20, tokens: Int? = nil, callsPerStep: Int = 128, depth: Int = 8,
        toolGrace: Duration = .milliseconds(50)
    ) {
        self.steps = steps
        self.tokens = tokens
        self.callsPerStep = callsPerStep
        self.depth = depth
        self.toolGrace = toolGrace
    }
}

/// A call that cannot be run as it is.
public struct ToolCallProblem: Sendable {
    /// The call, its arguments as the model wrote them.
    public let call: ToolCall
    /// What is wrong, in the words that the model will get.
    public let message: String
    /// The tools that may be called.
    public let tools: [ToolDeclaration]
    /// The conversation, the call included.
    public let history: [Message]
}
