import DialectGenerable
import Foundation

/// The code of the README and of the guide to agents that is not in the app of the guide. All of it runs.
enum AgentExamples {
    @Generable struct Place { var city: String }

    static func readme(
        _ model: some LanguageModel, lookUp: @escaping @Sendable (_ city: String) async throws -> String
    ) async throws -> [String] {
        @Sendable func forecast(for city: String) async throws -> String { try await lookUp(city) }
        var printed: [String] = []
        func print(_ text: String) { printed.append(text) }
        let weather = ClosureTool("weather", description: "The weather in a city, now.") { (place: Place) in
            try await forecast(for: place.city)
        }
        let agent = Agent(model: model, instructions: "Answer in one sentence.", tools: [weather])
        print(try await agent.run("What to wear in Oslo?").text)
        return printed
    }

    static func first(_ model: some LanguageModel) async throws -> AgentResult {
        let agent = Agent(model: model, instructions: "You answer the letters of a shop's customers.")
        let result = try await agent.run("Can I send a kettle back?")
        print(result.text, result.usage.total ?? 0)
        return result
    }

    static func stopping(_ agent: inout Agent) {
        agent.stop = .toolCalled("refund") || .tokens(20_000)
    }

    static func retrying(_ agent: Agent, _ letter: String) async throws -> AgentResult {
        do {
            return try await agent.run(letter)
        } catch let error as AgentError {
            guard let failure = error.underlying as? LanguageModelError, failure.isRetryable else { throw error }
            try await Task.sleep(for: failure.retryAfter ?? .seconds(1))
            return try await agent.run(resuming: error.result.state)
        }
    }

    static func leaving(_ agent: Agent, _ letter: String) async throws -> AgentResult {
        let run = Task { try await agent.run(letter) }
        run.cancel()
        let result = try await run.value
        guard result.ending == .cancelled else { return result }
        return try await agent.run(result.messages + [.user("Go on, please.")])
    }
}
