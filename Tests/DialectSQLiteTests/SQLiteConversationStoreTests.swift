import Dialect
import DialectSQLite
import DialectTesting
import Foundation
import GRDB
import TestSupport
import Testing

/// Conversations in SQLite, in files and beside an app's own tables.
@Suite(.throttled) struct SQLiteConversationStoreTests {
    /// A folder of its own.
    private struct Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "dialect-\(UUID().uuidString)")
        var file: String { url.appending(path: "conversations.sqlite").path }

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
        func remove() { try? FileManager.default.removeItem(at: url) }
    }

    @Test func aFileKeepsTheLaws() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let store = try SQLiteConversationStore(path: folder.file)
        #expect(try await ConversationStoreLaws.violations(of: store) == [])
        #expect(try await store.ids() == [])
    }

    @Test func aDatabaseOfTheAppKeepsTheLaws() async throws {
        let queue = try DatabaseQueue()
        try await queue.write { try $0.execute(sql: "CREATE TABLE customer (name TEXT)") }
        let store = try SQLiteConversationStore(database: queue)
        #expect(try await ConversationStoreLaws.violations(of: store) == [])
        let tables = try await queue.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        #expect(Set(tables) == ["customer", "dialect_conversation_entry", "dialect_conversation_form"])
    }

    @Test func twoProcessesShareAFile() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let here = try SQLiteConversationStore(path: folder.file)
        let there = try SQLiteConversationStore(path: folder.file)
        var conversation = Conversation(messages: [.user("one")])
        try await here.save(&conversation)
        var copy = try #require(try await there.load(conversation.id))
        copy.append(.assistant("two"))
        try await there.save(&copy)
        conversation.append(.assistant("another"))
        let error = await #expect(throws: ConversationError.self) { try await here.save(&conversation) }
        #expect(error?.code == .conflict)
        #expect(try await here.load(conversation.id) == copy)
    }

    @Test func manyWritersLoseNothing() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let stores = try [0, 1].map { _ in try SQLiteConversationStore(path: folder.file) }
        var conversation = Conversation(messages: [.user("begin")])
        try await stores[0].save(&conversation)
        let id = conversation.id
        // Everyone repeats until it succeeds; as somebody succeeds in each round, this ends.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let store = stores[writer % 2]
                    while true {
                        var copy = try #require(try await store.load(id))
                        copy.append(.user("\(writer)"))
                        do {
                            return try await store.save(&copy)
                        } catch let error as ConversationError where error.code == .conflict {}
                    }
                }
            }
            try await group.waitForAll()
        }
        let texts = try #require(try await stores[0].load(id)).messages.map(\.text)
        #expect(texts.first == "begin")
        #expect(texts.dropFirst().sorted() == (0..<8).map(String.init))
    }

    @Test func idsAreListedTheNewestFirst() async throws {
        let store = try SQLiteConversationStore(database: DatabaseQueue())
        var conversations = ["a", "b", "c"].map { Conversation(id: $0, messages: [.user("Hi")]) }
        for index in conversations.indices { try await store.save(&conversations[index]) }
        conversations[0].append(.assistant("Hello"))
        try await store.save(&conversations[0])
        #expect(try await store.ids() == ["a", "c", "b"])
        #expect(try await store.ids(limit: 1) == ["a"])
        #expect(try await store.ids(limit: -1) == [])
    }

    @Test func tablesOfANewerVersionAreLeftAlone() async throws {
        let queue = try DatabaseQueue()
        _ = try SQLiteConversationStore(database: queue)
        _ = try SQLiteConversationStore(database: queue)
        try await queue.write { try $0.execute(sql: "UPDATE dialect_conversation_form SET form = 2") }
        let error = #expect(throws: ConversationError.self) { try SQLiteConversationStore(database: queue) }
        #expect(error?.code == .newerVersion)
        #expect(error?.message.contains("form 2") == true)
    }

    @Test func aFileThatCannotBeOpenedSaysWhy() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let nowhere = folder.url.appending(path: "no/such/folder.sqlite").path
        let error = #expect(throws: ConversationError.self) { try SQLiteConversationStore(path: nowhere) }
        #expect(error?.code == .storage)
        try Data("This is no database, whatever its name says.".utf8).write(to: URL(filePath: folder.file))
        let other = #expect(throws: ConversationError.self) { try SQLiteConversationStore(path: folder.file) }
        #expect(other?.message.contains("not a database") == true)
    }

    @Test func anErrorDoesNotSayWhatPeopleSaid() async throws {
        let queue = try DatabaseQueue()
        let store = try SQLiteConversationStore(database: queue)
        try await queue.write { try $0.execute(sql: "DROP TABLE dialect_conversation_entry") }
        var conversation = Conversation(messages: [.user("a secret")])
        let error = await #expect(throws: ConversationError.self) { try await store.save(&conversation) }
        #expect(error?.code == .storage)
        #expect(error?.message.contains("no such table") == true)
        #expect(error.map { "\($0)".contains("secret") } == false)
        await #expect(throws: ConversationError.self) { try await store.load(conversation.id) }
        await #expect(throws: ConversationError.self) { try await store.delete(conversation.id) }
    }
}
