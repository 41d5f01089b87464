import Logging

/// Does what the ``AgentLoop`` decides: asks the model, runs tools, and tells what happens.
///
/// It is driven by the task that pulls events, and used by one task at a time. Releasing it releases the model's answer
/// and cancels tools.
final class AgentDriver {
    private struct Answer {
        var parts: ResponseStream.AsyncIterator
        var collector = AnswerCollector()
    }

    let root: Agent
    /// Who has the conversation.
    var agent: Agent
    var loop: AgentLoop
    let streams: Bool
    let runner = ToolRunner()
    /// What the step may call; of a run that is resumed, nil until it is needed.
    var tools: ToolSet?
    /// Who is asked in the step.
    var model: ModelID
    private var isAsking = false
    private var prompt = Prompt()
    /// What the calls of the step are to do.
    var invocations: [Int: Invocation] = [:]
    /// The calls whose tools have not ended, those that are out of time included.
    var running: [ToolRunner.Key: ToolCall] = [:]
    /// Those of them that are out of time and may still end; true for those that must be alone.
    var late: [ToolRunner.Key: Bool] = [:]
    /// How long tools get to end, less than what the agent has that calls this one as a tool.
    let grace: Duration
    /// Is told of tokens as they are spent.
    var spend: (Usage) -> Void = { _ in }
    private var answer: Answer?
    private var events: [AgentEvent] = []
    private var position = 0
    private var hasBegun = false
    private var failure: (any Error)?
    /// What a request cost that failed.
    private var failedUsage: Usage?
    var leftBehind: [ToolCall] = []
    private var outcome: Result<AgentResult, AgentError>?
    /// Whether the consumer has been told of the outcome.
    private var isOver = false
    private var announcedSteps: Int
    /// The results of the step that were told of.
    private var announcedCalls: Set<String>
    /// How many of the run's agents were followed.
    private var followedAgents = 1

    struct Invocation {
        let tool: AnyTool
        let arguments: JSONValue
    }

    init(_ agent: Agent, _ loop: AgentLoop, streams: Bool) {
        root = agent
        self.agent = agent
        model = agent.model.id
        self.loop = loop
        self.streams = streams
        announcedSteps = loop.past.steps
        announcedCalls = loop.past.results
        grace = min(agent.limits.toolGrace, AgentNesting.current.grace ?? agent.limits.toolGrace)
    }

    deinit { runner.close() }

    // MARK: The consumer's side

    func next() async throws(AgentError) -> AgentEvent? {
        while position == events.count {
            events.removeAll(keepingCapacity: true)
            position = 0
            if let outcome {
                self.outcome = .none
                isOver = true
                if case .failure(let error) = outcome { throw error }
                return nil
            }
            if isOver { return nil }
            await advance()
        }
        defer { position += 1 }
        return events[position]
    }

    /// - Parameter watch: Is told of the events.
    func finish(watch: (AgentEvent) -> Void = { _ in }) async throws(AgentError) -> AgentResult {
        while true {
            if let outcome { return try outcome.get() }
            await advance()
            for event in events { watch(event) }
            events.removeAll(keepingCapacity: true)
        }
    }

    func emit(_ event: AgentEvent) { if streams { events.append(event) } }

    // MARK: Doing what is next

    private func advance() async {
        do {
            try await begin()
            let action = loop.next
            switch action {
            case .end, .suspend: break
            default: try Task.checkCancellation()
            }
            try await perform(action)
        } catch {
            await stop(error)
        }
    }

    private func perform(_ action: AgentLoop.Action) async throws {
        switch action {
        case .askModel: if answer == nil { try await ask() } else { try await pull() }
        case .review(let indices): try await review(indices)
        case .start(let indices): if isHeldUp(indices) { try await awaitTools() } else { start(indices) }
        case .awaitTools: try await awaitTools()
        case .judge:
            announceStep()
            loop.judged(stops: root.stop.holds(in: loop.state))
        case .suspend:
            for request in loop.state.approvals { emit(.approvalNeeded(request)) }
            loop.suspended()
        case .end(let ending): await end(ending)
        }
    }

