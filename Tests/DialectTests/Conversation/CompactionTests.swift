import Dialect
import DialectTesting
import Testing

/// Older turns give way to a summary.
struct CompactionTests {
    private static let call = ToolCall(id: "1", name: "weather", arguments: #"{"city":"Ghent"}"#)

    private static let messages: [Message] = [
        .system("Be brief."),
        .user([
            .text("Hi, I am Ann."),
            .image(Media(.url("https://example.org/i"), mediaType: "image/png", filename: "cat.png")),
        ]),
        Message(role: .assistant, content: [.reasoning("Hm."), .toolCall(call)]),
        .tool([ToolResult(for: call, output: .json(["sky": "grey", "air": "wet"]))]),
        .assistant("It rains."),
        .user("Thanks."), .assistant("Bye."),
    ]

    @Test func aModelSumsUp() async throws {
        let model = ModelSpy(ScriptedModel([ScriptedTurn([.text("Ann is in Ghent, where it rains.")])]))
        var conversation = Conversation(messages: Self.messages)
        let hasCompacted = try await conversation.compact(by: SummaryCompactor(model: model), keeping: .turns(1))
        #expect(hasCompacted)
        #expect(
            conversation.messages.map(\.text) == [
                "Be brief.", "Summary of the conversation so far:\n\nAnn is in Ghent, where it rains.", "Thanks.",
                "Bye.",
            ])
        #expect(conversation.messages[1].role == .user)
        #expect(conversation.transcript == Self.messages)
        #expect(conversation.usage.output.total == 8)
        let request = model.requests[0]
        #expect(request.messages.map(\.role) == [.system, .user])
        #expect(
            request.messages[1].text == """
                <conversation>
                user: Hi, I am Ann.

                user: (an image, cat.png, image/png)

                assistant called weather: {"city":"Ghent"}

                Result of weather: {"sky":"grey","air":"wet"}

                assistant: It rains.
                </conversation>
                """)
    }

    @Test func nothingOldIsNothingToSumUp() async throws {
        let model = ModelSpy(ScriptedModel([]))
        var conversation = Conversation(messages: Self.messages)
        let hasCompacted = try await conversation.compact(by: SummaryCompactor(model: model))
        #expect(!hasCompacted)
        #expect(conversation.messages == Self.messages)
        #expect(model.requests.isEmpty)
    }

    @Test(
        arguments: [
            [.text("Cut"), .finish(.length)], [.text("  ")], [.text("No."), .finish(.contentFilter)],
            [.error(LanguageModelError(.overloaded, "Full."))],
        ] as [[ScriptedTurn.Step]]) func noSummaryChangesNothing(steps: [ScriptedTurn.Step]) async throws
    {
        var conversation = Conversation(messages: Self.messages)
        let before = conversation
        await #expect(throws: LanguageModelError.self) {
            try await conversation.compact(
                by: SummaryCompactor(model: ScriptedModel([ScriptedTurn(steps)])), keeping: .turns(0))
        }
        #expect(conversation == before)
    }

    @Test func aSummaryIsSummedUpInItsTurn() async throws {
        let model = ModelSpy(ScriptedModel(["First.", "Second."]))
        var conversation = Conversation(messages: Self.messages)
        try await conversation.compact(by: SummaryCompactor(model: model), keeping: .turns(0))
        conversation.append(contentsOf: [.user("More?"), .assistant("No."), .user("Really?")])
        try await conversation.compact(by: SummaryCompactor(model: model), keeping: .turns(1))
        #expect(model.requests[1].messages[1].text.contains("First."))
        #expect(
            conversation.messages.map(\.text) == [
                "Be brief.", "Summary of the conversation so far:\n\nSecond.", "Really?",
            ])
    }

    @Test func hugeOutputIsShortened() async throws {
        let model = ModelSpy(ScriptedModel(["Short."]))
        let result = ToolResult(for: Self.call, output: .text(String(repeating: "x", count: 1_000_000)))
        var conversation = Conversation(messages: Array(Self.messages.prefix(3)) + [.tool([result])])
        try await conversation.compact(by: SummaryCompactor(model: model), keeping: .turns(0))
        #expect(model.requests[0].messages[1].text.count < 10_000)
    }

    @Test func whatAProviderHasSummedUpIsLeftOut() {
        let item = ProviderItem(provider: "openai", type: "compaction", json: ["type": "compaction"])
        var conversation = Conversation(messages: Self.messages)
        let first = conversation.leaveOutWhatProviderCompacted()
        #expect(!first)
        let answer = ModelResponse(content: [.providerItem(item), .text("Yes.")], finishReason: .stop)
        conversation.append(.user("Are you there?"))
        conversation.append(answer)
        conversation.append(.user("Good."))
        let second = conversation.leaveOutWhatProviderCompacted()
        #expect(second)
        #expect(conversation.messages == [.system("Be brief."), answer.message, .user("Good.")])
        let third = conversation.leaveOutWhatProviderCompacted()
        #expect(!third)
        #expect(conversation.transcript.count == Self.messages.count + 3)
    }

    private static let providersSummary = ProviderItem(
        provider: "openai", type: "compaction", json: ["type": "compaction"])

    /// A conversation whose beginning only a provider's item stands for, twice over.
    private func summedUpByProvider() -> Conversation {
        var conversation = Conversation(messages: Self.messages)
        for question in ["Are you there?", "And now?"] {
            conversation.append(.user(question))
            conversation.append(
                ModelResponse(content: [.providerItem(Self.providersSummary), .text("Yes.")], finishReason: .stop))
            conversation.leaveOutWhatProviderCompacted()
        }
        conversation.append(.user("Good."))
        return conversation
    }

    @Test(arguments: [false, true])
    func whatAProviderHasSummedUpIsSaidInWords(isLoaded: Bool) async throws {
        let model = ModelSpy(ScriptedModel(["Ann is in Ghent."]))
        var conversation = summedUpByProvider()
        if isLoaded {
            let store = InMemoryConversationStore()
            try await store.save(&conversation)
            let loaded = try await store.load(conversation.id)
            conversation = try #require(loaded)
        }
        #expect(conversation.messages.count == 3)
        try await conversation.compact(by: SummaryCompactor(model: model), keeping: .turns(1))
        let quoted = try #require(model.requests.first?.messages.last?.text)
        let words = ["Hi, I am Ann.", "It rains.", "Are you there?", "Yes.", "And now?", "Yes."]
        var rest = quoted[...]
        for word in words {
            let range = try #require(rest.firstRange(of: word), "\(word) is missing in \(quoted)")
            rest = rest[range.upperBound...]
        }
        #expect(!quoted.contains("Good."))
        #expect(
            conversation.messages.map(\.text) == [
                "Be brief.", "Summary of the conversation so far:\n\nAnn is in Ghent.", "Good.",
            ])
    }

    @Test func aSummaryOfWhatNobodyCanReadIsRefused() async throws {
        let model = ModelSpy(ScriptedModel(["Nothing was said."]))
        // Only what models are told was kept, and not the log.
        var conversation = Conversation(messages: summedUpByProvider().messages)
        let before = conversation
        let error = await #expect(throws: LanguageModelError.self) {
            try await conversation.compact(by: SummaryCompactor(model: model), keeping: .turns(1))
        }
        #expect(error?.code == .misuse)
        #expect(conversation == before)
        #expect(model.requests.isEmpty)
    }
}
