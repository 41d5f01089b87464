import Dialect

/// Puts a conversation together from what a dialect's messages hold.
///
/// What the model made in one turn is one message; so are the results of its calls, wherever the dialect puts them.
/// A model behind the server thus sees the same conversation whichever dialect it was sent in.
struct ServedConversation {
    private(set) var messages: [Message] = []
    private var toolNames: [String: String] = [:]

    /// Takes what somebody said; nothing is not said.
    mutating func append(_ content: [ContentPart], as role: Message.Role) {
        guard !content.isEmpty else { return }
        for case .toolCall(let call) in content { toolNames[call.id] = call.name }
        if [.assistant, .tool].contains(role), let last = messages.indices.last, messages[last].role == role {
            messages[last].content += content
        } else {
            messages.append(Message(role: role, content: content))
        }
    }

    /// Takes the result of a tool.
    mutating func append(resultOf callID: String, _ output: ToolOutput, name: String? = nil) {
        let name = name ?? toolNames[callID] ?? ""
        append([.toolResult(ToolResult(callID: callID, name: name, output: output))], as: .tool)
    }

    /// Content as the output of a tool: a single text is text.
    static func output(_ parts: [ContentPart], isError: Bool = false) -> ToolOutput {
        let text = parts.compactMap { if case .text(let text, _) = $0 { text } else { nil } }.joined(separator: "\n")
        if isError { return .error(text) }
        if parts.count <= 1, parts.allSatisfy({ if case .text = $0 { true } else { false } }) { return .text(text) }
        return .content(parts)
    }

    /// The arguments of a call that a dialect holds as JSON.
    static func arguments(_ json: JSONValue?) -> String { (json ?? .object(JSONObject())).jsonText }

    /// The arguments of a call as an object, which some dialects demand; what is none becomes a member of one.
    static func input(_ arguments: String) -> JSONValue {
        if let json = try? JSONValue(parsing: arguments), json.objectValue != nil { return json }
        return arguments.isEmpty || arguments == "null" ? .object(JSONObject()) : ["input": .string(arguments)]
    }
}

extension FinishReason {
    /// A dialect's word for the reason.
    ///
    /// - Parameters:
    ///   - words: The words of the dialect for the common reasons; without one the reason is a plain end.
    ///   - reading: What the dialect's words mean: a word of its own is passed on.
    func word(_ words: [Kind: String], otherwise plain: String, reading: (String) -> FinishReason) -> String {
        if let raw, reading(raw).kind == kind, kind != .other { return raw }
        return words[kind] ?? plain
    }
}
