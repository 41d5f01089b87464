/// Decides what a run does next. A pure state machine: ``next`` says what is to be done, and what became of it is told
/// by the functions.
struct AgentLoop: Sendable {
    /// What is to be done. Calls are named by their index in the step.
    enum Action: Equatable, Sendable {
        case askModel
        /// Find the tools of these calls, and whether they may be run.
        case review([Int])
        /// Run these calls, all at once.
        case start([Int])
        case awaitTools
        /// Find out whether a stop condition holds.
        case judge
        /// Nothing goes on until somebody decides.
        case suspend
        case end(AgentResult.Ending)
    }

    /// What was found out about a call.
    enum Verdict: Sendable {
        /// It may be run.
        case ready(replacement: ToolCall?, isSerial: Bool)
        case needsApproval(replacement: ToolCall?, isSerial: Bool)
        /// Nobody here runs it.
        case needsAnswer
        /// It cannot be run.
        case refused(String)
        case handsOver(to: String)
    }

    private enum Phase: Sendable {
        case asking
        case calling
        case judging
        case ended(AgentResult.Ending)
    }

    /// How far a run was when it was resumed: what watchers of it were told of before.
    struct Past: Sendable {
        var steps = 0
        var agents = 1
        /// The ids of the calls of the last step that had their results.
        var results: Set<String> = []
        var ending: AgentResult.Ending?
    }

    private(set) var state: AgentState
    let past: Past
    private var phase: Phase

    /// A run that begins.
    init(_ state: AgentState) {
        self.state = state
        past = Past()
        phase = .asking
    }

    /// A run that goes on.
    init(resuming state: AgentState) {
        self.state = state
        past = Past(state)
        self.state.ending = nil
        phase = state.pending == nil ? .asking : .calling
        for index in state.pending?.calls.indices ?? 0..<0 {
            switch state.pending?.calls[index].status {
            case .ready, .running: self.state.pending?.calls[index].status = .agreed
            default: break
            }
        }
        settle()
    }

    /// Why the run cannot begin or go on as it is; nil if it can.
    var obstacle: LanguageModelError? {
        guard case .asking = phase else { return nil }
        if state.messages.isEmpty {
            return LanguageModelError(.misuse, "A run needs at least one message to begin with.")
        }
        let isPaused = state.steps.last?.response.finishReason.kind == .paused
        guard !state.steps.isEmpty, state.messages.last?.role == .assistant, !isPaused else { return nil }
        if past.ending == .cancelled {
            return LanguageModelError(
                .misuse,
                "The run \(state.runID) was cancelled while the model answered, and no model goes on in the midst of an "
                    + "answer: run the agent with the result's messages and a message of the user.")
        }
        return LanguageModelError(
            .misuse,
            "The run \(state.runID) is over, so that it cannot be resumed: run the agent with the result's messages and "
                + "a message of the user.")
    }

    // MARK: What is to be done

    var next: Action {
        switch phase {
        case .asking: .askModel
        case .judging: .judge
        case .ended(let ending): .end(ending)
        case .calling: nextOfCalls
        }
    }

    private var nextOfCalls: Action {
        let calls = state.pending?.calls ?? []
        let unreviewed = calls.indices.filter { calls[$0].status == .unreviewed || calls[$0].status == .agreed }
        if !unreviewed.isEmpty { return .review(unreviewed) }
        let startable = Self.startable(calls)
        if !startable.isEmpty { return .start(startable) }
        return calls.contains { $0.status == .running } ? .awaitTools : .suspend
    }

    /// The calls that may begin now: a serial one waits for all before it and holds up all after it.
    private static func startable(_ calls: [PendingCall]) -> [Int] {
        var startable: [Int] = []
        var isFirstOpen = true
        for (index, call) in calls.enumerated() where call.output == nil {
            if call.isSerial {
                if isFirstOpen, call.status == .ready { startable.append(index) }
                break
            }
            if call.status == .ready { startable.append(index) }
            isFirstOpen = false
        }
        return startable
    }