    private func begin() async throws {
        guard !hasBegun else { return }
        let depth = AgentNesting.current.depth
        guard depth < root.limits.depth else {
            throw LanguageModelError(
                .limitReached,
                "The agent \(root.name) was called by agents that are \(depth) deep; its limit is "
                    + "\(root.limits.depth). An agent that calls itself as a tool never ends; else raise `limits.depth`."
            )
        }
        if let obstacle = loop.obstacle { throw obstacle }
        for name in loop.state.agents.prefix(loop.past.agents).dropFirst() { try follow(name) }
        // Of the others watchers are told when their turn comes; here only that they are there.
        var last = agent
        for name in loop.state.agents.dropFirst(followedAgents) { last = try last.handingOver(to: name) }
        try await findToolsOfOpenCalls()
        hasBegun = true
        announceResults()
    }

    /// A run that does not even begin leaves its open calls as they are: what was decided about them is not lost where
    /// their tools cannot be had now.
    private func findToolsOfOpenCalls() async throws {
        guard case .review = loop.next else { return }
        do {
            try Task.checkCancellation()
            _ = try await toolsOfStep()
        } catch {
            // Who cancels wants no more of the calls.
            hasBegun = Task.isCancelled
            throw error
        }
    }

    // MARK: The model

    /// Makes the plan of the next step; of the present one, where a run is resumed within it.
    func makePlan(_ state: AgentState) async throws -> StepPlan {
        var plan = StepPlan(agent, state)
        try await agent.prepareStep?(&plan)
        if let name = plan.tools.duplicates.first {
            throw LanguageModelError(
                .misuse, "Two tools of the agent \(agent.name) are named \"\(name)\"; a tool needs a name of its own.")
        }
        if let (name, type) = plan.tools.withoutObject {
            throw LanguageModelError(
                .misuse,
                "The arguments of the tool \"\(name)\" of the agent \(agent.name) are of type \(type), and a tool can be "
                    + "called with an object only: take a structure that has them as a property.")
        }
        return plan
    }

    private func ask() async throws {
        if let response = try await asked() { received(response) }
    }

    /// Begins a step. What it asks is let go of with the end of this function: where somebody holds the history while
    /// it grows, all of it is copied.
    ///
    /// - Returns: The answer; nil where it comes in parts.
    private func asked() async throws -> ModelResponse? {
        if let error = loop.exceeded(root.limits) { throw error }
        let plan = try await makePlan(loop.state)
        (tools, model, isAsking) = (plan.tools, plan.model.id, true)
        invocations = [:]
        announcedCalls = []
        emit(.stepStarted(.init(index: plan.index, agent: agent.name, model: plan.model.id)))
        let request = plan.request(&prompt)
        guard !streams else {
            answer = Answer(parts: plan.model.stream(request).makeAsyncIterator())
            return nil
        }
        do {
            return try await plan.model.generate(request)
        } catch {
            failedUsage = (error as? LanguageModelError)?.usage
            throw error
        }
    }

    private func pull() async throws {
        guard var answer = answer.take() else { return }
        do {
            guard let part = try await answer.parts.next() else { return received(try answer.collector.response()) }
            answer.collector.append(part)
            self.answer = answer
            emit(.model(part))
        } catch {
            self.answer = answer
            failedUsage = (error as? LanguageModelError)?.usage
            throw error
        }
    }

    private func received(_ response: ModelResponse) {
        isAsking = false
        spend(response.usage)
        loop.received(response, from: model, tools: tools?.names ?? [], callLimit: root.limits.callsPerStep)
        announceResults()
    }

    // MARK: The end

    private func stop(_ error: any Error) async {
        // What is thrown tells nothing: whoever is cancelled may throw anything, and a hook may throw this.
        let isCancelled = Task.isCancelled
        failure = error is CancellationError && !isCancelled ? StrayCancellation() : error
        // An answer may be whole, and only its end not be taken notice of.
        let whole = answer.flatMap { try? $0.collector.response() }
        let partial = isCancelled && whole == nil ? answer?.collector.partialResponse : nil
        let hasBegunToAnswer = answer?.collector.isEmpty == false
        // The model is released first.
        answer = nil
        guard hasBegun else { return fail(failure ?? error) }
        await endTools()
        if let whole { received(whole) }
        let isUnknown = isAsking && partial == nil && (isCancelled || hasBegunToAnswer)
        let usage = failedUsage ?? (isUnknown ? Usage(isPartial: true) : nil)
        for usage in [partial?.usage, usage].compactMap(\.self) { spend(usage) }
        loop.stopped(
            isCancelled ? .cancelled : .failed, partial: partial, from: model, usage: usage)
    }

