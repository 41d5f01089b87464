import Dialect

/// Turns messages into `system` and `messages`.
///
/// What a provider whose history is understood said before is sent back verbatim, block for block. A part that was
/// edited since, or that another provider made, is encoded from its content, or left out with a warning. Messages that
/// follow one another in the same role become one, as the API takes turns; results of tools come first in theirs.
struct MessagesConversationEncoder {
    struct Turn {
        let role: String
        var blocks: [JSONValue]
    }

    let dialect: MessagesDialect
    /// Whether later instructions are sent where they stand.
    let keepsSystemInPlace: Bool
    private(set) var system: [JSONValue] = []
    private(set) var turns: [Turn] = []
    private(set) var warnings: [ModelWarning] = []

    init(dialect: MessagesDialect, keepsSystemInPlace: Bool = false) {
        self.dialect = dialect
        self.keepsSystemInPlace = keepsSystemInPlace
    }

    private var content: MessagesContentEncoder { MessagesContentEncoder(dialect: dialect) }
    private var toolResults: MessagesToolResultEncoder { MessagesToolResultEncoder(dialect: dialect) }

    mutating func append(_ message: Message) {
        switch message.role {
        case .system, .developer: appendSystem(message)
        case .assistant: append(message.content.compactMap { assistantBlock($0) }, role: "assistant")
        default:
            var blocks = message.content.compactMap { inputBlock($0) }
            Self.putResultsFirst(&blocks)
            append(blocks, role: "user")
        }
    }

    /// The last turn is the app's beginning of the answer, if it is the assistant's; white space must not end it.
    mutating func trimPrefill() {
        guard let last = turns.indices.last, turns[last].role == "assistant",
            let text = turns[last].blocks.last?["text"]?.stringValue,
            turns[last].blocks.last?["type"] == "text", let end = text.lastIndex(where: { !$0.isWhitespace })
        else { return }
        turns[last].blocks[turns[last].blocks.count - 1]["text"] = .string(String(text[...end]))
    }

    private mutating func append(_ blocks: [JSONValue], role: String) {
        guard !blocks.isEmpty else { return }
        guard let last = turns.indices.last, turns[last].role == role else {
            turns.append(Turn(role: role, blocks: blocks))
            return
        }
        turns[last].blocks += blocks
        if role == "user" { Self.putResultsFirst(&turns[last].blocks) }
    }

    private static func putResultsFirst(_ blocks: inout [JSONValue]) {
        let isResult: (JSONValue) -> Bool = { $0["type"] == "tool_result" }
        guard let other = blocks.firstIndex(where: { !isResult($0) }), blocks[other...].contains(where: isResult) else {
            return
        }
        blocks = blocks.filter(isResult) + blocks.filter { !isResult($0) }
    }

    // MARK: Instructions

    private mutating func appendSystem(_ message: Message) {
        let blocks = message.content.compactMap { inputBlock($0) }
        let isOwn = message.content.contains { if case .providerItem = $0 { true } else { false } }
        if turns.isEmpty, !isOwn {
            system += blocks
        } else if keepsSystemInPlace || isOwn {
            append(blocks, role: "system")
        } else {
            system += blocks
            warn("system", "Instructions in mid-conversation were moved to the beginning.")
        }
    }

    // MARK: What the app says

    private mutating func inputBlock(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text, _) where text.isBlank:
            // The API refuses text without any.
            return nil
        case .toolResult(let result):
            guard !result.isProviderExecuted else { return verbatim(result.metadata) ?? drop(part) }
            return toolResults.encode(result, warnings: &warnings)
        case .source: return nil
        default: return content.encode(part) ?? drop(part)
        }
    }

    // MARK: What the model said

    private mutating func assistantBlock(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text, let metadata):
            if text.isBlank { return nil }
            if let block = verbatim(metadata), block["text"]?.stringValue == text { return block }
            return content.encode(part)
        case .reasoning(let text, let metadata):
            guard let block = verbatim(metadata), Self.isUnchanged(block, thinking: text) else { return drop(part) }
            return block
        case .toolCall(let call):
            if var block = verbatim(call.metadata), Self.isUnchanged(block, call: call) {
                // As the model wrote it: the order of an input's members is part of the prompt.
                if let input = try? call.argumentsJSON { block["input"] = input }
                return block
            }
            return call.isProviderExecuted ? drop(part) : toolResults.encode(call)
        case .toolResult(let result):
            if let block = verbatim(result.metadata) { return block }
            return drop(part)
        case .source:
            // A source says what an answer was based on; it is nothing that the model said.
            return nil
        case .providerItem: return content.encode(part) ?? drop(part)
        case .image, .file, .audio: return drop(part)
        }
    }

    /// The block that a part came from, with the breakpoint that the app set on it.
    ///
    /// Its members are sorted: a saved history does not keep their order, and must still be the same bytes.
    private func verbatim(_ metadata: ProviderMetadata) -> JSONValue? {
        // Blocks of other wires of the same provider have no type.
        guard let own = dialect.metadata(metadata), var block = own["block"]?.nonNull,
            block["type"]?.stringValue != nil
        else { return nil }
        block = block.withSortedMembers
        if let control = MessagesContentEncoder.cacheControl(own) { block["cache_control"] = control }
        return block
    }

    private static func isUnchanged(_ block: JSONValue, thinking: String) -> Bool {
        if block["type"] == "redacted_thinking" { return thinking.isEmpty }
        // Without its signature a thought is refused.
        return block["thinking"]?.stringValue == thinking && block["signature"]?.nonEmptyString != nil
    }

    private static func isUnchanged(_ block: JSONValue, call: ToolCall) -> Bool {
        guard block["name"] == MessagesToolResultEncoder.name(call.name),
            block["id"] == MessagesToolResultEncoder.id(call.id)
        else { return false }
        return ((try? call.argumentsJSON) ?? .string(call.arguments)) == (block["input"] ?? .object(JSONObject()))
    }

    // MARK: What cannot be said

    private mutating func drop(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .reasoning: warn("reasoning", "Reasoning that is not signed, or was edited since, was left out.")
        case .toolCall(let call):
            warn(call.name, "The call of \(call.name) was executed by another provider; it was left out.")
        case .toolResult(let result):
            warn(result.name, "The result of \(result.name) is another provider's own; it was left out.")
        case .providerItem(let item):
            warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        case .image: warn("image", "The Messages API takes no image in this place; it was left out.")
        case .audio: warn("audio", "The Messages API takes no audio; it was left out.")
        case .file(let media):
            warn("file", "The Messages API takes no file of type \(media.mediaType) in this place; it was left out.")
        default: warn("content", "A part of a message has no form in the Messages API; it was left out.")
        }
        return nil
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}

extension JSONValue {
    /// The value with the members of every object in the order of their names.
    var withSortedMembers: JSONValue {
        switch self {
        case .object(let object):
            var sorted = JSONObject()
            for (key, value) in object.sorted(by: { $0.key < $1.key }) { sorted[key] = value.withSortedMembers }
            return .object(sorted)
        case .array(let elements): return .array(elements.map(\.withSortedMembers))
        default: return self
        }
    }
}