    /// Which limit forbids to ask the model again; nil if none does.
    func exceeded(_ limits: AgentLimits) -> LanguageModelError? {
        if state.steps.count >= limits.steps {
            return LanguageModelError(
                .limitReached,
                "The run \(state.runID) has made \(state.steps.count) requests and the model still calls tools; the "
                    + "agent's limit is \(limits.steps) steps. Raise `limits.steps`, or set a stop condition.",
                usage: state.usage)
        }
        if let limit = limits.tokens, let used = state.usage.total, used >= limit {
            return LanguageModelError(
                .limitReached,
                "The run \(state.runID) has used \(used) tokens; the agent's limit is \(limit). Raise `limits.tokens` "
                    + "or shorten the history in `prepareStep`.", usage: state.usage)
        }
        return nil
    }

    // MARK: What has happened

    /// The model has answered.
    ///
    /// - Parameter tools: The names of the tools that could be called.
    mutating func received(
        _ response: ModelResponse, from model: ModelID, tools: [String], callLimit: Int = AgentLimits().callsPerStep
    ) {
        append(response, from: model)
        let calls = state.steps[state.steps.count - 1].response.toolCalls
        guard !calls.isEmpty else {
            if response.finishReason.kind == .paused { phase = .judging } else { end(.finished) }
            return
        }
        var pending = PendingStep(calls: calls.map(PendingCall.init), tools: tools)
        let cut = Set(response.warnings.filter { $0.kind == .incompleteToolCall }.map(\.subject))
        for (index, call) in calls.enumerated() {
            if cut.contains(call.id) || response.finishReason.kind == .length && Self.isBroken(call) {
                pending.calls[index].status = .done(
                    .error("The call was cut off before its arguments were complete, and was not run."))
            } else if index >= callLimit {
                pending.calls[index].status = .done(
                    .error("At most \(callLimit) tools can be called at once; this call was not run."))
            }
        }
        state.pending = pending
        phase = .calling
        settle()
    }

    /// The calls with these indices were looked at.
    mutating func reviewed(_ verdicts: [(index: Int, verdict: Verdict)]) {
        for (index, verdict) in verdicts {
            guard var call = state.pending?.calls[index], call.output == nil else { continue }
            switch verdict {
            case .ready(let replacement, let isSerial):
                (call.status, call.isSerial) = (.ready, isSerial)
                call.replacement = replacement ?? call.replacement
            case .needsApproval(let replacement, let isSerial):
                (call.status, call.isSerial) = (.needsApproval, isSerial)
                call.replacement = replacement ?? call.replacement
            case .needsAnswer: call.status = .needsAnswer
            case .refused(let message): call.status = .done(.error(message))
            case .handsOver(let agent):
                if let other = state.pending?.handoff {
                    call.status = .done(.error("The conversation is handed over to \(other) already."))
                } else {
                    state.pending?.handoff = agent
                    call.status = .done(.text("\(agent) goes on with the conversation."))
                }
            }
            state.pending?.calls[index] = call
        }
        settle()
    }

    mutating func started(_ indices: [Int]) {
        for index in indices { state.pending?.calls[index].status = .running }
    }

    /// A call has its result.
    ///
    /// - Returns: The result; nil if the call had one, or is none of this step's.
    @discardableResult
    mutating func finished(_ index: Int, _ output: ToolOutput) -> ToolResult? {
        guard let call = state.pending?.calls[index], call.output == nil else { return nil }
        let output =
            call.isEdited ? output.noting("The call was run with other arguments: \(call.effective.arguments)") : output
        state.pending?.calls[index].status = .done(output)
        settle()
        return ToolResult(for: call.call, output: output)
    }

    /// A tool has spent tokens in the last step.
    mutating func spent(_ usage: Usage) {
        guard !state.steps.isEmpty else { return }
        state.steps[state.steps.count - 1].toolUsage = state.steps[state.steps.count - 1].toolUsage + usage
        state.usage = state.usage + usage
    }

    mutating func judged(stops: Bool) {
        guard case .judging = phase else { return }
        if stops { end(.stopped) } else { phase = .asking }
    }

