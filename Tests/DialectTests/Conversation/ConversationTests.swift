import Dialect
import DialectTesting
import Testing

/// What is said is added, and only what was answered.
struct ConversationTests {
    private func answer(_ text: String, _ usage: Usage = Usage()) -> ModelResponse {
        ModelResponse(content: [.text(text)], finishReason: .stop, usage: usage)
    }

    @Test func aTurnAddsWhatWasSaidAndTheAnswer() async throws {
        let model = ModelSpy(ScriptedModel(["Hello!", "Fine."]))
        var conversation = Conversation(messages: [.system("Be brief.")])
        let settings = ModelRequest(messages: [.developer("Rules.")], options: .init(temperature: 0))
        try await conversation.send("Hi", to: model, with: settings)
        let response = try await conversation.send(.user("How are you?"), to: model)
        #expect(response.text == "Fine.")
        #expect(conversation.messages.map(\.text) == ["Be brief.", "Hi", "Hello!", "How are you?", "Fine."])
        #expect(conversation.transcript == conversation.messages)
        #expect(model.requests[0].messages.map(\.text) == ["Rules.", "Be brief.", "Hi"])
        #expect(model.requests[0].options.temperature == 0)
        #expect(model.requests[1].messages == Array(conversation.messages.dropLast()))
        #expect(conversation.lastAnswer?.model == model.id)
        #expect(conversation.lastAnswer?.finishReason == .stop)
        #expect(conversation.usage.output.total == 4)
    }

    @Test func aFailureChangesNothing() async throws {
        let failure = LanguageModelError(.overloaded, "Full.")
        let model = FaultyModel(ScriptedModel(["One.", "Two."]), faults: [0: .failure(failure, after: 2)])
        var conversation = Conversation()
        await #expect(throws: LanguageModelError.self) { try await conversation.send("Hi", to: model) }
        #expect(conversation.entries.isEmpty)
        try await conversation.send("Hi", to: model)
        #expect(conversation.messages.map(\.text) == ["Hi", "Two."])
    }

    @Test func partsAreHandedOutAsTheyCome() async throws {
        var conversation = Conversation()
        var text = ""
        let response = try await conversation.send(.user("Hi"), to: ScriptedModel(["Hello, world!"])) { part in
            if case .textDelta(_, let delta) = part { text += delta }
        }
        #expect(text == "Hello, world!")
        #expect(conversation.messages == [.user("Hi"), response.message])
    }

    @Test(arguments: [true, false]) func whatCameBeforeAFailureIsKeptIfWanted(isKept: Bool) async throws {
        let turn: ScriptedTurn = [
            .text("So far"), .toolCall("weather", arguments: "{}"),
            .error(LanguageModelError(.connection, "Lost.")),
        ]
        var conversation = Conversation(messages: [.user("Before"), .assistant("Yes")])
        let before = conversation
        await #expect(throws: LanguageModelError.self) {
            try await conversation.send(.user("Hi"), to: ScriptedModel([turn]), keepsPartialAnswer: isKept) { _ in }
        }
        guard isKept else {
            #expect(conversation == before)
            return
        }
        #expect(conversation.messages == before.messages + [.user("Hi"), .assistant("So far")])
        #expect(conversation.openCalls.isEmpty)
        #expect(conversation.lastAnswer?.finishReason == .error)
        #expect(conversation.usage.isPartial)
    }

    @Test func cancellationEndsAnAnswer() async throws {
        let model = FaultyModel(ScriptedModel(["Hello"]), faults: [0: .stall(after: 4)])
        let (parts, continuation) = AsyncStream.makeStream(of: StreamPart.self)
        let task = Task {
            var conversation = Conversation()
            await #expect(throws: CancellationError.self) {
                try await conversation.send(.user("Hi"), to: model, keepsPartialAnswer: true) { part in
                    continuation.yield(part)
                }
            }
            return conversation
        }
        for await part in parts { if case .textDelta = part { break } }
        task.cancel()
        let conversation = await task.value
        #expect(conversation.messages.first == .user("Hi"))
        #expect(conversation.messages.count == 2)
        #expect("Hello".hasPrefix(conversation.messages[1].text))
    }

    @Test func resultsOfToolsAreNeeded() async throws {
        let model = ScriptedModel([
            [.toolCall("weather", arguments: "{}", id: "a"), .toolCall("time", arguments: "{}", id: "b")], "Done.",
        ])
        var conversation = Conversation()
        let calls = try await conversation.send("Hi", to: model).toolCalls
        #expect(conversation.openCalls == calls)
        let before = conversation
        let one = Message.tool([ToolResult(for: calls[0], output: "rain")])
        for message in [Message.user("Well?"), one] {
            let error = await #expect(throws: LanguageModelError.self) {
                try await conversation.send(message, to: model)
            }
            #expect(error?.code == .misuse)
            #expect(error?.message.contains("time (b)") == true)
        }
        #expect(conversation == before)
        try await conversation.send(.tool(calls.map { ToolResult(for: $0, output: "fine") }), to: model)
        #expect(conversation.openCalls.isEmpty)
        #expect(conversation.messages.last?.text == "Done.")
    }

    @Test func aForkGoesItsOwnWay() {
        var conversation = Conversation(messages: [.user("a"), .assistant("b"), .user("c")])
        let fork = conversation.fork(at: 2, id: "fork")
        conversation.append(.assistant("d"))
        #expect(fork.id == "fork")
        #expect(fork.messages.map(\.text) == ["a", "b"])
        #expect(fork.entries == Array(conversation.entries.prefix(2)))
        #expect(conversation.fork().messages == conversation.messages)
        #expect(conversation.fork().id != conversation.id)
    }

    @Test func usageIsAddedUp() {
        var conversation = Conversation()
        conversation.append(.user("a"))
        conversation.append(answer("b", Usage(input: .init(total: 10, cacheRead: 4), output: .init(total: 5))))
        conversation.append(answer("c", Usage(input: .init(total: 20), output: .init(total: 7, reasoning: 3))))
        conversation.replace(0..<2, with: [], usage: Usage(input: .init(total: 1), output: .init(total: 1)))
        #expect(conversation.usage.input == Usage.Input(total: 31, cacheRead: 4))
        #expect(conversation.usage.output == Usage.Output(total: 13, reasoning: 3))
        #expect(conversation.messages.map(\.text) == ["c"])
        #expect(conversation.transcript.map(\.text) == ["a", "b", "c"])
    }
}

extension Message {
    fileprivate static func developer(_ text: String) -> Message { Message(role: .developer, content: [.text(text)]) }
}
