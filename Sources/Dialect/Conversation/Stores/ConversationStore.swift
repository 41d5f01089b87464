/// Keeps conversations, where any replica of an app finds them.
///
/// An app loads a conversation, lets it go on, and saves it:
///
/// ```swift
/// var conversation = try await store.load(id) ?? Conversation(id: id)
/// try await conversation.send("And tomorrow?", to: model)
/// try await store.save(&conversation)
/// ```
///
/// If another replica has saved the same conversation meanwhile, saving throws a ``ConversationError`` with code
/// `conflict`, and what the other saved stays as it is.
///
/// ## Writing a store
///
/// A store keeps rows: a conversation's id, a position, and the rest of ``SavedConversationEntry``. Rows are added and
/// never changed. In SQL, with `(conversation, position)` as primary key, ``append(_:to:after:)`` is one transaction:
/// read the last row's position and entry id, compare them with `head`, insert. The primary key catches writers that
/// passed the comparison at the same time, whatever the level of isolation: report its violation as a conflict too.
public protocol ConversationStore: Sendable {
    /// The entries of a conversation from a position on, in order; empty where there are none.
    ///
    /// - Throws: ``ConversationError`` with code `storage`, `CancellationError`.
    func entries(of conversation: String, from position: Int) async throws -> [SavedConversationEntry]

    /// Adds entries to a conversation, all of them or none.
    ///
    /// - Parameters:
    ///   - entries: At least one; their positions follow on `head`.
    ///   - head: What must be the last entry now; nil if there must be none.
    /// - Throws: ``ConversationError/conflict(_:expected:found:)`` if something else is the last entry; other
    ///   ``ConversationError``s with code `storage`, `CancellationError`.
    func append(
        _ entries: [SavedConversationEntry], to conversation: String, after head: SavedConversationHead?) async throws

    /// Forgets a conversation; one that is not there is as good as forgotten.
    ///
    /// - Throws: ``ConversationError`` with code `storage`, `CancellationError`.
    func delete(_ conversation: String) async throws
}

/// An entry of a conversation as a store keeps it.
public struct SavedConversationEntry: Hashable, Sendable {
    /// How many entries come before it.
    public var position: Int
    /// The entry's own id, unique.
    public var id: String
    /// Which form ``json`` has. Newer versions of this library read all older forms.
    public var formatVersion: Int
    /// The entry, as JSON.
    public var json: String

    public init(position: Int, id: String, formatVersion: Int, json: String) {
        self.position = position
        self.id = id
        self.formatVersion = formatVersion
        self.json = json
    }
}

/// The last entry that a store has of a conversation. Ids are unique, so it stands for all entries up to it.
public struct SavedConversationHead: Hashable, Sendable {
    /// How many entries there are.
    public var count: Int
    /// The id of the last.
    public var entryID: String

    public init(count: Int, entryID: String) {
        self.count = count
        self.entryID = entryID
    }
}

extension ConversationStore {
    /// Loads a conversation; nil if there is none.
    ///
    /// - Throws: ``ConversationError``, `CancellationError`.
    public func load(_ id: String) async throws -> Conversation? {
        let saved = try await entries(of: id, from: 0)
        guard !saved.isEmpty else { return nil }
        var conversation = Conversation(id: id)
        try conversation.addSaved(saved)
        return conversation
    }

    /// Adds what others have saved since the conversation was loaded.
    ///
    /// - Throws: ``ConversationError`` with code `conflict` if others have saved entries and the conversation has some
    ///   of its own, or if the store has not got those that it was loaded with; `CancellationError`.
    public func refresh(_ conversation: inout Conversation) async throws {
        let head = conversation.savedHead
        // The last known entry is asked for too: it proves that what follows continues this conversation.
        let saved = try await entries(of: conversation.id, from: max(0, conversation.savedCount - 1))
        let known = head == nil ? 0 : 1
        guard head == nil || saved.first?.id == head?.entryID,
            !conversation.hasUnsavedEntries || saved.count == known
        else { throw ConversationError.conflict(conversation.id, expected: head, found: saved.last.map(\.head)) }
        guard saved.count > known else { return }
        try conversation.addSaved(saved.dropFirst(known))
    }

    /// Saves what is new of a conversation. It costs what the new entries cost, however long the conversation is.
    ///
    /// May be tried again after a failure that leaves open whether anything was saved, also when the conversation has
    /// gone on since: entries that turn out to be in the store already are not added twice.
    ///
    /// - Throws: ``ConversationError``, with code `conflict` if somebody else has saved the conversation since it was
    ///   loaded; `CancellationError`.
    public func save(_ conversation: inout Conversation) async throws {
        let new = try conversation.unsaved()
        guard !new.isEmpty else { return }
        do {
            try await append(new, to: conversation.id, after: conversation.savedHead)
        } catch let error as ConversationError where error.code == .conflict {
            // An earlier attempt may have been carried out although its answer was lost.
            let found = try await entries(of: conversation.id, from: conversation.savedCount)
            let known = zip(found, new).prefix { $0.id == $1.id }.count
            guard known > 0, known == min(found.count, new.count) else { throw error }
            conversation.savedCount += known
            // What was added since that attempt.
            return try await save(&conversation)
        }
        conversation.savedCount += new.count
    }
}

extension SavedConversationEntry {
    /// The conversation that ends with this entry.
    var head: SavedConversationHead { SavedConversationHead(count: position + 1, entryID: id) }
}
