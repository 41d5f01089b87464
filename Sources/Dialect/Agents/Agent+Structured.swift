extension Agent {
    /// Runs until there is a value of a type.
    ///
    /// ```swift
    /// let recipe = try await agent.run("Something with what is in the fridge", returning: Recipe.self).value
    /// ```
    ///
    /// The model is held to the type's schema as by ``LanguageModel/generate(_:from:settings:)``, and told within the
    /// run what is wrong with an answer that does not have the form.
    ///
    /// - Throws: ``AgentError``. What it holds is a ``LanguageModelError`` with `decoding` for an answer that does not
    ///   have the form after all attempts, `misuse` for a run that was suspended or stopped before there was an answer;
    ///   or a `CancellationError`. A suspended run goes on by ``run(resuming:returning:settings:)``.
    public func run<Value: Generable>(
        _ prompt: String, returning type: Value.Type, settings: StructuredSettings = StructuredSettings()
    ) async throws -> AgentAnswer<Value> {
        try await run([.user(prompt)], returning: type, settings: settings)
    }

    /// Continues a conversation until there is a value of a type.
    ///
    /// - Throws: ``AgentError``.
    public func run<Value: Generable>(
        _ messages: [Message], returning type: Value.Type, settings: StructuredSettings = StructuredSettings(),
        runID: String? = nil
    ) async throws -> AgentAnswer<Value> {
        let agent = answering(with: type, settings: settings)
        return try await agent.answer(try await agent.run(messages, runID: runID), settings: settings)
    }

    /// Goes on with a run until there is a value of a type.
    ///
    /// - Throws: ``AgentError``.
    public func run<Value: Generable>(
        resuming state: AgentState, returning type: Value.Type, settings: StructuredSettings = StructuredSettings()
    ) async throws -> AgentAnswer<Value> {
        let agent = answering(with: type, settings: settings)
        return try await agent.answer(try await agent.run(resuming: state), settings: settings)
    }

    private func answering<Value: Generable>(with type: Value.Type, settings: StructuredSettings) -> Agent {
        var agent = self
        agent.outputFormat = ModelRequest(messages: []).asking(for: type, settings: settings).outputFormat
        return agent
    }

    /// Reads the value, and lets the model try again where that may help.
    private func answer<Value: Generable>(
        _ result: AgentResult, settings: StructuredSettings
    ) async throws -> AgentAnswer<Value> {
        var result = result
        let reader = AnswerReader<Value>()
        for attempt in 0... {
            guard result.ending == .finished, let response = result.steps.last?.response else { break }
            do {
                return AgentAnswer(value: try reader.value(of: response), result: result)
            } catch .hopeless(let error) {
                throw AgentError(underlying: error, result: result)
            } catch .wrongForm(let problems) {
                let list = problems.prefix(10).joined(separator: "; ")
                guard attempt < settings.maximumReasks else {
                    let error = LanguageModelError(
                        .decoding, "The answer is no \(Value.self) after \(attempt + 1) attempts: \(list).",
                        provider: id.provider, model: id.model, rawBody: response.text, usage: result.usage)
                    throw AgentError(underlying: error, result: result)
                }
                var state = result.state
                state.remark(
                    "Your answer does not have the form that was asked for: \(list). Answer again, with the whole JSON "
                        + "value that obeys the schema, and with nothing else.")
                let leftBehind = result.leftBehind
                do {
                    result = try await run(resuming: state).adding(leftBehind)
                } catch let error as AgentError {
                    throw error.adding(leftBehind)
                }
            }
        }
        throw AgentError(underlying: Self.obstacle(to: Value.self, in: result), result: result)
    }

    private var id: ModelID { model.id }

    private static func obstacle(to type: Any.Type, in result: AgentResult) -> any Error {
        switch result.ending {
        case .cancelled: CancellationError()
        case .suspended:
            LanguageModelError(
                .misuse,
                "The run waits for decisions about calls before it can return a \(type); decide, and resume it with "
                    + "`run(resuming:returning:)`.")
        default: LanguageModelError(.misuse, "The run was \(result.ending) before it returned a \(type).")
        }
    }
}

/// A value that an agent was asked for, and the run it came of.
public struct AgentAnswer<Value: Generable>: Sendable {
    /// It obeys the schema of its type.
    public let value: Value
    /// The run.
    public let result: AgentResult
}
