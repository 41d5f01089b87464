import DialectSQLite
import DialectTesting
import Foundation
import TestSupport
import Testing

/// The code of the guide to conversations. All of it runs.
@Suite("The guide to conversations", .throttled) struct ConversationExamples {
    static func first(_ model: some LanguageModel) async throws -> Conversation {
        var conversation = Conversation(messages: [.system("Be brief.")])
        let answer = try await conversation.send("What is the tallest tree?", to: model)
        print(answer.text, conversation.usage.total ?? 0)
        return conversation
    }

    static func streaming(_ conversation: inout Conversation, _ model: some LanguageModel) async throws {
        try await conversation.send(.user("And the oldest?"), to: model, keepsPartialAnswer: true) { part in
            if case .textDelta(_, let text) = part { print(text, terminator: "") }
        }
    }

    static func store(at path: String) throws -> SQLiteConversationStore {
        let store = try SQLiteConversationStore(path: path)
        return store
    }

    static func goOn(
        _ id: String, _ question: String, _ model: some LanguageModel, _ store: some ConversationStore
    ) async throws -> String {
        var conversation = try await store.load(id) ?? Conversation(id: id)
        let answer = try await conversation.send(question, to: model)
        try await store.save(&conversation)
        return answer.text
    }

    static func run(
        _ agent: Agent, _ conversation: inout Conversation, _ store: some ConversationStore
    ) async throws {
        conversation.append(.user("And tomorrow?"))
        conversation.append(try await agent.run(conversation.messages))
        try await store.save(&conversation)
    }

    static func shorten(_ conversation: inout Conversation, _ small: some LanguageModel) async throws {
        if conversation.estimatedTokens > 100_000 {
            try await conversation.compact(by: SummaryCompactor(model: small), keeping: .turns(3))
        }
    }

    static func fork(_ conversation: Conversation, _ model: some LanguageModel) async throws -> [String] {
        var bolder = conversation.fork()
        try await bolder.send("Now as a poem.", to: model)
        return [conversation.id, bolder.id]
    }

    @Test func itGoesOnInOrder() async throws {
        let model = ModelSpy(ScriptedModel(["A redwood.", "A pine.", "Roses are red."]))
        var conversation = try await Self.first(model)
        try await Self.streaming(&conversation, model)
        #expect(conversation.messages.map(\.role) == [.system, .user, .assistant, .user, .assistant])
        let ids = try await Self.fork(conversation, model)
        #expect(Set(ids).count == 2 && conversation.messages.count == 5)
        #expect(model.requests.last?.messages.count == 6)
        conversation.trim(to: .turns(1))
        #expect(conversation.messages.map(\.text) == ["Be brief.", "And the oldest?", "A pine."])
        #expect(conversation.transcript.count == 5)
    }

    @Test func itIsStored() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "trees-\(UUID().uuidString).sqlite")
        defer {
            for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + end) }
        }
        let model = ModelSpy(ScriptedModel(["A redwood.", "A pine.", "Rain."]))
        #expect(try await Self.goOn("trees", "The tallest?", model, try Self.store(at: file.path)) == "A redwood.")
        let store = try Self.store(at: file.path)
        #expect(try await Self.goOn("trees", "The oldest?", model, store) == "A pine.")
        #expect(model.requests.last?.messages.count == 3)

        var one = try #require(try await store.load("trees"))
        var other = one
        try await Self.run(Agent(model: model), &one, store)
        #expect(try await store.load("trees")?.transcript.last?.text == "Rain.")
        other.append(.user("Wait!"))
        let error = await #expect(throws: ConversationError.self) { try await store.save(&other) }
        #expect(error?.code == .conflict)
    }

    @Test func itIsSummedUp() async throws {
        var conversation = Conversation(messages: [
            .user(String(repeating: "long ", count: 100_000)), .assistant("So."),
        ])
        for word in ["One", "Two", "Three"] { conversation.append(contentsOf: [.user(word), .assistant(word)]) }
        try await Self.shorten(&conversation, ScriptedModel(["It was long."]))
        #expect(conversation.messages.count == 7)
        #expect(conversation.messages.first?.text.contains("It was long.") == true)
    }
}
