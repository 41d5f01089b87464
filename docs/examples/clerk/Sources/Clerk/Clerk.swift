import DialectGenerable

/// Answers the letters of a shop's customers.
struct Clerk: Sendable {
    var model: any LanguageModel
    var shop = Shop()

    var agent: Agent {
        var agent = Agent(
            name: "clerk", model: model,
            instructions: """
                You answer the letters of a shop's customers. Look an order up before you speak of it. Pay back what \
                a lost order cost, and nothing else. If you were not allowed to, say that somebody will call.
                """,
            tools: [FindOrder(shop: shop), refundTool(of: shop)],
            limits: AgentLimits(steps: 8, tokens: 50_000))
        agent.prepareStep = { plan in plan.deadline = ContinuousClock.now + .seconds(60) }
        return agent
    }

    /// What becomes of a letter.
    enum Outcome: Sendable {
        case replied(Reply)
        /// Somebody has to decide first.
        case waiting(AgentState)
    }

    func answer(_ letter: String) async throws -> Outcome {
        try await outcome { try await agent.run(letter, returning: Reply.self) }
    }

    /// Goes on with a run, with what was decided.
    func resume(_ state: AgentState) async throws -> Outcome {
        try await outcome { try await agent.run(resuming: state, returning: Reply.self) }
    }

    private func outcome(of run: () async throws -> AgentAnswer<Reply>) async throws -> Outcome {
        do {
            return .replied(try await run().value)
        } catch let error as AgentError where error.result.ending == .suspended {
            return .waiting(error.result.state)
        }
    }
}
