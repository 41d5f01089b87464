#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

extension ResponsesEventParser {
    /// An item begins.
    mutating func addItem(_ event: JSONValue, in parts: inout PartAssembler) {
        guard let item = event["item"] else { return }
        parts.start()
        let slot = openSlot(forNew: item, outputIndex: event["output_index"]?.intValue)
        slots[slot].learn(from: item)
        switch slots[slot].type {
        case "function_call", "custom_tool_call":
            // Without a name the call may yet get one; its block opens with the first input.
            if slots[slot].name != nil { slots[slot].openToolInput(in: &parts) }
        default: break
        }
    }

    /// A new item never joins the slot of an earlier one, whatever the server leaves out.
    private mutating func openSlot(forNew item: JSONValue, outputIndex: Int?) -> Int {
        let id = item["id"]?.nonEmptyString
        guard let outputIndex else {
            if let id, slots.contains(where: { $0.itemID == id }) { return openSlot(outputIndex: nil, itemID: id) }
            return addSlot(nil, id)
        }
        return openSlot(outputIndex: outputIndex, itemID: id, isNewItem: true)
    }

    /// An item is known as a whole.
    mutating func completeItem(_ item: JSONValue, in slot: Int, into parts: inout PartAssembler) {
        guard !slots[slot].isDone else { return }
        slots[slot].itemID = item["id"]?.nonEmptyString ?? slots[slot].itemID
        slots[slot].learn(from: item)
        slots[slot].isDone = true
        succession.completed(item)
        parts.start()
        let provider = dialect.provider
        switch slots[slot].type {
        case "message":
            let content = item["content"]?.arrayValue ?? []
            if content.contains(where: { $0["type"]?.stringValue == "refusal" }) { hasRefusal = true }
            slots[slot].completeMessage(item, content: content, provider: provider, into: &parts)
        case "reasoning":
            slots[slot].completeReasoningItem(item, provider: provider, into: &parts)
        case "function_call", "custom_tool_call":
            slots[slot].completeClientCall(item, dialect: dialect, into: &parts)
        case "shell_call_output":
            parts.add(
                ToolResult(
                    callID: slots[slot].toolCallID, name: "shell", output: .json(item["output"] ?? .null),
                    kind: .shell, isProviderExecuted: true,
                    metadata: slots[slot].metadata(item, provider: provider)))
        default:
            if let shape = ResponsesToolItem.shape(of: item) {
                slots[slot].completeTool(item, shape: shape, provider: provider, into: &parts)
            } else {
                slots[slot].closeToolInput(in: &parts)
                parts.add(ProviderItem(provider: provider, type: slots[slot].type ?? "unknown", json: item))
            }
        }
    }
}

extension ResponsesSlot {
    mutating func completeMessage(
        _ item: JSONValue, content: [JSONValue], provider: String, into parts: inout PartAssembler
    ) {
        for (index, part) in content.enumerated() {
            completeText(part, at: index, provider: provider, in: &parts)
        }
        // Even a message without text must be sent back, so it leaves an empty block.
        if texts.isEmpty { _ = openText(at: 0, provider: provider, in: &parts) }
        if let last = texts.last { parts.close(last.block.block, metadata: metadata(item, provider: provider)) }
    }

    mutating func completeReasoningItem(_ item: JSONValue, provider: String, into parts: inout PartAssembler) {
        for (index, piece) in (item["summary"]?.arrayValue ?? []).enumerated() {
            summary.complete(piece["text"]?.stringValue ?? "", piece: index, in: &parts)
        }
        for (index, piece) in (item["content"]?.arrayValue ?? []).enumerated() {
            reasoningText.complete(piece["text"]?.stringValue ?? "", piece: index, in: &parts)
        }
        // Reasoning that is kept encrypted or on the server leaves an empty block, so that it can be sent back.
        let blocks = [summary, reasoningText].compactMap(\.block?.block)
        let all = blocks.isEmpty ? [parts.openReasoning()] : blocks
        for block in all.dropLast() { parts.close(block, metadata: metadata(provider: provider)) }
        if let last = all.last { parts.close(last, metadata: metadata(item, provider: provider)) }
    }

    /// A call of a function or of a tool with free text.
    mutating func completeClientCall(_ item: JSONValue, dialect: ResponsesDialect, into parts: inout PartAssembler) {
        learn(from: item)
        let isFunction = type == "function_call"
        let given = item[isFunction ? "arguments" : "input"]
        let text = given?.stringValue ?? given?.nonNull?.jsonText ?? input
        completeToolInput(text, in: &parts)
        closeToolInput(in: &parts)
        guard item["status"]?.stringValue != "incomplete" else {
            return parts.addIncompleteCall(id: toolCallID, name: name)
        }
        parts.add(
            ToolCall(
                id: toolCallID, name: name ?? "",
                arguments: isFunction && (text.isEmpty || text == "null") ? "{}" : text,
                kind: isFunction ? .function : .custom,
                isProviderExecuted: !isFunction && dialect.isExecuted(callID: toolCallID),
                metadata: metadata(item, provider: dialect.provider)))
    }

    /// Whether items of the type are calls of functions or of tools with free text.
    static func isClientCall(_ type: String?) -> Bool { type == "function_call" || type == "custom_tool_call" }

    /// The item of a call that was never restated; nil where events do not tell all of it.
    func assembledCall(isCut: Bool) -> JSONValue? {
        guard let name, Self.isClientCall(type) else { return nil }
        var item = JSONObject()
        item["id"] = itemID.map(JSONValue.string)
        item["type"] = type.map(JSONValue.string)
        item["call_id"] = .string(toolCallID)
        item["name"] = .string(name)
        item[type == "function_call" ? "arguments" : "input"] = .string(input)
        item["status"] = isCut ? "incomplete" : "completed"
        return .object(item)
    }

    /// A call of any other tool, with its answer if the provider ran it.
    mutating func completeTool(
        _ item: JSONValue, shape: ResponsesToolItem, provider: String, into parts: inout PartAssembler
    ) {
        closeToolInput(in: &parts)
        let name = item["name"]?.stringValue ?? shape.name
        let kind = ToolKind(shape.name)
        let isProviderExecuted = shape.executor == .provider
        parts.add(
            ToolCall(
                id: toolCallID, name: name, arguments: shape.input(of: item), kind: kind,
                isProviderExecuted: isProviderExecuted, metadata: metadata(item, provider: provider)))
        guard isProviderExecuted, !shape.outputKeys.isEmpty else { return }
        let ownMetadata = metadata(provider: provider)
        parts.add(
            ToolResult(
                callID: toolCallID, name: name, output: .json(shape.output(of: item)), kind: kind,
                isProviderExecuted: true, metadata: ownMetadata))
        if shape.name == "image_generation", let base64 = item["result"]?.stringValue,
            let data = Data(base64Encoded: base64)
        {
            let format = item["output_format"]?.stringValue ?? "png"
            parts.add(Media(.data(data), mediaType: "image/\(format)", metadata: ownMetadata))
        }
    }
}
