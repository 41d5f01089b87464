import Dialect

/// Reads input items as messages. Items that follow one another on the same side become one message, as a model makes
/// reasoning, text and calls in one turn.
struct InputDecoder {
    private var messages: [Message] = []
    private var toolNames: [String: String] = [:]

    static func messages(of items: [JSONValue], instructions: JSONValue?) throws(LanguageModelError) -> [Message] {
        var decoder = InputDecoder()
        if let instructions, !instructions.isNull {
            let field = RequestField(instructions, at: "instructions")
            decoder.messages.append(.system(try field.string()))
        }
        for (index, item) in items.enumerated() {
            try decoder.read(RequestField(item, at: "input[\(index)]"))
        }
        return decoder.messages
    }

    private mutating func read(_ item: RequestField) throws(LanguageModelError) {
        _ = try item.object()
        // Messages may leave their type out.
        switch try item["type"]?.string() ?? "message" {
        case "message": try readMessage(item)
        case "function_call": try readCall(item, kind: .function, arguments: "arguments")
        case "custom_tool_call": try readCall(item, kind: .custom, arguments: "input")
        case "function_call_output": try readOutput(item, kind: .function)
        case "custom_tool_call_output": try readOutput(item, kind: .custom)
        case "reasoning": try readReasoning(item)
        case let type:
            let isAnswer = type.hasSuffix("_output") || type.hasSuffix("_response")
            append(
                [.providerItem(ProviderItem(provider: ItemMetadata.provider, type: type, json: item.value))],
                as: isAnswer ? .tool : .assistant)
        }
    }

    private mutating func readMessage(_ item: RequestField) throws(LanguageModelError) {
        let field = try item.required("role")
        let role: Message.Role
        switch try field.string() {
        case "user": role = .user
        case "assistant": role = .assistant
        case "system": role = .system
        case "developer": role = .developer
        default: throw field.wrongValue(supported: ["assistant", "system", "developer", "user"])
        }
        let content = try ContentDecoder.parts(try item.required("content"))
        if role == .assistant {
            append(content, as: .assistant)
        } else {
            messages.append(Message(role: role, content: content))
        }
    }

    private mutating func readCall(
        _ item: RequestField, kind: ToolKind, arguments: String
    ) throws(LanguageModelError) {
        let id = try item.required("call_id").string()
        let name = try item.required("name").string()
        let text = try item.required(arguments).string()
        toolNames[id] = name
        append(
            [
                .toolCall(
                    ToolCall(
                        id: id, name: name, arguments: text.isEmpty && kind == .function ? "{}" : text, kind: kind))
            ], as: .assistant)
    }

    private mutating func readOutput(_ item: RequestField, kind: ToolKind) throws(LanguageModelError) {
        let id = try item.required("call_id").string()
        let field = try item.required("output")
        let output: ToolOutput
        if let text = field.value.stringValue {
            output = .text(text)
        } else if field.value.arrayValue != nil {
            output = .content(try ContentDecoder.parts(field))
        } else {
            throw field.wrongType("one of a string or array")
        }
        append(
            [.toolResult(ToolResult(callID: id, name: toolNames[id] ?? "", output: output, kind: kind))], as: .tool)
    }

    private mutating func readReasoning(_ item: RequestField) throws(LanguageModelError) {
        var texts: [String] = []
        for key in ["summary", "content"] where texts.isEmpty {
            for part in try item[key]?.elements() ?? [] { texts.append(try part.required("text").string()) }
        }
        append(
            [.reasoning(texts.joined(separator: "\n\n"), metadata: ItemMetadata.metadata(ofReasoning: item.value))],
            as: .assistant)
    }

    private mutating func append(_ content: [ContentPart], as role: Message.Role) {
        if let last = messages.indices.last, messages[last].role == role {
            messages[last].content += content
        } else {
            messages.append(Message(role: role, content: content))
        }
    }
}
