import Dialect

/// Encodes what the model said before.
///
/// What the same vendor said goes back in the fields in which it came. What another provider said goes back as text,
/// or is left out with a warning.
struct ChatAnswerEncoder {
    let dialect: ChatCompletionsDialect
    private(set) var warnings: [ModelWarning] = []
    private var text = ""
    private var refusal = ""
    private var audioID: String?
    private var thoughts: [(field: String?, text: String)] = []
    private var details: [JSONValue]?
    private var calls: [JSONValue] = []
    private var annotations: [JSONValue] = []
    private var fields = JSONObject()

    init(dialect: ChatCompletionsDialect) {
        self.dialect = dialect
    }

    /// One message, or none if nothing of the content can be said.
    mutating func encode(_ content: [ContentPart]) -> [JSONValue] {
        for part in content { take(part) }
        let hasReasoning = encodeReasoning()
        guard !text.isEmpty || !refusal.isEmpty || audioID != nil || !calls.isEmpty || hasReasoning || content.isEmpty
        else { return [] }
        var message: JSONObject = ["role": "assistant"]
        message["content"] = encodedContent
        for (key, value) in fields { message[key] = value }
        if !refusal.isEmpty { message["refusal"] = .string(refusal) }
        if let audioID { message["audio"] = ["id": .string(audioID)] }
        if !annotations.isEmpty { message["annotations"] = .array(annotations) }
        if !calls.isEmpty { message["tool_calls"] = .array(calls) }
        return [.object(message)]
    }

    private var encodedContent: JSONValue? {
        let thinking = thoughts.filter { $0.field == "thinking" }.map(\.text).joined()
        if !thinking.isEmpty, replaysReasoning {
            var parts: [JSONValue] = [
                ["type": "thinking", "thinking": [["type": "text", "text": .string(thinking)]]]
            ]
            if !text.isEmpty { parts.append(["type": "text", "text": .string(text)]) }
            return .array(parts)
        }
        if !text.isEmpty { return .string(text) }
        guard !calls.isEmpty || !refusal.isEmpty || audioID != nil else { return "" }
        switch dialect.absentContent {
        case .omitted: return nil
        case .emptyString: return ""
        default: return .null
        }
    }

    private mutating func take(_ part: ContentPart) {
        switch part {
        case .text(let words, let metadata):
            let own = ChatPartMetadata(metadata, namespace: dialect.namespace)
            learn(own)
            if own.isRefusal {
                refusal += words
            } else if let id = own.audioID {
                audioID = id
            } else {
                text += words
            }
        case .audio(let media):
            guard let id = ChatPartMetadata(media.metadata, namespace: dialect.namespace).audioID else {
                return warn("audio", "A recording that \(dialect.provider) did not make was left out.")
            }
            audioID = id
        case .reasoning(let words, let metadata): takeReasoning(words, metadata)
        case .toolCall(let call) where !call.isProviderExecuted: take(call)
        case .source(let source): take(source)
        default: drop(part)
        }
    }

    private mutating func learn(_ own: ChatPartMetadata) {
        for (key, value) in own.message ?? JSONObject() where dialect.replayedFields.contains(key) {
            fields[key] = value
        }
    }

    private mutating func take(_ call: ToolCall) {
        let own = ChatPartMetadata(call.metadata, namespace: dialect.namespace)
        learn(own)
        var object: JSONObject = ["id": .string(dialect.callIDs.encode(call.id))]
        let name = JSONValue.string(dialect.toolNames.encode(call.name))
        switch call.kind {
        case .function:
            object["type"] = "function"
            object["function"] = ["name": name, "arguments": .string(call.arguments)]
        case .custom:
            object["type"] = "custom"
            object["custom"] = ["name": name, "input": .string(call.arguments)]
        default:
            return warn(
                call.name, "The call of \(call.name) was made in another provider's form; it was left out.")
        }
        for (key, value) in own.extra ?? JSONObject() where dialect.replayedFields.contains(key) {
            object[key] = value
        }
        calls.append(.object(object))
    }

    /// A source says what an answer was based on; it is nothing that the model said.
    private mutating func take(_ source: Source) {
        guard dialect.replaysAnnotations, let own = source.metadata[raw: dialect.namespace]?["annotation"] else {
            return
        }
        annotations.append(own)
    }

    // MARK: Reasoning

    private mutating func takeReasoning(_ words: String, _ metadata: ProviderMetadata) {
        let own = ChatPartMetadata(metadata, namespace: dialect.namespace)
        guard own.reasoningField != nil || own.reasoningDetails != nil else {
            return warn("reasoning", "Reasoning of another provider was left out.")
        }
        thoughts.append((own.reasoningField, words))
        if let more = own.reasoningDetails { details = (details ?? []) + more }
    }

    private var replaysReasoning: Bool { dialect.reasoningReplay == .asReceived }

    /// - Returns: Whether there is reasoning to send.
    private mutating func encodeReasoning() -> Bool {
        guard !thoughts.isEmpty, replaysReasoning else { return false }
        // The details hold the text too.
        if let details {
            fields["reasoning_details"] = .array(details)
            return true
        }
        for (field, words) in thoughts where field != "thinking" && !words.isEmpty {
            let field = field ?? "reasoning"
            fields[field] = .string((fields[field]?.stringValue ?? "") + words)
        }
        return true
    }

    // MARK: What cannot be said

    private mutating func drop(_ part: ContentPart) {
        switch part {
        case .toolCall(let call):
            warn(call.name, "\(call.name) was run by its provider; Chat Completions has no place for the call.")
        case .toolResult(let result):
            warn(result.name, "\(result.name) was run by its provider; Chat Completions has no place for the result.")
        case .image: warn("image", "Chat Completions takes no image in an answer of the model; it was left out.")
        case .file: warn("file", "Chat Completions takes no file in an answer of the model; it was left out.")
        case .providerItem(let item):
            warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        default: warn("content", "A part of an answer has no form in Chat Completions; it was left out.")
        }
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}
