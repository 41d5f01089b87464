import Logging

extension AgentDriver {
    // MARK: Before a call

    /// Finds what calls are to do, and tells the loop.
    func review(_ indices: [Int]) async throws {
        let tools = try await toolsOfStep()
        var verdicts: [(index: Int, verdict: AgentLoop.Verdict)] = []
        for index in indices {
            guard let call = loop.state.pending?.calls[index] else { continue }
            verdicts.append((index, await review(call, index, tools)))
        }
        // A check that was cancelled has found nothing.
        try Task.checkCancellation()
        loop.reviewed(verdicts)
        announceResults()
    }

    func toolsOfStep() async throws -> ToolSet {
        if let tools { return tools }
        // The run was suspended in this step: its tools are those of the plan that was made for it.
        let plan = try await makePlan(loop.state.beforeLastStep)
        let tools = plan.tools.only(loop.state.pending?.tools ?? [])
        (self.tools, model) = (tools, plan.model.id)
        return tools
    }

    private func review(_ pending: PendingCall, _ index: Int, _ tools: ToolSet) async -> AgentLoop.Verdict {
        let review = ToolCallReview(tools: tools)
        var call = pending.effective
        var finding = review.find(call)
        // What somebody agreed to is what they saw, and not what is made of it.
        var isAgreed = pending.status == .agreed
        if case .problem(let message) = finding, let repaired = await repaired(call, message, tools) {
            (call, isAgreed) = (repaired, false)
            finding = review.find(call)
        }
        switch finding {
        case .problem(let message): return .refused(message)
        case .undefined: return .needsAnswer
        case .handoff(let handoff): return .handsOver(to: handoff.name)
        case .tool(let tool, let arguments):
            let isSerial = !tool.settings.isConcurrent
            // Whoever is to agree sees what the tool would get.
            if !arguments.isAsWritten { call.arguments = arguments.json.jsonText }
            let replacement = call == pending.effective ? nil : call
            if !isAgreed, await tool.settings.approval.isNeeded(for: arguments.json) {
                return .needsApproval(replacement: replacement, isSerial: isSerial)
            }
            invocations[index] = Invocation(tool: tool, arguments: arguments.json)
            return .ready(replacement: replacement, isSerial: isSerial)
        }
    }

    private func repaired(_ call: ToolCall, _ message: String, _ tools: ToolSet) async -> ToolCall? {
        guard let repair = agent.repairToolCall else { return nil }
        let problem = ToolCallProblem(
            call: call, message: message, tools: tools.declarations, history: loop.state.messages)
        do {
            var repaired = try await repair(problem)
            // Decisions and results find a call by these, whatever it does.
            repaired?.id = call.id
            repaired?.kind = call.kind
            return repaired
        } catch {
            agent.logger.debug(
                "Repairing a call has failed", metadata: ["run": "\(loop.state.runID)", "call": "\(call.id)"])
            return nil
        }
    }

    // MARK: Calling

    /// Whether tools that are out of time are still at it, beside which these calls must not be run.
    func isHeldUp(_ indices: [Int]) -> Bool {
        guard !late.isEmpty else { return false }
        return late.values.contains(true) || indices.contains { loop.state.pending?.calls[$0].isSerial ?? false }
    }

    func start(_ indices: [Int]) {
        loop.started(indices)
        let step = loop.state.steps.count - 1
        let nesting = AgentNesting(depth: AgentNesting.current.depth + 1, grace: grace / 2)
        for index in indices {
            guard let invocation = invocations[index], let call = loop.state.pending?.calls[index].effective else {
                continue
            }
            let key = ToolRunner.Key(step: step, index: index)
            let context = context(call, key)
            running[key] = call
            emit(.toolStarted(call))
            runner.start(key, timeout: invocation.tool.settings.timeout, grace: grace) {
                try await AgentNesting.$current.withValue(nesting) {
                    try await invocation.tool.call(invocation.arguments, context)
                }
            }
        }
    }

    private func context(_ call: ToolCall, _ key: ToolRunner.Key) -> ToolContext {
        var logger = agent.logger
        logger[metadataKey: "run"] = "\(loop.state.runID)"
        logger[metadataKey: "step"] = "\(key.step)"
        logger[metadataKey: "call"] = "\(call.id)"
        let (runner, streams) = (runner, streams)
        return ToolContext(
            runID: loop.state.runID, step: key.step, callID: call.id, history: loop.state.messages, logger: logger,
            isWatched: streams
        ) { preliminary in
            if streams { runner.put(.progress(key, preliminary)) }
        } spend: { usage in
            runner.put(.spent(usage))
        } leaveBehind: { calls in
            if !calls.isEmpty { runner.put(.leftBehind(calls)) }
        }
    }

    // MARK: What tools say

    func awaitTools() async throws {
        var failure: (any Error)?
        for news in await runner.next(isCancellable: true) {
            do { try heard(news) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    private func heard(_ news: ToolRunner.News) throws {
        switch news {
        case .finished(let key, let result):
            (running[key], late[key]) = (nil, nil)
            try finished(key, result)
        case .timedOut(let key):
            guard let tool = invocations[key.index]?.tool, let timeout = tool.settings.timeout else { return }
            late[key] = !tool.settings.isConcurrent
            try finished(
                key, .failure(ToolInterruption(description: "The tool \(tool.name) gave no result within \(timeout).")))
        case .progress(let key, let preliminary):
            if let call = running[key] { emit(.toolProgress(call, preliminary)) }
        case .overdue(let key): late[key] = nil
        case .spent(let usage):
            loop.spent(usage)
            spend(usage)
        case .leftBehind(let calls): leaveBehind(calls)
        case .cancelled: throw CancellationError()
        case .graceOver: break
        }
    }

    /// What tools say that were told to end. Their errors end nothing any more.
    func heardWhileEnding(_ news: ToolRunner.News) {
        if case .finished(let key, .failure(let error)) = news, error is CancellationError {
            running[key] = nil
            return
        }
        try? heard(news)
    }

    private func finished(_ key: ToolRunner.Key, _ result: Result<ToolOutput, any Error>) throws {
        // A tool that was out of time may end in a later step.
        guard key.step == loop.state.steps.count - 1, let call = loop.state.pending?.calls[key.index] else { return }
        guard call.status == .running else { return }
        switch result {
        case .success(let output): tell(loop.finished(key.index, output))
        case .failure(let error):
            tell(loop.finished(key.index, .thrown(error, by: call.effective.name)))
            guard !(error is InvalidArguments) else { return }
            let own = invocations[key.index]?.tool.settings.failure ?? .answersModel
            if (agent.toolFailure?(call.call, error) ?? own) == .endsRun {
                throw error is CancellationError
                    ? ToolInterruption(description: "The tool \(call.call.name) was cancelled.") : error
            }
        }
    }

    private func tell(_ result: ToolResult?) {
        if let result { announce(result) }
    }
}

extension AgentState {
    /// The run as it was when its last step was planned.
    fileprivate var beforeLastStep: AgentState {
        var state = self
        state.pending = nil
        guard let step = state.steps.popLast() else { return state }
        state.messages.removeLast(min(step.messages.count, state.messages.count))
        return state
    }
}
