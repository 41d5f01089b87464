/// One message of a conversation.
public struct Message: Hashable, Sendable, Codable {
    /// Who speaks. The set is open.
    public struct Role: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Instructions that stand above the user's.
        public static let system = Role("system")
        /// Instructions of the app; providers that know no such role take them for the system's.
        public static let developer = Role("developer")
        public static let user = Role("user")
        /// The model.
        public static let assistant = Role("assistant")
        /// Results of client tools.
        public static let tool = Role("tool")
    }

    public var role: Role
    public var content: [ContentPart]

    public init(role: Role, content: [ContentPart]) {
        self.role = role
        self.content = content
    }

    public static func system(_ text: String) -> Message { Message(role: .system, content: [.text(text)]) }
    public static func user(_ text: String) -> Message { Message(role: .user, content: [.text(text)]) }
    public static func user(_ content: [ContentPart]) -> Message { Message(role: .user, content: content) }
    public static func assistant(_ text: String) -> Message { Message(role: .assistant, content: [.text(text)]) }

    /// The results of client tools, one for each call of the message before.
    public static func tool(_ results: [ToolResult]) -> Message {
        Message(role: .tool, content: results.map(ContentPart.toolResult))
    }

    /// All text parts, put together.
    public var text: String {
        content.compactMap { if case .text(let text, _) = $0 { text } else { nil } }.joined()
    }
}
