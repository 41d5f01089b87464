import Dialect
import DialectTesting
import Testing

/// A conversation takes in what a run of an agent brought, once.
struct AgentRunInConversationTests {
    private static let usage = Usage(input: .init(total: 10), output: .init(total: 5))

    /// Asks for the weather, and then tells it.
    private let model = ScriptedModel([
        ScriptedTurn([.toolCall("weather", arguments: "{}", id: "a")], usage: Self.usage),
        ScriptedTurn([.text("It rains.")], usage: Self.usage),
    ])

    private func weather(_ approval: ToolSettings.Approval = .never) -> AnyTool {
        AnyTool(
            name: "weather", description: "", inputSchema: ["type": "object"], settings: .init(approval: approval)
        ) { _, _ in "rain" }
    }

    @Test func answersKeepTheirCircumstances() async throws {
        let agent = Agent(model: model, instructions: "Be brief.", tools: [weather()])
        var conversation = Conversation(messages: [.user("How is the weather?")])
        let result = try await agent.run(conversation.messages)
        conversation.append(result)
        #expect(conversation.messages == result.messages)
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .assistant])
        let answers = conversation.entries.compactMap { entry in
            if case .answer(let answer) = entry.content { answer } else { nil }
        }
        #expect(answers == result.steps.map { Conversation.Answer($0.response, from: model.id) })
        #expect(conversation.lastAnswer?.model == model.id)
        #expect(conversation.usage.total == 30)
        // Counted by the provider, and not estimated.
        #expect(conversation.estimatedTokens == 15)
        #expect(conversation.openCalls.isEmpty)
    }

    @Test func aSuspendedRunIsAddedAsItGoesOn() async throws {
        let agent = Agent(model: model, tools: [weather(.always)])
        var conversation = Conversation(messages: [.system("Be brief."), .user("How is the weather?")])
        let first = try await agent.run(conversation.messages)
        conversation.append(first)
        #expect(conversation.openCalls.map(\.id) == ["a"])
        let before = conversation
        conversation.append(first)
        #expect(conversation == before)
        var state = first.state
        try state.decide(.approve, for: "a")
        let rest = try await agent.run(resuming: state)
        conversation.append(rest)
        #expect(conversation.messages == rest.messages)
        #expect(conversation.entries.prefix(before.entries.count) == before.entries[...])
        #expect(conversation.usage.total == 30)
    }

    /// What a search found stands before the last words, and is not kept.
    @Test func aSuspendedRunThatWasToldMoreIsAddedAsItGoesOn() async throws {
        let model = ScriptedModel([
            [.toolCall("weather", arguments: "{}", id: "a")], [.toolCall("weather", arguments: "{}", id: "b")],
            [.text("It rains.")],
        ])
        let agent = Agent(model: model, tools: [weather(.always)])
        var conversation = Conversation(messages: [.user("How is the weather?")])
        var result = try await agent.run([.system("Found: rain.")] + conversation.messages)
        conversation.append(result)
        for id in ["a", "b"] {
            var state = result.state
            try state.decide(.approve, for: id)
            result = try await agent.run(resuming: state)
            conversation.append(result)
        }
        #expect(conversation.messages == Array(result.messages.dropFirst()))
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .assistant, .tool, .assistant])
    }

    @Test func aRunGoesOnThoughItsBeginningWasTrimmed() async throws {
        let agent = Agent(model: model, tools: [weather(.always)])
        var conversation = Conversation(messages: [.user("Hi"), .assistant("Hello."), .user("How is the weather?")])
        let first = try await agent.run(conversation.messages)
        conversation.append(first)
        conversation.replace(0..<2, with: [], reason: .trim)
        var state = first.state
        try state.decide(.deny(), for: "a")
        conversation.append(try await agent.run(resuming: state))
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .assistant])
    }

    @Test(
        arguments: [
            // The prompt is not in the conversation yet.
            ([.user("Hi"), .assistant("Hello.")], [.user("Hi"), .assistant("Hello."), .user("Well?")], 3),
            // The run knew nothing of the conversation.
            ([.user("Hi"), .assistant("Hello.")], [.user("Well?")], 3),
            ([], [.user("Well?")], 1),
            // The instructions are the agent's, and the run was told what a search found.
            ([.system("Be brief."), .user("Well?")], [.user("Well?")], 2),
            ([.user("Hi"), .user("Well?")], [.user("Found: rain."), .user("Hi"), .user("Well?")], 2),
        ] as [([Message], [Message], Int)])
    func whatIsKnownIsNotAddedAgain(known: [Message], input: [Message], count: Int) async throws {
        var conversation = Conversation(messages: known)
        conversation.append(try await Agent(model: ScriptedModel(["Hello."])).run(input))
        #expect(conversation.messages.count == count + 1)
        #expect(conversation.messages.suffix(2).map(\.text) == ["Well?", "Hello."])
    }

    /// People say the same again and again: what was said before is found as if every place was tried.
    @Test func whatIsKnownIsFoundAmongEqualMessages() async throws {
        var random = SeededGenerator(seed: 7)
        func words(_ counts: ClosedRange<Int>) -> [Message] {
            (0..<Int.random(in: counts, using: &random)).map { _ in
                .user(["Yes.", "No."].randomElement(using: &random) ?? "")
            }
        }
        for _ in 0..<300 {
            let (known, input) = (words(0...7), words(1...7))
            let run = input + [.assistant("Well.")]
            let overlap = (1...run.count).last { $0 <= known.count && known.suffix($0).elementsEqual(run.prefix($0)) }
            let count = overlap ?? (input.last == known.last ? input.count : 0)
            var conversation = Conversation(messages: known)
            conversation.append(try await Agent(model: ScriptedModel(["Well."])).run(input))
            #expect(conversation.messages == known + run.dropFirst(count), "\(known) \(input)")
        }
    }

    @Test func whatTheRunItselfSaidIsAdded() async throws {
        let agent = Agent(model: ScriptedModel(["no number", "7"]))
        let answer = try await agent.run("How many?", returning: Int.self)
        #expect(answer.value == 7)
        var conversation = Conversation()
        conversation.append(answer.result)
        #expect(conversation.messages == answer.result.messages)
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .user, .assistant])
    }

    @Test func aFailedRunIsAddedToo() async throws {
        let failing = ScriptedModel([
            [.toolCall("weather", arguments: "{}")], [.error(LanguageModelError(.overloaded, "Full."))],
        ])
        var conversation = Conversation(messages: [.user("How is the weather?")])
        let error = await #expect(throws: AgentError.self) {
            try await Agent(model: failing, tools: [weather()]).run(conversation.messages)
        }
        conversation.append(try #require(error).result)
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool])
        #expect(conversation.openCalls.isEmpty)
    }

    @Test func aFailedRunThatWasToldMoreIsAddedAsItGoesOn() async throws {
        let failing = ScriptedModel([
            [.toolCall("weather", arguments: "{}")], [.error(LanguageModelError(.overloaded, "Full."))],
            [.text("It rains.")],
        ])
        let agent = Agent(model: failing, tools: [weather()])
        let question = Message.user("How is the weather?")
        let error = await #expect(throws: AgentError.self) { try await agent.run([.user("Found: rain."), question]) }
        let failed = try #require(error).result
        var conversation = Conversation(messages: [question])
        conversation.append(failed)
        let result = try await agent.run(resuming: failed.state)
        conversation.append(result)
        #expect(conversation.messages == Array(result.messages.dropFirst()))
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .assistant])
    }
}