    mutating func suspended() {
        // Who watches was told of decisions by now, and need not be again when the run is resumed.
        for index in state.pending?.calls.indices ?? 0..<0 { state.pending?.calls[index].isDecided = false }
        end(.suspended)
    }

    /// The run was cancelled or has failed: calls without a result get an error.
    ///
    /// - Parameters:
    ///   - partial: What came of the answer that the model was giving.
    ///   - usage: What a failed request cost.
    mutating func stopped(
        _ ending: AgentResult.Ending, partial: ModelResponse? = nil, from model: ModelID, usage: Usage? = nil
    ) {
        if let partial {
            append(partial, from: model)
            let calls = state.steps[state.steps.count - 1].response.toolCalls
            if !calls.isEmpty { state.pending = PendingStep(calls: calls.map(PendingCall.init), tools: []) }
        }
        if let usage { state.usage = state.usage + usage }
        let reason = ending == .cancelled ? "the run was cancelled" : "the run failed"
        for (index, call) in (state.pending?.calls ?? []).enumerated() where call.output == nil {
            let fate = call.status == .running ? "did not end before \(reason)" : "was not run: \(reason)"
            state.pending?.calls[index].status = .done(.error("The call \(fate)."))
        }
        settle()
        end(ending)
    }

    // MARK: Steps

    private mutating func append(_ response: ModelResponse, from model: ModelID) {
        var response = response
        response.content = ToolCall.withOwnIDs(response.content, step: state.steps.count)
        let step = AgentStep(
            index: state.steps.count, agent: state.agents[state.agents.count - 1], model: model, response: response)
        state.steps.append(step)
        state.messages += step.messages
        state.usage = state.usage + response.usage
    }

    /// Writes the results to the history as soon as there are all of them, in call order.
    private mutating func settle() {
        guard let pending = state.pending, pending.calls.allSatisfy({ $0.output != nil }) else { return }
        let results = pending.calls.compactMap { call in call.output.map { ToolResult(for: call.call, output: $0) } }
        state.steps[state.steps.count - 1].toolResults = results
        state.messages.append(.tool(results))
        if let agent = pending.handoff { state.agents.append(agent) }
        state.pending = nil
        phase = .judging
    }

    private mutating func end(_ ending: AgentResult.Ending) {
        phase = .ended(ending)
        state.ending = ending
    }

    /// Whether arguments were written that cannot be all there were to be.
    private static func isBroken(_ call: ToolCall) -> Bool {
        call.kind == .function && (try? call.argumentsJSON) == nil
    }
}

extension AgentLoop.Past {
    fileprivate init(_ state: AgentState) {
        steps = state.steps.count - (state.pending == nil ? 0 : 1)
        agents = state.agents.count
        results = Set((state.pending?.calls ?? []).filter { $0.output != nil && !$0.isDecided }.map(\.call.id))
        ending = state.ending
    }
}

extension FinishReason.Kind {
    /// The provider stopped in the midst of work of its own, and goes on when it is given back what it said.
    static let paused = Self("paused")
}

extension ToolCall {
    /// Gives calls of the app's tools ids of their own where the model gave two the same, or none: a result must tell
    /// which call it answers.
    static func withOwnIDs(_ content: [ContentPart], step: Int) -> [ContentPart] {
        var used = UniqueNames()
        var count = 0
        return content.map { part in
            guard case .toolCall(var call) = part, !call.isProviderExecuted else { return part }
            count += 1
            call.id = used.unique(call.id.isEmpty ? "call_\(step)_\(count)" : call.id)
            return .toolCall(call)
        }
    }
}

extension ToolOutput {
    /// The output after a remark to the model.
    func noting(_ note: String) -> ToolOutput {
        switch self {
        case .text(let text): .text("\(note)\n\(text)")
        case .json(let json): .text("\(note)\n\(json.jsonText)")
        case .content(let parts): .content([.text(note)] + parts)
        case .error(let text): .error("\(note)\n\(text)")
        }
    }
}
