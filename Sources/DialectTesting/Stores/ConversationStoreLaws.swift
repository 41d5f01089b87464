public import Dialect

/// The laws of a ``Dialect/ConversationStore``, for those who write one.
///
/// ```swift
/// @Test func postgresKeepsTheLaws() async throws {
///     #expect(try await ConversationStoreLaws.violations(of: store) == [])
/// }
/// ```
public enum ConversationStoreLaws {
    /// What a store does against the laws, in sentences; empty if nothing.
    ///
    /// - Parameter store: Used under random ids, which are deleted at the end.
    /// - Throws: What the store throws where it should not.
    public static func violations(of store: some ConversationStore) async throws -> [String] {
        var check = Check(store: store)
        try await check.savedIsLoaded()
        try await check.onlyNewEntriesAreSaved()
        try await check.conflictsAreNoticed()
        try await check.attemptsMayBeRepeated()
        try await check.oneOfManyWins()
        try await check.deletedIsGone()
        return check.violations
    }

    private struct Check<Store: ConversationStore> {
        let store: Store
        var violations: [String] = []

        mutating func expect(_ holds: Bool, _ law: String) {
            if !holds { violations.append(law) }
        }

        private func conversation(_ texts: String...) -> Conversation {
            Conversation(messages: texts.map(Message.user))
        }

        private func code(_ body: () async throws -> Void) async throws -> ConversationError.Code? {
            do {
                try await body()
                return nil
            } catch let error as ConversationError {
                return error.code
            }
        }

        mutating func savedIsLoaded() async throws {
            var one = conversation("one", "\"quoted\" \\ \n \u{0} \u{1F9D1}\u{200D}\u{1F680} e\u{301}")
            let other = conversation("other")
            expect(try await store.load(one.id) == nil, "A conversation that was never saved is loaded as nil.")
            try await store.save(&one)
            var copy = other
            try await store.save(&copy)
            let loaded = try await store.load(one.id)
            expect(loaded == one, "A conversation is loaded as it was saved.")
            expect(loaded?.hasUnsavedEntries == false, "What is loaded is saved.")
            expect(try await store.load(other.id) == copy, "Conversations do not mix.")
            var long = conversation(String(repeating: "ä", count: 500_000))
            try await store.save(&long)
            expect(try await store.load(long.id) == long, "A megabyte is saved as well.")
            expect(
                try await store.entries(of: one.id, from: 1).map(\.position) == [1],
                "Entries are given from a position on.")
            expect(try await store.entries(of: one.id, from: 2).isEmpty, "There is nothing after the last entry.")
            for id in [one.id, other.id, long.id] { try await store.delete(id) }
        }

        mutating func onlyNewEntriesAreSaved() async throws {
            let spy = AppendSpy(store)
            var conversation = conversation("one", "two")
            try await spy.save(&conversation)
            conversation.append(.user("three"))
            try await spy.save(&conversation)
            try await spy.save(&conversation)
            expect(spy.counts.withLock { $0 } == [2, 1], "Only new entries are saved.")
            var behind = try await store.load(conversation.id) ?? conversation
            conversation.append(.user("four"))
            try await store.save(&conversation)
            try await store.refresh(&behind)
            expect(behind == conversation, "A conversation catches up with what others have saved.")
            try await store.delete(conversation.id)
        }

        mutating func conflictsAreNoticed() async throws {
            var first = conversation("one")
            try await store.save(&first)
            var second = try await store.load(first.id) ?? first
            first.append(.user("first"))
            second.append(.user("second"))
            try await store.save(&first)
            let before = second
            let code = try await code { try await store.save(&second) }
            expect(code == .conflict, "What was saved by somebody else meanwhile is a conflict.")
            expect(second == before && second.hasUnsavedEntries, "A conflict leaves the conversation as it is.")
            expect(try await store.load(first.id) == first, "A conflict leaves the store as it is.")
            var again = Conversation(id: first.id, messages: [.user("another of the same id")])
            expect(
                try await self.code { try await store.save(&again) } == .conflict,
                "A new conversation does not take the place of one that has its id.")
            expect(
                try await self.code { try await store.refresh(&second) } == .conflict,
                "A conversation that has gone its own way cannot catch up.")
            try await store.delete(first.id)
        }

        mutating func attemptsMayBeRepeated() async throws {
            var conversation = conversation("one")
            try await store.save(&conversation)
            conversation.append(.user("two"))
            // The answer to the first attempt is lost, and with it the knowledge that it was carried out.
            var attempt = conversation
            try await store.save(&attempt)
            try await store.save(&conversation)
            expect(try await store.load(conversation.id) == conversation, "Saving again adds nothing twice.")
            expect(!conversation.hasUnsavedEntries, "Saving again succeeds.")
            conversation.append(.user("three"))
            attempt = conversation
            try await store.save(&attempt)
            conversation.append(.user("four"))
            try await store.save(&conversation)
            expect(
                try await store.load(conversation.id) == conversation,
                "A conversation that has gone on since a lost answer is saved.")
            try await store.delete(conversation.id)
        }

        mutating func oneOfManyWins() async throws {
            var conversation = conversation("one")
            try await store.save(&conversation)
            let (store, base) = (store, conversation)
            let codes = try await withThrowingTaskGroup(of: ConversationError.Code?.self) { group in
                for index in 0..<16 {
                    group.addTask {
                        var copy = base
                        copy.append(contentsOf: [.user("\(index)"), .assistant("\(index)")])
                        do {
                            try await store.save(&copy)
                            return nil
                        } catch let error as ConversationError {
                            return error.code
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            expect(codes.count { $0 == nil } == 1, "Of many who save at once, one succeeds.")
            expect(codes.count { $0 == .conflict } == 15, "Of many who save at once, all others have a conflict.")
            let texts = try await store.load(base.id)?.messages.map(\.text) ?? []
            expect(texts.count == 3 && texts[1] == texts[2], "What is saved together stays together.")
            try await store.delete(base.id)
        }

        mutating func deletedIsGone() async throws {
            var conversation = conversation("one")
            try await store.save(&conversation)
            try await store.delete(conversation.id)
            try await store.delete(conversation.id)
            expect(try await store.load(conversation.id) == nil, "What is deleted is gone.")
            var another = Conversation(id: conversation.id, messages: [.user("another")])
            try await store.save(&another)
            conversation.append(.user("two"))
            expect(
                try await code { try await store.save(&conversation) } == .conflict,
                "A conversation does not continue another of the same id and length.")
            try await store.delete(conversation.id)
        }
    }
}

/// Counts the entries that are added at a time.
private struct AppendSpy<Base: ConversationStore>: ConversationStore {
    let base: Base
    let counts = LockedValue<[Int]>([])

    init(_ base: Base) {
        self.base = base
    }

    func entries(of conversation: String, from position: Int) async throws -> [SavedConversationEntry] {
        try await base.entries(of: conversation, from: position)
    }

    func append(
        _ entries: [SavedConversationEntry], to conversation: String, after head: SavedConversationHead?
    ) async throws {
        counts.withLock { $0.append(entries.count) }
        try await base.append(entries, to: conversation, after: head)
    }

    func delete(_ conversation: String) async throws { try await base.delete(conversation) }
}
