import Dialect

/// One question and all that follows of it, shown as it comes.
struct ChatTurn: Sendable {
    let agent: Agent
    let screen: Screen
    let approver: Approver

    /// How a turn went.
    struct Outcome: Sendable {
        enum Ending: Sendable {
            case answered, failed, cancelled
        }

        let ending: Ending
        /// With what the turn brought; as it was if that was nothing.
        let conversation: Conversation
    }

    func run(_ question: String, in conversation: Conversation) async -> Outcome {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await screen.animate() }
            defer { group.cancelAll() }
            return await answer(question, in: conversation)
        }
    }

    private func answer(_ question: String, in conversation: Conversation) async -> Outcome {
        var next = conversation
        next.append(.user(question))
        var stream = agent.stream(next.messages)
        var elapsed = Duration.zero
        while true {
            let begin = ContinuousClock.now
            let (result, failure) = await watch(stream)
            // The time that a person takes to decide is not the model's.
            elapsed += ContinuousClock.now - begin
            if let result, result.ending == .suspended {
                stream = agent.stream(resuming: await decided(result))
                continue
            }
            screen.endAnswer()
            screen.wait(for: nil)
            let isCancelled = result?.ending == .cancelled
            if let failure { screen.note(Self.words(for: failure), .failure) }
            if isCancelled { screen.note("Stopped.", .warning) }
            guard let result, !result.newMessages.isEmpty else {
                // A question without any answer would only confuse the model later.
                return Outcome(ending: isCancelled ? .cancelled : .failed, conversation: conversation)
            }
            next.append(result)
            screen.note(AnswerSummary(result, elapsed: elapsed).text)
            return Outcome(
                ending: isCancelled ? .cancelled : failure == nil ? .answered : .failed, conversation: next)
        }
    }

    /// Shows a run until it ends or is suspended.
    private func watch(_ stream: AgentStream) async -> (result: AgentResult?, failure: (any Error)?) {
        var view = AnswerView()
        do {
            for try await event in stream {
                for action in view.received(event) { show(action) }
                if case .finished(let result) = event { return (result, nil) }
            }
            return (nil, nil)
        } catch let error as AgentError {
            return (error.result, error.underlying)
        } catch {
            return (nil, error)
        }
    }

    private func show(_ action: AnswerView.Action) {
        switch action {
        case .answer(let piece): screen.answer(piece)
        case .endAnswer: screen.endAnswer()
        case .note(let text, let style): screen.note(text, style)
        case .wait(let label): screen.wait(for: label)
        }
    }

    /// The run with a decision about each call that waits for one.
    private func decided(_ result: AgentResult) async -> AgentState {
        var state = result.state
        for request in result.approvals {
            // Whoever was interrupted agrees to nothing; and the run ends only when no decision is missing.
            let decision =
                Task.isCancelled ? .deny("The user has interrupted the turn.") : await approver.decide(request)
            do {
                try state.decide(decision, for: request.call.id)
            } catch {
                screen.note("\(error)", .failure)
            }
        }
        return state
    }

    private static func words(for error: any Error) -> String { "\(error)" }
}
