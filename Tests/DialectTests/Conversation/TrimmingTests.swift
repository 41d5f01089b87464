import Dialect
import DialectTesting
import Testing

/// What is left out is whole turns, the oldest first, and never instructions.
struct TrimmingTests {
    private static let call = ToolCall(id: "1", name: "weather", arguments: "{}")

    private static let turns: [[Message]] = [
        [.system("s"), Message(role: .developer, content: [.text("d")])],
        [.user("u1"), .assistant("a1")],
        [
            .user("u2"), Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: "rain")]), .assistant("a2"),
        ],
        [.user("u3a"), .user("u3b"), .assistant("a3")],
    ]

    private var conversation: Conversation { Conversation(messages: Self.turns.flatMap(\.self)) }

    private func expectKept(_ conversation: Conversation, turns: Int) {
        #expect(conversation.messages == Self.turns[0] + Self.turns.suffix(turns).flatMap(\.self))
    }

    @Test(arguments: 0...5) func soManyTurnsAreKept(count: Int) {
        var trimmed = conversation
        let before = trimmed.messages.count
        let left = trimmed.trim(to: .turns(count))
        expectKept(trimmed, turns: min(count, 3))
        #expect(left == before - trimmed.messages.count)
        #expect(trimmed.transcript == conversation.messages)
        #expect(trimmed.entries.count == 11 + (count < 3 ? 1 : 0))
        #expect(trimmed.trim(to: .turns(count)) == 0)
    }

    @Test func asManyTurnsAreKeptAsFit() {
        let sizes = Self.turns.map { $0.reduce(0) { $0 + $1.estimatedTokens } }
        let all = sizes.reduce(0, +)
        for (limit, kept) in [
            (all, 3), (all - 1, 2), (all - sizes[1], 2), (all - sizes[1] - 1, 1), (sizes[0] + sizes[3], 1), (0, 1),
        ] {
            var trimmed = conversation
            trimmed.trim(to: .tokens(limit))
            expectKept(trimmed, turns: kept)
        }
    }

    @Test func aTurnThatWaitsForResultsIsNotParted() {
        var waiting = Conversation(messages: [
            .user("u1"), Message(role: .assistant, content: [.toolCall(Self.call)]), .user("steered"),
        ])
        #expect(waiting.trim(to: .turns(1)) == 0)
        #expect(waiting.trim(to: .turns(0)) == 0)
        waiting.append(.tool([ToolResult(for: Self.call, output: "rain")]))
        waiting.append(.assistant("a1"))
        waiting.append(.user("u2"))
        #expect(waiting.trim(to: .turns(1)) == 5)
        #expect(waiting.messages == [.user("u2")])
    }

    @Test func onlyInstructionsAreLeftAsTheyAre() {
        var conversation = Conversation(messages: [.system("s")])
        #expect(conversation.trim(to: .tokens(0)) == 0)
        #expect(conversation.trim(to: .turns(0)) == 0)
        #expect(conversation.entries.count == 1)
    }

    @Test func whatWasTrimmedStaysOutWhenMoreIsSaid() async throws {
        let model = ModelSpy(ScriptedModel(["a4"]))
        var trimmed = conversation
        trimmed.trim(to: .turns(1))
        try await trimmed.send("u4", to: model)
        #expect(model.requests[0].messages.map(\.text) == ["s", "d", "u3a", "u3b", "a3", "u4"])
    }
}
