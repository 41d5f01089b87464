import Dialect

/// Encodes calls of client tools and the answers to them.
struct MessagesToolResultEncoder {
    let dialect: MessagesDialect

    /// What the API answers to other ids: that they should match `^[a-zA-Z0-9_-]+$`.
    private static let callIDs = ToolCallIDForm.upTo(64, signs: "-")

    /// Of a tool's `name` ("Create a Message", `ToolUseBlockParam`).
    private static let names = ToolNameForm.upTo(128, signs: "-")

    static func name(_ name: String) -> JSONValue { .string(names.encode(name)) }

    static func id(_ id: String) -> JSONValue { .string(callIDs.encode(id)) }

    func encode(_ call: ToolCall) -> JSONValue {
        MessagesContentEncoder(dialect: dialect).block(
            [
                "type": "tool_use", "id": Self.id(call.id), "name": Self.name(call.name), "input": Self.input(call),
            ], dialect.metadata(call.metadata))
    }

    /// The arguments as an object, which is all that the API takes; what is none becomes a member of one.
    private static func input(_ call: ToolCall) -> JSONValue {
        if let json = try? call.argumentsJSON, json.objectValue != nil { return json }
        return call.arguments.isEmpty || call.arguments == "null"
            ? .object(JSONObject()) : ["input": .string(call.arguments)]
    }

    func encode(_ result: ToolResult, warnings: inout [ModelWarning]) -> JSONValue {
        var object: JSONObject = ["type": "tool_result", "tool_use_id": Self.id(result.callID)]
        let content = content(result, warnings: &warnings)
        if !content.isEmpty { object["content"] = .array(content) }
        if case .error = result.output { object["is_error"] = true }
        return MessagesContentEncoder(dialect: dialect).block(object, dialect.metadata(result.metadata))
    }

    private func content(_ result: ToolResult, warnings: inout [ModelWarning]) -> [JSONValue] {
        switch result.output {
        case .text(let text): return text.isBlank ? [] : [Self.text(text)]
        case .error(let text): return [Self.text(text.isBlank ? ToolOutput.wordsOfSilentError : text)]
        case .json(let json): return [Self.text(json.jsonText)]
        case .content(let parts):
            let encoder = MessagesContentEncoder(dialect: dialect)
            return parts.compactMap { part in
                if case .text(let text, _) = part, text.isBlank { return nil }
                if let block = encoder.encode(part) { return block }
                warnings.append(
                    ModelWarning(
                        .degradedContent, subject: result.name,
                        message: "A part of the result of \(result.name) has no form in the Messages API; it was "
                            + "left out."))
                return nil
            }
        }
    }

    private static func text(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }
}
