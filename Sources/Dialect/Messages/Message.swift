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
        /// The person, or the program, that asks.
        public static let user = Role("user")
        /// The model.
        public static let assistant = Role("assistant")
        /// Results of client tools.
        public static let tool = Role("tool")
    }

    /// Who says it.
    public var role: Role
    /// What is said, in order.
    public var content: [ContentPart]

    public init(role: Role, content: [ContentPart]) {
        self.role = role
        self.content = content
    }

    /// Instructions of the app.
    public static func system(_ text: String) -> Message { Message(role: .system, content: [.text(text)]) }
    /// A question, or whatever else the user says.
    public static func user(_ text: String) -> Message { Message(role: .user, content: [.text(text)]) }
    /// Text, images and files of the user together.
    public static func user(_ content: [ContentPart]) -> Message { Message(role: .user, content: content) }
    /// What the model said, or is to be taken to have said. To go on with an answer, append its
    /// ``ModelResponse/message``, which keeps more than the text.
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
