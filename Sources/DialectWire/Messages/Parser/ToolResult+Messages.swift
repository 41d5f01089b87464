import Dialect

extension ToolResult {
    /// Reads the answer of a tool that the provider ran: a block whose type ends in `_tool_result`.
    ///
    /// - Parameters:
    ///   - calls: The names of the tools called, by the ids of the calls.
    init(messagesBlock json: JSONValue, calls: [String: String], provider: String) {
        let type = json["type"]?.stringValue ?? ""
        let callID = json["tool_use_id"]?.stringValue ?? ""
        let ownName = String(type.dropLast("_tool_result".count))
        var metadata = ProviderMetadata()
        metadata[raw: provider] = .object(["block": json])
        self.init(
            callID: callID, name: calls[callID] ?? ownName, output: ToolOutput(messagesBlock: json),
            kind: ToolKind(ownName), isProviderExecuted: true, metadata: metadata)
    }
}

extension ToolOutput {
    /// The output as JSON; a failure as its code or its text.
    init(messagesBlock json: JSONValue) {
        let content = json["content"] ?? .null
        if content["type"]?.stringValue?.hasSuffix("_tool_result_error") == true {
            self = .error(content["error_code"]?.stringValue ?? content.jsonText)
        } else if json["is_error"] == true {
            let texts = content.arrayValue?.compactMap { $0["text"]?.stringValue } ?? []
            self = .error(content.stringValue ?? (texts.isEmpty ? content.jsonText : texts.joined(separator: "\n")))
        } else {
            self = .json(content)
        }
    }
}
