import Dialect

/// Encodes calls of client tools and the answers to them.
struct MessagesToolResultEncoder {
    let dialect: MessagesDialect

    /// An id that the API accepts: letters, digits, `_` and `-`. Other providers' ids may hold more; what is left of one
    /// is told apart from others by a hash, as the ids of an answer must differ.
    static func id(_ id: String) -> JSONValue {
        func isAllowed(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if !id.isEmpty, id.utf8.allSatisfy(isAllowed) { return .string(id) }
        guard !id.isEmpty else { return "call" }
        let rest = String(decoding: id.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        // FNV-1a.
        let hash = id.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return .string("\(rest)_\(String(hash, radix: 36))")
    }

    func encode(_ call: ToolCall) -> JSONValue {
        MessagesContentEncoder(dialect: dialect).block(
            [
                "type": "tool_use", "id": Self.id(call.id), "name": .string(call.name), "input": Self.input(call),
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
        case .text(let text), .error(let text): return text.isEmpty ? [] : [Self.text(text)]
        case .json(let json): return [Self.text(json.jsonText)]
        case .content(let parts):
            let encoder = MessagesContentEncoder(dialect: dialect)
            return parts.compactMap { part in
                if case .text("", _) = part { return nil }
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
