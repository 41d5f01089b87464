public import Dialect

/// A tool of a server.
public struct MCPTool: Hashable, Sendable {
    /// By which the server knows it; other than a model's tools it may hold dots and slashes.
    public var name: String
    /// For people.
    public var title: String?
    /// What it does; models read this.
    public var description: String?
    /// The JSON schema of its arguments.
    public var inputSchema: JSONValue
    /// The JSON schema of ``MCPToolResult/structuredContent``, if it has any.
    public var outputSchema: JSONValue?
    public var hints: Hints

    /// What the server says of a tool's manners (MCP, "Tools", annotations). Only its word: without trust in the server
    /// they mean nothing.
    public struct Hints: Hashable, Sendable {
        /// It changes nothing.
        public var isReadOnly: Bool?
        /// It may delete or overwrite; nil counts as true.
        public var isDestructive: Bool?
        /// Doing it twice is as good as once.
        public var isIdempotent: Bool?
        /// It deals with the world outside, as web search does; nil counts as true.
        public var isOpenWorld: Bool?

        public init(
            isReadOnly: Bool? = nil, isDestructive: Bool? = nil, isIdempotent: Bool? = nil, isOpenWorld: Bool? = nil
        ) {
            self.isReadOnly = isReadOnly
            self.isDestructive = isDestructive
            self.isIdempotent = isIdempotent
            self.isOpenWorld = isOpenWorld
        }

        init(_ json: JSONValue?) {
            isReadOnly = json?["readOnlyHint"]?.boolValue
            isDestructive = json?["destructiveHint"]?.boolValue
            isIdempotent = json?["idempotentHint"]?.boolValue
            isOpenWorld = json?["openWorldHint"]?.boolValue
        }
    }

    public init(
        name: String, title: String? = nil, description: String? = nil, inputSchema: JSONValue,
        outputSchema: JSONValue? = nil, hints: Hints = Hints()
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.hints = hints
    }
}

extension MCPTool: ListedByServer {
    static let method = MCPMethod.listTools
    static let key = "tools"

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue, !name.isEmpty else { return nil }
        let schema = json["inputSchema"] ?? ["type": "object"]
        guard schema.objectValue != nil else { return nil }
        self.init(
            name: name, title: json["title"]?.stringValue ?? json["annotations"]?["title"]?.stringValue,
            description: json["description"]?.stringValue, inputSchema: schema, outputSchema: json["outputSchema"],
            hints: Hints(json["annotations"]))
    }
}

/// What a tool answered.
public struct MCPToolResult: Hashable, Sendable {
    /// For models and people.
    public var content: [MCPContent]
    /// For programs, as the tool's ``MCPTool/outputSchema`` has it.
    public var structuredContent: JSONValue?
    /// The tool failed; the content tells why.
    public var isError: Bool

    init(_ json: JSONValue) {
        content = json["content"]?.arrayValue?.map { MCPContent($0) } ?? []
        structuredContent = json["structuredContent"].flatMap { $0.isNull ? nil : $0 }
        isError = json["isError"]?.boolValue ?? false
    }

    /// All texts, each on lines of its own.
    public var text: String {
        content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n")
    }
}
