import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Foundation
import Testing
import TestSupport

@Suite("A conversation that is saved and loaded", .throttled, .timeLimit(.minutes(10)))
struct TravellingConversationTests {
    private static let settings = ModelRequest(
        messages: [], tools: [.function(FunctionTool(name: "weather", inputSchema: ["type": "object"]))])

    private static let turns: [ScriptedTurn] = [
        [.reasoning("Look it up."), .toolCall("weather", arguments: #"{"z":1,"a":2}"#, id: "c1")], "It rains.", "Yes.",
        "Yes!",
    ]

    /// A conversation in which JSON was said whose members are in no order.
    private func begun(with model: some LanguageModel) async throws -> Dialect.Conversation {
        var conversation = Dialect.Conversation(messages: [.system("Be brief.")])
        let call = try #require(
            try await conversation.send("Weather?", to: model, with: Self.settings).toolCalls.first)
        let result = ToolResult(for: call, output: .json(["wind": ["speed": 3, "from": "west"], "air": "wet"]))
        try await conversation.send(.tool([result]), to: model, with: Self.settings)
        return conversation
    }

    @Test("is recognised by the connection that knows it", arguments: ["store", "coder"])
    func known(way: String) async throws {
        try await withSimulator(ScriptedModel(Self.turns), configuration: .recording) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var conversation = try await begun(with: model)
            if way == "store" {
                let store = InMemoryConversationStore()
                try await store.save(&conversation)
                conversation = try #require(try await store.load(conversation.id))
            } else {
                conversation = try JSONDecoder().decode(
                    Dialect.Conversation.self, from: JSONEncoder().encode(conversation))
            }
            let answer = try await conversation.send("Really?", to: model, with: Self.settings)
            #expect(answer.continuation == "incremental")
            #expect(simulator.bodies.last?["input"]?.arrayValue?.map { $0["content"] } == ["Really?"])
        }
    }

    @Test("is continued by a replica that knows nothing of it", arguments: Transport.allCases)
    func unknown(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel(Self.turns), configuration: .recording) { simulator in
            let store = InMemoryConversationStore()
            var here = try await begun(with: transport.model(simulator.baseURL))
            try await store.save(&here)
            var there = try #require(try await store.load(here.id))
            let replica = transport.model(simulator.baseURL)
            try await there.send("Really?", to: replica, with: Self.settings)
            // The live conversation, had it gone on there, says the same.
            let other = transport.model(simulator.baseURL)
            try await here.send("Really?", to: other, with: Self.settings)
            let inputs = simulator.bodies.suffix(2).map { $0["input"]?.jsonText }
            #expect(inputs[0] != nil && inputs[0] == inputs[1])
            #expect(simulator.bodies.last?["previous_response_id"] == nil)
            try await store.save(&there)
            let error = await #expect(throws: ConversationError.self) { try await store.save(&here) }
            #expect(error?.code == .conflict)
        }
    }

    @Test("and trimmed is sent as a whole, once")
    func trimmed() async throws {
        try await withSimulator(ScriptedModel(Self.turns), configuration: .recording) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var conversation = try await begun(with: model)
            conversation.append(.user("Is it cold, too?"))
            conversation.trim(to: .turns(1))
            let third = try await conversation.send("Well?", to: model, with: Self.settings)
            let fourth = try await conversation.send("Sure?", to: model, with: Self.settings)
            #expect([third, fourth].map(\.continuation) == ["firstTurn", "incremental"])
            #expect(
                simulator.bodies[2]["input"]?.arrayValue?.map { $0["content"] } == [
                    "Be brief.", "Is it cold, too?", "Well?",
                ])
        }
    }
}
