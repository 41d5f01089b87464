import Dialect
import DialectTesting
import Testing

/// What every store does, and what only a store can do that fails.
struct ConversationStoreTests {
    @Test func theStoreInMemoryKeepsTheLaws() async throws {
        let store = InMemoryConversationStore()
        #expect(try await ConversationStoreLaws.violations(of: store) == [])
        #expect(store.ids == [])
    }

    @Test func anEmptyConversationIsNotSaved() async throws {
        let store = InMemoryConversationStore()
        var conversation = Conversation(id: "c")
        try await store.save(&conversation)
        #expect(store.ids == [])
        try await store.refresh(&conversation)
        #expect(conversation.entries.isEmpty)
    }

    @Test func aConflictSaysWhoHasWhat() async throws {
        let store = InMemoryConversationStore()
        var conversation = Conversation(id: "c", messages: [.user("one")])
        try await store.save(&conversation)
        var other = Conversation(id: "c", messages: [.user("two")])
        let error = await #expect(throws: ConversationError.self) { try await store.save(&other) }
        #expect(error?.code == .conflict)
        #expect(
            error?.description
                == "conflict: Conversation c was saved by somebody else meanwhile. Expected entries: none; found: 1 "
                + "entries, the last of them \(conversation.entries[0].id). Nothing was saved. Load it again, and "
                + "repeat what is to be added.")
    }

    @Test func anotherReplicaGoesOn() async throws {
        let store = InMemoryConversationStore()
        let model = ModelSpy(ScriptedModel(["One.", "Two."]))
        var here = Conversation(id: "c", messages: [.system("Be brief.")])
        try await here.send("Hi", to: model)
        try await store.save(&here)
        var there = try #require(try await store.load("c"))
        try await there.send("And?", to: model)
        try await store.save(&there)
        #expect(model.requests[1].messages == here.messages + [.user("And?")])
        try await store.refresh(&here)
        #expect(here == there)
    }

    @Test(arguments: [true, false]) func aLostAnswerIsNoLoss(isSaved: Bool) async throws {
        let memory = InMemoryConversationStore()
        let store = LossyStore(base: memory, isSaved: isSaved)
        var conversation = Conversation(id: "c", messages: [.user("one")])
        await #expect(throws: ConversationError.self) { try await store.save(&conversation) }
        #expect(conversation.hasUnsavedEntries)
        try await memory.save(&conversation)
        #expect(try await memory.load("c") == conversation)
    }

    @Test(arguments: [true, false]) func aConversationGoesOnAfterALostAnswer(isSaved: Bool) async throws {
        let memory = InMemoryConversationStore()
        let store = LossyStore(base: memory, isSaved: isSaved)
        var conversation = Conversation(id: "c", messages: [.user("one"), .assistant("two")])
        await #expect(throws: ConversationError.self) { try await store.save(&conversation) }
        conversation.append(contentsOf: [.user("three"), .assistant("four")])
        try await memory.save(&conversation)
        #expect(!conversation.hasUnsavedEntries)
        #expect(try await memory.load("c") == conversation)
    }

    @Test func whereAnotherWentOnFromALostAnswerIsAConflict() async throws {
        let memory = InMemoryConversationStore()
        var conversation = Conversation(id: "c", messages: [.user("one")])
        await #expect(throws: ConversationError.self) {
            try await LossyStore(base: memory, isSaved: true).save(&conversation)
        }
        var other = try #require(try await memory.load("c"))
        other.append(.user("two"))
        try await memory.save(&other)
        conversation.append(.user("three"))
        let error = await #expect(throws: ConversationError.self) { try await memory.save(&conversation) }
        #expect(error?.code == .conflict)
        #expect(try await memory.load("c") == other)
    }
}

/// A store whose first answer is lost.
private struct LossyStore: ConversationStore {
    let base: InMemoryConversationStore
    let isSaved: Bool

    func entries(of conversation: String, from position: Int) async throws -> [SavedConversationEntry] {
        base.entries(of: conversation, from: position)
    }

    func append(
        _ entries: [SavedConversationEntry], to conversation: String, after head: SavedConversationHead?
    ) async throws {
        if isSaved { try base.append(entries, to: conversation, after: head) }
        throw ConversationError(.storage, "The connection to the database was lost.", conversationID: conversation)
    }

    func delete(_ conversation: String) async throws { base.delete(conversation) }
}
