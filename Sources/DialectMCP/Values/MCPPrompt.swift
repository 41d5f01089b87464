public import Dialect

/// A prompt that a server has ready.
public struct MCPPrompt: Hashable, Sendable {
    public var name: String
    /// For people.
    public var title: String?
    public var description: String?
    public var arguments: [Argument]

    /// A blank to fill in.
    public struct Argument: Hashable, Sendable {
        public var name: String
        public var description: String?
        public var isRequired: Bool
    }
}

/// A prompt whose blanks were filled in.
public struct MCPPromptResult: Hashable, Sendable {
    public var description: String?
    /// Written by the server, to be sent to a model.
    public var messages: [Message]

    init(_ json: JSONValue) {
        description = json["description"]?.stringValue
        messages = (json["messages"]?.arrayValue ?? []).map { message in
            // One block by the specification; some servers send several.
            let blocks = message["content"]?.arrayValue ?? message["content"].map { [$0] } ?? []
            return Message(
                // A server's text is never taken for instructions.
                role: message["role"]?.stringValue == "assistant" ? .assistant : .user,
                content: blocks.map { MCPContent($0).contentPart })
        }
    }
}

extension MCPPrompt: ListedByServer {
    static let method = MCPMethod.listPrompts
    static let key = "prompts"

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue else { return nil }
        let arguments = (json["arguments"]?.arrayValue ?? []).compactMap { argument -> Argument? in
            guard let name = argument["name"]?.stringValue else { return nil }
            return Argument(
                name: name, description: argument["description"]?.stringValue,
                isRequired: argument["required"]?.boolValue ?? false)
        }
        self.init(
            name: name, title: json["title"]?.stringValue, description: json["description"]?.stringValue,
            arguments: arguments)
    }
}
