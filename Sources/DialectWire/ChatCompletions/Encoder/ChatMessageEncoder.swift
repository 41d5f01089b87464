import Dialect

/// Turns messages into those of Chat Completions.
///
/// Every message is encoded by itself, whatever stands around it, but for media of tools' results: a longer
/// conversation's messages begin with those of the shorter one, once all calls are answered.
struct ChatMessageEncoder {
    let dialect: ChatCompletionsDialect
    private(set) var messages: [JSONValue] = []
    private(set) var warnings: [ModelWarning] = []
    private let content: ChatContentEncoder
    /// What results of tools may not hold. It waits for the last of them, since all must follow the calls without
    /// anything between.
    private var media: [JSONValue] = []

    init(dialect: ChatCompletionsDialect) {
        self.dialect = dialect
        content = ChatContentEncoder(dialect: dialect)
    }

    mutating func append(_ message: Message) {
        if message.role == .assistant {
            flushMedia()
            var encoder = ChatAnswerEncoder(dialect: dialect)
            messages += encoder.encode(message.content)
            warnings += encoder.warnings
        } else {
            appendInput(message)
        }
    }

    /// No message follows.
    mutating func end() { flushMedia() }

    /// Puts an instruction before all that was said.
    mutating func begin(with instruction: String) {
        messages.insert(["role": "system", "content": .string(instruction)], at: 0)
    }

    /// Marks the last message as the beginning of the answer, if it is the assistant's and calls no tools.
    mutating func markPrefill(_ field: String) {
        guard var last = messages.last?.objectValue, last["role"] == "assistant", last["tool_calls"] == nil else {
            return
        }
        last[field] = true
        messages[messages.count - 1] = .object(last)
    }

    /// A message of the user or the system; results of tools in it become messages of their own.
    private mutating func appendInput(_ message: Message) {
        let role =
            switch message.role {
            case .tool: Message.Role.user
            case .developer: dialect.developerRole
            default: message.role
            }
        var pending: [JSONValue] = []
        for part in message.content {
            if case .toolResult(let result) = part {
                flush(&pending, role: role)
                messages.append(encode(result))
            } else if let encoded = content.encode(part) {
                pending.append(encoded)
            } else {
                drop(part)
            }
        }
        flush(&pending, role: role)
    }

    private mutating func flushMedia() {
        guard !media.isEmpty else { return }
        append(media, role: .user)
        media = []
    }

    private mutating func flush(_ pending: inout [JSONValue], role: Message.Role) {
        guard !pending.isEmpty else { return }
        flushMedia()
        append(pending, role: role)
        pending = []
    }

    private mutating func append(_ content: [JSONValue], role: Message.Role) {
        messages.append(["role": .string(role.rawValue), "content": ChatContentEncoder.compact(content)])
    }

    // MARK: Tools' results

    private mutating func encode(_ result: ToolResult) -> JSONValue {
        let output: JSONValue
        switch result.output {
        case .text(let text), .error(let text): output = .string(text)
        case .json(let json): output = .string(json.jsonText)
        case .content(let parts): output = encode(parts, of: result)
        }
        return ["role": "tool", "tool_call_id": .string(dialect.callIDs.encode(result.callID)), "content": output]
    }

    /// What the result may not hold in this dialect is kept for after it.
    private mutating func encode(_ parts: [ContentPart], of result: ToolResult) -> JSONValue {
        var own: [JSONValue] = []
        var moved: [JSONValue] = []
        for part in parts {
            guard let encoded = content.encode(part) else {
                drop(part)
                continue
            }
            if encoded["type"] == "text" || dialect.takesMediaInToolResults {
                own.append(encoded)
            } else {
                moved.append(encoded)
            }
        }
        guard !moved.isEmpty else { return own.isEmpty ? "" : ChatContentEncoder.compact(own) }
        warn(
            result.name,
            "\(dialect.provider) takes no media in a tool's result; those of \(result.name) follow in a message.")
        media.append(["type": "text", "text": .string("Result of \(result.name) (\(result.callID)):")])
        media += moved
        return own.isEmpty ? "The result follows in the next message." : ChatContentEncoder.compact(own)
    }

    // MARK: What cannot be said

    private mutating func drop(_ part: ContentPart) {
        let provider = dialect.provider
        switch part {
        case .source: break
        case .image: warn("image", "\(provider) takes no image in this form or place; it was left out.")
        case .audio: warn("audio", "\(provider) takes no audio in this form or place; it was left out.")
        case .file(let media):
            warn("file", "\(provider) takes no \(media.mediaType) in this form or place; it was left out.")
        case .providerItem(let item):
            warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        default: warn("content", "A part of a message has no form in Chat Completions; it was left out.")
        }
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}
