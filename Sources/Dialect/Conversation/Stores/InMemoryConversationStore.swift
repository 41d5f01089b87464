/// Keeps conversations as long as it lives itself: for tests, and for apps of one process that may forget.
public final class InMemoryConversationStore: ConversationStore {
    private let conversations = LockedValue<[String: [SavedConversationEntry]]>([:])

    public init() {}

    /// The conversations that it has, sorted.
    public var ids: [String] { conversations.withLock { $0.keys.sorted() } }

    public func entries(of conversation: String, from position: Int) -> [SavedConversationEntry] {
        conversations.withLock { Array($0[conversation, default: []].dropFirst(position)) }
    }

    public func append(
        _ entries: [SavedConversationEntry], to conversation: String, after head: SavedConversationHead?
    ) throws {
        try conversations.withLock { conversations in
            let found = conversations[conversation]?.last?.head
            guard found == head else { throw ConversationError.conflict(conversation, expected: head, found: found) }
            conversations[conversation, default: []] += entries
        }
    }

    public func delete(_ conversation: String) {
        conversations.withLock { $0[conversation] = nil }
    }
}
