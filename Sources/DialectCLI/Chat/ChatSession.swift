import Dialect

/// A chat: reads lines, and does what they say until there are no more.
struct ChatSession {
    /// How a session ended.
    enum Ending: Sendable {
        case done
        /// At least one turn has failed; told only where nobody was there to see it.
        case failed
        case interrupted
    }

    /// What a session is made with.
    struct Setup: Sendable {
        let screen: Screen
        let models: ChatModels
        let tools: ChatTools
        let approver: Approver
        let interruption: Interruption
        /// Instructions for the model.
        var system: String?
    }

    /// More requests to the model than a question should need.
    private static let maximumSteps = 50

    let setup: Setup
    var choice: ChatModels.Choice
    var conversation = Conversation()
    private var hasFailed = false

    var screen: Screen { setup.screen }

    init(_ setup: Setup, model: ChatModels.Choice) {
        self.setup = setup
        choice = model
    }

    /// Reads lines until their end.
    mutating func run() async -> Ending {
        if screen.isInteractive {
            screen.note("Chatting with \(choice.id). /help lists commands, Ctrl-C stops an answer, Ctrl-D leaves.")
        }
        while let line = await nextLine() {
            setup.interruption.typed()
            switch ChatInput(line) {
            case .nothing: continue
            case .quit: return ending
            case .say(let text):
                let isOver = await say(text)
                if isOver { return .interrupted }
            case let command: await perform(command)
            }
        }
        if screen.isInteractive { screen.note("") }
        return ending
    }

    /// Asks one question, and no more.
    mutating func run(_ question: String) async -> Ending {
        let isOver = await say(question)
        return isOver ? .interrupted : ending
    }

    private var ending: Ending {
        if setup.interruption.hasLeft { return .interrupted }
        return hasFailed && !screen.isInteractive ? .failed : .done
    }

    private func nextLine() async -> String? {
        var joiner = LineJoiner()
        while let line = await screen.ask(joiner.isOpen ? "… " : "> ") {
            if let whole = joiner.received(line) { return whole }
        }
        return setup.interruption.hasLeft ? nil : joiner.finish()
    }

    /// - Returns: Whether the session is over.
    private mutating func say(_ text: String) async -> Bool {
        let (tools, problems) = await setup.tools.current()
        for problem in problems { screen.note(problem, .warning) }
        let turn = ChatTurn(agent: agent(tools), screen: screen, approver: setup.approver)
        let conversation = conversation
        let outcome = await setup.interruption.cancelling { await turn.run(text, in: conversation) }
        self.conversation = outcome.conversation
        if outcome.ending == .failed { hasFailed = true }
        // Whoever stops a program that reads from a pipe does not mean the first of its questions.
        return setup.interruption.hasLeft || outcome.ending == .cancelled && !screen.isInteractive
    }

    private func agent(_ tools: ToolSet) -> Agent {
        var agent = Agent(
            name: "chat", model: choice.model, instructions: setup.system, tools: tools,
            limits: AgentLimits(steps: Self.maximumSteps))
        let destination = choice.destination
        // What one provider made and another cannot take is told in words where there are any.
        agent.prepareStep = { plan in
            let history = PortableHistory(plan.messages, for: destination)
            if !history.isVerbatim { plan.messages = history.messages }
        }
        return agent
    }
}