    private func end(_ ending: AgentResult.Ending) async {
        await endTools()
        runner.close()
        announceStep()
        if ending == .failed, let failure { return fail(failure) }
        let result = AgentResult(ending: ending, state: loop.state, leftBehind: leftBehind)
        log("The run has ended: \(ending)")
        outcome = .success(result)
        emit(.finished(result))
    }

    private func fail(_ error: any Error) {
        log("The run has failed")
        outcome = .failure(
            AgentError(
                underlying: error, result: AgentResult(ending: .failed, state: loop.state, leftBehind: leftBehind)))
    }

    /// Cancels what tools still do, and waits a little for them to end.
    private func endTools() async {
        // Also the last words are heard of tools that have ended already.
        guard !running.isEmpty else { return }
        runner.cancelAll(grace: grace)
        var isGraceOver = false
        while !runner.isIdle, !isGraceOver {
            for news in await runner.next(isCancellable: false) {
                if case .graceOver = news { isGraceOver = true }
                heardWhileEnding(news)
            }
        }
        // What ended last may still be news.
        runner.put(.graceOver)
        for news in await runner.next(isCancellable: false) { heardWhileEnding(news) }
        for key in runner.close() {
            guard let call = running.removeValue(forKey: key) else { continue }
            leaveBehind([call])
            agent.logger.warning(
                "A tool did not end though it was cancelled, and was left behind",
                metadata: ["run": "\(loop.state.runID)", "tool": "\(call.name)", "call": "\(call.id)"])
        }
    }

    // MARK: Telling

    private func announceStep() {
        guard announcedSteps < loop.state.steps.count, loop.state.pending == nil else { return }
        announcedSteps = loop.state.steps.count
        let step = loop.state.steps[announcedSteps - 1]
        for result in step.toolResults where !announcedCalls.contains(result.callID) { emit(.toolFinished(result)) }
        emit(.stepFinished(step))
        handOver()
    }

    /// Tells of the results that are there without a tool having been run.
    func announceResults() {
        for call in loop.state.pending?.calls ?? [] where !announcedCalls.contains(call.call.id) {
            if let output = call.output { announce(ToolResult(for: call.call, output: output)) }
        }
    }

    func leaveBehind(_ calls: [ToolCall]) {
        leftBehind += calls
        for call in calls { emit(.toolLeftBehind(call)) }
    }

    func announce(_ result: ToolResult) {
        announcedCalls.insert(result.callID)
        emit(.toolFinished(result))
    }

    private func handOver() {
        for to in loop.state.agents.dropFirst(followedAgents) {
            let from = agent.name
            guard (try? follow(to)) != nil else { return }
            emit(.handedOver(from: from, to: to))
        }
    }

    /// The agent goes on to which this one can hand over.
    private func follow(_ name: String) throws(LanguageModelError) {
        agent = try agent.handingOver(to: name)
        // The form of the answer is what the run was asked for, whoever gives it.
        if root.outputFormat != .text { agent.outputFormat = root.outputFormat }
        followedAgents += 1
    }

    private func log(_ message: String) {
        agent.logger.debug(
            "\(message)", metadata: ["run": "\(loop.state.runID)", "steps": "\(loop.state.steps.count)"])
    }
}

extension Agent {
    /// The agent to which this one can hand over.
    fileprivate func handingOver(to name: String) throws(LanguageModelError) -> Agent {
        guard let handoff = handoffs.first(where: { $0.name == name }) else {
            throw LanguageModelError(
                .misuse,
                "The saved run was handed over to the agent \"\(name)\", and the agent \"\(self.name)\" knows none of "
                    + "that name. Resume it with the agents that began it.")
        }
        return handoff.agent
    }
}

/// Where a run stands among agents that call agents as tools.
struct AgentNesting: Sendable {
    @TaskLocal static var current = AgentNesting()

    /// How many agents stand above.
    var depth = 0
    /// How long tools may take to end here, so that the run above still hears of it; nil sets no limit.
    var grace: Duration?
}

/// What is told in place of a `CancellationError` that nobody asked for, which would look as if the run was cancelled.
struct StrayCancellation: Error, CustomStringConvertible {
    var description: String { "The model or a hook threw a CancellationError, though the run was not cancelled." }
}
