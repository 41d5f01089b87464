/// Why a conversation could not be loaded or saved.
public struct ConversationError: Error, Sendable {
    /// What kind of failure. The set is open.
    public struct Code: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Somebody else has saved the conversation meanwhile; nothing was saved now.
        public static let conflict = Code("conflict")
        /// What was saved is not what it should be.
        public static let corrupted = Code("corrupted")
        /// A newer version of this library has saved it, in a form that this one does not know.
        public static let newerVersion = Code("newerVersion")
        /// The store itself failed.
        public static let storage = Code("storage")
    }

    public var code: Code
    /// What failed and what can be done, in a sentence or two.
    public var message: String
    /// Whose conversation it is about.
    public var conversationID: String?
    /// The error below this one.
    public var underlying: (any Error)?

    public init(_ code: Code, _ message: String, conversationID: String? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.conversationID = conversationID
        self.underlying = underlying
    }

    /// The error of a store that finds another last entry than the one to continue.
    ///
    /// - Parameters:
    ///   - id: The conversation.
    ///   - expected: What the conversation to be saved was loaded with; nil if it was new.
    ///   - found: What the store has; nil if nothing.
    public static func conflict(
        _ id: String, expected: SavedConversationHead?, found: SavedConversationHead?
    ) -> ConversationError {
        func described(_ head: SavedConversationHead?) -> String {
            head.map { "\($0.count) entries, the last of them \($0.entryID)" } ?? "none"
        }
        return ConversationError(
            .conflict,
            "Conversation \(id) was saved by somebody else meanwhile. Expected entries: \(described(expected)); found: "
                + "\(described(found)). Nothing was saved. Load it again, and repeat what is to be added.",
            conversationID: id)
    }
}

extension ConversationError: CustomStringConvertible {
    public var description: String { "\(code): \(message)" }
}
