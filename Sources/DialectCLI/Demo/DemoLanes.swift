import Dialect
import DialectOpenAI
import DialectSimulator

/// Several responses at once on one WebSocket, a conversation that forks, and a connection that dies and is replaced.
struct DemoLanes {
    let provider: OpenAIProvider
    let simulator: ResponsesServer

    private var model: OpenAIResponsesModel { provider.model("simulated") }

    /// An answer, and what was sent for it.
    private struct Answer {
        let question: String
        let response: ModelResponse

        /// `incremental`, or why the whole conversation was sent.
        var continuation: String { response.metadata.provider[OpenAI.self].continuation ?? "" }
    }

    func play() async throws {
        let plan: [Message] = [.system(DemoScript.instructions), .user(DemoScript.laneQuestions[0])]
        let parent = try await ask(plan)
        show([parent])

        Terminal.line("\nTwo ways to go on from there, at once: a fork, in a second lane.")
        let history = plan + [parent.response.message]
        async let left = ask(history + [.user(DemoScript.laneQuestions[1])])
        async let right = ask(history + [.user(DemoScript.laneQuestions[2])])
        let forks = try await [left, right]
        show(forks)
        try check(forks.allSatisfy { $0.continuation == "incremental" }, "a fork sent the whole conversation")
        try check(provider.wsTransport?.statistics.connectionsOpened == 1, "a fork took a connection of its own")

        Terminal.line("\nThe connection is cut, and the conversation goes on.")
        simulator.abortConnections()
        var healed = history + [.user(DemoScript.laneQuestions[1]), forks[0].response.message]
        for question in DemoScript.laneQuestions[3...] {
            healed.append(.user(question))
            let answer = try await ask(healed)
            show([answer])
            healed.append(answer.response.message)
            if question == DemoScript.laneQuestions.last {
                try check(answer.continuation == "incremental", "the new connection did not learn the conversation")
            }
        }
        try check(provider.wsTransport?.statistics.connectionsOpened == 2, "the connection was not replaced")
        try check(provider.wsTransport?.statistics.fallbacks == 0, "a request went over HTTP")
    }

    private func ask(_ messages: [Message]) async throws -> Answer {
        let response = try await model.generate(ModelRequest(messages: messages))
        return Answer(question: messages.last?.text ?? "", response: response)
    }

    private func show(_ answers: [Answer]) {
        for answer in answers {
            Terminal.line("You: \(answer.question)")
            Terminal.line("Model: \(answer.response.text)")
            Terminal.line("  ⇄ \(answer.continuation == "incremental" ? "only what is new" : "everything") was sent")
        }
        let statistics = simulator.statistics
        Terminal.line("  ⇄ WebSockets so far: \(statistics.webSocketConnections), lanes: \(statistics.lanes)")
    }

    private func check(_ isTrue: Bool, _ failure: String) throws {
        if !isTrue { throw DemoFailure(failure) }
    }
}
