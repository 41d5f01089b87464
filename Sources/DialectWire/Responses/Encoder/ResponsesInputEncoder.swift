import Dialect

/// Turns messages into the items of `input`.
///
/// What the same provider said before is sent back verbatim, item for item. A part that was edited since, or that
/// another provider made, is encoded from its content, or left out with a warning.
///
/// Every message is encoded by itself, whatever stands around it: a longer conversation's items begin with those of
/// the shorter one.
struct ResponsesInputEncoder {
    let dialect: ResponsesDialect
    /// Whether the server keeps items, so that it knows reasoning by its id alone.
    let isStored: Bool
    private let toolOutputs: ResponsesToolOutputEncoder
    private(set) var items: [JSONValue] = []
    private(set) var warnings: [ModelWarning] = []

    init(dialect: ResponsesDialect, isStored: Bool) {
        self.dialect = dialect
        self.isStored = isStored
        toolOutputs = ResponsesToolOutputEncoder(dialect: dialect)
    }

    mutating func append(_ message: Message) {
        if message.role == .assistant {
            appendAssistant(message.content)
        } else {
            appendInput(message)
        }
    }

    // MARK: What the app says

    /// A message of the user or the system; results of tools in it become items of their own.
    private mutating func appendInput(_ message: Message) {
        let role = message.role == .tool ? Message.Role.user : message.role
        var content: [JSONValue] = []
        for part in message.content {
            switch part {
            case .toolResult(let result):
                flush(&content, role: role)
                items.append(toolOutputs.encode(result))
            case .providerItem(let item):
                flush(&content, role: role)
                appendProviderItem(item)
            default:
                if let encoded = ResponsesContentEncoder.encode(part, provider: dialect.provider) {
                    content.append(encoded)
                } else {
                    drop(part)
                }
            }
        }
        flush(&content, role: role)
    }

    private mutating func flush(_ content: inout [JSONValue], role: Message.Role) {
        guard !content.isEmpty else { return }
        items.append([
            "type": "message", "role": .string(role.rawValue), "content": Self.compact(content),
        ])
        content = []
    }

    /// A single text is sent as a string, which every compatible server understands.
    private static func compact(_ content: [JSONValue]) -> JSONValue {
        if content.count == 1, content[0]["type"] == "input_text", let text = content[0]["text"] { return text }
        return .array(content)
    }

    // MARK: What the model said

    private mutating func appendAssistant(_ content: [ContentPart]) {
        let groups = ResponsesItemGroups(content, dialect: dialect)
        var texts: [String] = []
        for (index, part) in content.enumerated() {
            switch groups.role(of: index) {
            case .carries(let item):
                flushAssistant(&texts)
                appendVerbatim(item)
            case .isCarried: break
            case .standsAlone: appendAssistant(part, &texts)
            }
        }
        flushAssistant(&texts)
    }

    private mutating func appendVerbatim(_ item: JSONValue) {
        if !isStored, item["type"] == "reasoning", item["encrypted_content"]?.nonNull == nil {
            return warn(
                "reasoning",
                "Reasoning was left out: the server does not store it, and it is not encrypted. Include "
                    + "reasoning.encrypted_content to keep it.")
        }
        items.append(item)
    }

    private mutating func appendAssistant(_ part: ContentPart, _ texts: inout [String]) {
        switch part {
        case .text(let text, _):
            if !text.isEmpty { texts.append(text) }
        case .source:
            // A source says what an answer was based on; it is nothing that the model said.
            break
        case .toolCall(let call) where !call.isProviderExecuted:
            flushAssistant(&texts)
            if let item = toolOutputs.encode(call) { items.append(item) } else { drop(part) }
        case .toolResult(let result) where !result.isProviderExecuted:
            flushAssistant(&texts)
            items.append(toolOutputs.encode(result))
        case .providerItem(let item):
            flushAssistant(&texts)
            appendProviderItem(item)
        default:
            drop(part)
        }
    }

    private mutating func flushAssistant(_ texts: inout [String]) {
        guard !texts.isEmpty else { return }
        let content: JSONValue =
            texts.count == 1
            ? .string(texts[0]) : .array(texts.map { ["type": "output_text", "text": .string($0)] })
        items.append(["type": "message", "role": "assistant", "content": content])
        texts = []
    }

    // MARK: What cannot be said

    private mutating func appendProviderItem(_ item: ProviderItem) {
        guard item.provider == dialect.provider else {
            return warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        }
        items.append(item.json)
    }

    private mutating func drop(_ part: ContentPart) {
        switch part {
        case .reasoning:
            warn("reasoning", "Reasoning of another provider, or edited since, was left out.")
        case .toolCall(let call):
            warn(call.name, "The call of \(call.name) was made in another provider's form; it was left out.")
        case .toolResult(let result):
            warn(result.name, "The result of \(result.name) is another provider's own; it was left out.")
        case .image: warn("image", "The Responses API takes no image in this place; it was left out.")
        case .audio: warn("audio", "The Responses API takes no audio in this place; it was left out.")
        case .file: warn("file", "The Responses API takes no file in this place; it was left out.")
        default: warn("content", "A part of a message has no form in the Responses API; it was left out.")
        }
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}
