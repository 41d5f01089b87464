import Dialect

extension ResponsesEventParser {
    /// Takes an event about the text or the reasoning of an item; false if it is of another kind.
    mutating func parseContent(_ event: JSONValue, type: String, into parts: inout PartAssembler) -> Bool {
        let provider = dialect.provider
        let contentIndex = event["content_index"]?.intValue ?? 0
        let summaryIndex = event["summary_index"]?.intValue ?? 0
        switch type {
        case "response.content_part.added", "response.reasoning_summary_part.added",
            "response.reasoning_summary_part.done":
            // A block opens with its first delta; the piece's text comes with the events for text.
            break
        case "response.content_part.done":
            guard let slot = openSlot(for: event), let part = event["part"] else { break }
            if part["type"]?.stringValue == "reasoning_text" {
                let text = part["text"]?.stringValue ?? ""
                slots[slot].reasoningText.complete(text, piece: contentIndex, in: &parts)
            } else {
                hasRefusal = hasRefusal || part["refusal"]?.stringValue != nil
                slots[slot].completeText(part, at: contentIndex, provider: provider, in: &parts)
            }
        case "response.output_text.done", "response.refusal.done":
            guard let slot = openSlot(for: event) else { break }
            hasRefusal = hasRefusal || type == "response.refusal.done"
            slots[slot].completeText(event, at: contentIndex, provider: provider, in: &parts)
        case "response.output_text.annotation.added":
            guard let slot = openSlot(for: event), let annotation = event["annotation"] else { break }
            let position = slots[slot].openText(at: contentIndex, provider: provider, in: &parts)
            // An event may be sent again after the text that lists it.
            if let index = event["annotation_index"]?.intValue, index < slots[slot].texts[position].sourceCount {
                break
            }
            slots[slot].addSource(annotation, to: position, provider: provider, in: &parts)
        case "response.reasoning_text.done":
            guard let slot = openSlot(for: event), let text = event["text"]?.stringValue else { break }
            slots[slot].reasoningText.complete(text, piece: contentIndex, in: &parts)
        case "response.reasoning_summary_text.done":
            guard let slot = openSlot(for: event), let text = event["text"]?.stringValue else { break }
            slots[slot].summary.complete(text, piece: summaryIndex, in: &parts)
        default:
            return false
        }
        return true
    }

    /// Takes an event that tells the whole input of a tool, or where a part of it begins; false if it is of another
    /// kind.
    mutating func parseToolInput(_ event: JSONValue, type: String, into parts: inout PartAssembler) -> Bool {
        let itemType: String
        let input: String?
        switch type {
        case "response.function_call_arguments.done":
            (itemType, input) = ("function_call", event["arguments"]?.stringValue)
        case "response.mcp_call_arguments.done": (itemType, input) = ("mcp_call", event["arguments"]?.stringValue)
        case "response.custom_tool_call_input.done":
            (itemType, input) = ("custom_tool_call", event["input"]?.stringValue)
        case "response.code_interpreter_call_code.done":
            (itemType, input) = ("code_interpreter_call", event["code"]?.stringValue)
        case "response.apply_patch_call_operation_diff.done":
            (itemType, input) = ("apply_patch_call", event["diff"]?.stringValue)
        case "response.shell_call_command.added", "response.shell_call_command.done":
            guard let slot = openSlot(for: event) else { return true }
            slots[slot].type = slots[slot].type ?? "shell_call"
            slots[slot].beginCommand(event["command_index"]?.intValue, in: &parts)
            if type.hasSuffix("done"), let command = event["command"]?.stringValue {
                slots[slot].openToolInput(in: &parts)
                slots[slot].toolInput?.complete(command, in: &parts)
            }
            return true
        default:
            return false
        }
        guard let slot = openSlot(for: event), let input else { return true }
        slots[slot].type = slots[slot].type ?? itemType
        slots[slot].completeToolInput(input, in: &parts)
        return true
    }

    /// Takes an event by which a tool reports that it is under way; false if it is of another kind.
    mutating func parseProgress(_ event: JSONValue, type: String, into parts: inout PartAssembler) -> Bool {
        let words = type.split(separator: ".")
        guard words.count == 3, words[0] == "response" else { return false }
        let (subject, status) = (String(words[1]), String(words[2]))
        let isNews =
            (subject.hasSuffix("_call") && event["item_id"] != nil) || subject == "mcp_list_tools"
            || type == "response.compaction.compacting" || subject == "shell_call_output_content"
        guard isNews else { return false }
        var output: JSONValue?
        switch status {
        case "partial_image":
            output = .object(Self.fields(of: event, except: ["type", "sequence_number", "item_id", "output_index"]))
        case "delta", "done":
            output = event["delta"] ?? event["output"]
        default: break
        }
        guard let slot = openSlot(for: event) else { return true }
        let name = subject == "shell_call_output_content" ? "shell" : ResponsesToolItem.name(ofType: subject)
        parts.add(
            ToolProgress(
                callID: slots[slot].toolCallID, name: slots[slot].name ?? name, status: status, output: output))
        return true
    }

    private static func fields(of event: JSONValue, except hidden: Set<String>) -> JSONObject {
        var object = JSONObject()
        for (key, value) in event.objectValue ?? JSONObject() where !hidden.contains(key) { object[key] = value }
        return object
    }

    /// The slot that an event speaks of; nil if its item is complete already.
    private mutating func openSlot(for event: JSONValue) -> Int? {
        let slot = openSlot(outputIndex: event["output_index"]?.intValue, itemID: event["item_id"]?.nonEmptyString)
        return slots[slot].isDone ? nil : slot
    }
}

extension ResponsesSlot {
    /// A further command of the same call begins on a line of its own.
    mutating func beginCommand(_ index: Int?, in parts: inout PartAssembler) {
        guard let index, index > commandIndex else { return }
        commandIndex = index
        toolInput?.beginPiece(separator: "\n", in: &parts)
    }
}
