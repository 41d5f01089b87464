extension Agent {
    /// The agent as a tool of another, which it is called with a prompt and answers with its text.
    ///
    /// What it costs counts for the run that calls it, step by step. Whoever watches that run sees what goes on in this
    /// one as ``AgentEvent/toolProgress(_:_:)``: objects with the members `agent`, `event` (`text`, `toolStarted`,
    /// `toolProgress`, `toolFinished`), and `text` or `tool`, `callID` and `progress`.
    ///
    /// A run within a run cannot be suspended, nor saved while it waits: its calls that need approval are decided by
    /// `approving` while the other run goes on, within the time-out of the tool if it has one. Where a person may take
    /// long to decide, hand over instead; see ``Handoff``.
    ///
    /// - Parameters:
    ///   - name: Nil is the agent's own.
    ///   - description: What it does and when to ask it; the other model reads this.
    ///   - approving: Decides about calls; nil denies them.
    public func asTool(
        name: String? = nil, description: String, settings: ToolSettings = ToolSettings(),
        approving: (@Sendable (ApprovalRequest) async throws -> ApprovalDecision)? = nil
    ) -> AnyTool {
        let schema: JSONValue = [
            "type": "object",
            "properties": [
                "prompt": ["type": "string", "description": "What is asked, with all that it needs to know."]
            ],
            "required": ["prompt"], "additionalProperties": false,
        ]
        return AnyTool(name: name ?? self.name, description: description, inputSchema: schema, settings: settings) {
            arguments, context in
            let result: AgentResult
            do throws(AgentError) {
                result = try await run([.user(arguments["prompt"]?.stringValue ?? "")]) { request in
                    guard let approving else { return .deny("Nobody can be asked about it here.") }
                    return try await approving(request)
                } segment: { loop throws(AgentError) in
                    let driver = AgentDriver(self, loop, streams: context.isWatched)
                    driver.spend = context.spend
                    return try await driver.finish { event in
                        if let report = event.report(of: self.name) { context.report(report) }
                    }
                }
            } catch {
                context.leaveBehind(error.result.leftBehind)
                throw error
            }
            context.leaveBehind(result.leftBehind)
            if result.ending == .cancelled { throw CancellationError() }
            return .text(result.text)
        }
    }

    /// Runs, and asks about every call that needs a decision while it waits.
    ///
    /// - Parameter approving: Decides about one call after the other. What it throws fails the run, as does a decision
    ///   that ``AgentState/decide(_:for:)`` refuses; calls that were not decided about get an error as result.
    /// - Throws: ``AgentError``.
    public func run(
        _ messages: [Message], approving: (ApprovalRequest) async throws -> ApprovalDecision
    ) async throws -> AgentResult {
        try await run(messages, approving: approving) { loop throws(AgentError) in
            try await AgentDriver(self, loop, streams: false).finish()
        }
    }

    /// Runs, and asks about every call that needs a decision while it waits.
    public func run(
        _ prompt: String, approving: (ApprovalRequest) async throws -> ApprovalDecision
    ) async throws -> AgentResult {
        try await run([.user(prompt)], approving: approving)
    }

    /// Runs in segments, with decisions in between.
    private func run(
        _ messages: [Message], approving: (ApprovalRequest) async throws -> ApprovalDecision,
        segment: (AgentLoop) async throws(AgentError) -> AgentResult
    ) async throws(AgentError) -> AgentResult {
        var loop = AgentLoop(AgentState(runID: AgentState.newRunID(), agent: name, input: messages))
        var leftBehind: [ToolCall] = []
        while true {
            let result: AgentResult
            do {
                result = try await segment(loop)
            } catch {
                throw error.adding(leftBehind)
            }
            guard result.ending == .suspended else { return result.adding(leftBehind) }
            leftBehind += result.leftBehind
            var state = result.state
            do {
                for request in result.approvals {
                    try Task.checkCancellation()
                    try state.decide(try await approving(request), for: request.call.id)
                }
            } catch {
                return try ended(state, by: error, leftBehind)
            }
            loop = AgentLoop(resuming: state)
        }
    }

    /// A suspended run that does not go on.
    private func ended(
        _ state: AgentState, by error: any Error, _ leftBehind: [ToolCall]
    ) throws(AgentError) -> AgentResult {
        var loop = AgentLoop(resuming: state)
        let isCancelled = Task.isCancelled
        loop.stopped(isCancelled ? .cancelled : .failed, from: model.id)
        let result = AgentResult(
            ending: isCancelled ? .cancelled : .failed, state: loop.state, leftBehind: leftBehind)
        guard !isCancelled else { return result }
        throw AgentError(underlying: error is CancellationError ? StrayCancellation() : error, result: result)
    }
}

extension AgentEvent {
    /// What the tool that an agent is shows of its run.
    fileprivate func report(of agent: String) -> JSONValue? {
        func report(_ event: String, _ tool: String, _ callID: String) -> JSONObject {
            ["agent": .string(agent), "event": .string(event), "tool": .string(tool), "callID": .string(callID)]
        }
        switch self {
        case .model(.textDelta(_, let text)): return ["agent": .string(agent), "event": "text", "text": .string(text)]
        case .toolStarted(let call): return .object(report("toolStarted", call.name, call.id))
        case .toolProgress(let call, let progress):
            var report = report("toolProgress", call.name, call.id)
            report["progress"] = progress
            return .object(report)
        case .toolFinished(let result): return .object(report("toolFinished", result.name, result.callID))
        default: return nil
        }
    }
}
