extension Agent {
    /// Asks, calls tools and asks again, until the model has answered.
    ///
    /// - Returns: The result. When the task was cancelled too: with what there was until then, a history that can be
    ///   continued.
    /// - Throws: ``AgentError``, which holds what failed and the result so far.
    public func run(_ prompt: String) async throws -> AgentResult { try await run([.user(prompt)]) }

    /// Continues a conversation; see ``run(_:)-(String)``.
    ///
    /// - Parameters:
    ///   - messages: The history, without the agent's instructions.
    ///   - runID: A name for the run in logs; nil makes one.
    public func run(_ messages: [Message], runID: String? = nil) async throws -> AgentResult {
        let loop = AgentLoop(AgentState(runID: runID ?? AgentState.newRunID(), agent: name, input: messages))
        return try await AgentDriver(self, loop, streams: false).finish()
    }

    /// Goes on with a run that was suspended, stopped or has failed; in another process too, with an equal agent.
    ///
    /// A run that was cancelled goes on too, unless the model was answering and its text was cut: then begin another
    /// with the result's messages and a message of the user.
    ///
    /// - Parameter state: Of a suspended run, with decisions; calls without one stay suspended.
    /// - Throws: ``AgentError``; with `misuse` if the run is over, or was cancelled in the midst of an answer.
    public func run(resuming state: AgentState) async throws -> AgentResult {
        try await AgentDriver(self, AgentLoop(resuming: state), streams: false).finish()
    }

    /// Does the same as ``run(_:)-(String)``, and tells what happens.
    public func stream(_ prompt: String) -> AgentStream { stream([.user(prompt)]) }

    /// Does the same as ``run(_:runID:)``, and tells what happens.
    public func stream(_ messages: [Message], runID: String? = nil) -> AgentStream {
        AgentStream {
            let state = AgentState(runID: runID ?? AgentState.newRunID(), agent: name, input: messages)
            return AgentDriver(self, AgentLoop(state), streams: true)
        }
    }

    /// Does the same as ``run(resuming:)``, and tells what happens.
    public func stream(resuming state: AgentState) -> AgentStream {
        AgentStream { AgentDriver(self, AgentLoop(resuming: state), streams: true) }
    }
}
