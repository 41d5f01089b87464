import Dialect

/// Encodes calls of client tools and the answers to them.
struct ResponsesToolOutputEncoder {
    let dialect: ResponsesDialect

    /// A call that was not made by this provider; nil for kinds that only their provider can phrase.
    func encode(_ call: ToolCall) -> JSONValue? {
        let name = JSONValue.string(dialect.toolNames.encode(call.name))
        return switch call.kind {
        case .function:
            [
                "type": "function_call", "call_id": id(call.id), "name": name,
                "arguments": .string(call.arguments),
            ]
        case .custom:
            [
                "type": "custom_tool_call", "call_id": id(call.id), "name": name,
                "input": .string(call.arguments),
            ]
        default: nil
        }
    }

    /// The answer to a call, in the form that its kind of tool asks for.
    func encode(_ result: ToolResult) -> JSONValue {
        var item: JSONObject = ["type": .string(Self.itemType(result.kind)), "call_id": id(result.callID)]
        switch result.kind {
        case .computer: item["output"] = Self.screenshot(result.output)
        case .shell: item["output"] = Self.shellOutput(result.output)
        case .applyPatch:
            item["status"] = if case .error = result.output { "failed" } else { "completed" }
            item["output"] = .string(Self.text(result.output))
        case .toolSearch:
            item["execution"] = "client"
            item["tools"] = if case .json(let tools) = result.output { tools } else { .array([]) }
        case .function, .custom: item["output"] = output(result.output)
        default: item["output"] = .string(Self.text(result.output))
        }
        return .object(item)
    }

    private func id(_ id: String) -> JSONValue { .string(dialect.callIDs.encode(id)) }

    private static func itemType(_ kind: ToolKind) -> String {
        switch kind {
        case .function: "function_call_output"
        case .custom: "custom_tool_call_output"
        case .toolSearch: "tool_search_output"
        default: "\(kind.rawValue)_call_output"
        }
    }

    private func output(_ output: ToolOutput) -> JSONValue {
        guard case .content(let parts) = output else { return .string(Self.text(output)) }
        return .array(parts.compactMap { ResponsesContentEncoder.encode($0, provider: dialect.provider) })
    }

    private static func text(_ output: ToolOutput) -> String {
        switch output {
        case .text(let text), .error(let text): text
        case .json(let json): json.jsonText
        case .content(let parts): Message(role: .tool, content: parts).text
        }
    }

    /// The computer tool is answered with an image of the screen.
    private static func screenshot(_ output: ToolOutput) -> JSONValue {
        switch output {
        case .json(let json): return json
        case .content(let parts):
            for case .image(let media) in parts {
                if case .fileID(let id) = media.location {
                    return ["type": "computer_screenshot", "file_id": .string(id)]
                }
                return ["type": "computer_screenshot", "image_url": .string(ResponsesContentEncoder.url(of: media))]
            }
            return .string(Self.text(output))
        default: return .string(Self.text(output))
        }
    }

    /// The shell tool is answered with what each command wrote and how it ended.
    private static func shellOutput(_ output: ToolOutput) -> JSONValue {
        if case .json(let json) = output { return json }
        let isError = if case .error = output { true } else { false }
        let text = JSONValue.string(text(output))
        return [
            [
                "stdout": isError ? "" : text, "stderr": isError ? text : "",
                "outcome": ["type": "exit", "exit_code": isError ? 1 : 0],
            ]
        ]
    }
}
