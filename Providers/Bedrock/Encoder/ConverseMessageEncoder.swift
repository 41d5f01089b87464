import Dialect
import DialectWire

/// Turns messages into `system` and `messages`.
///
/// Bedrock wants users and assistants to take turns, so that neighbours of one role become one message; what stands in
/// an earlier message never depends on later ones.
struct ConverseMessageEncoder {
    private let family: BedrockModelFamily
    private let sendsUnsignedReasoning: Bool
    private(set) var system: [JSONValue] = []
    private var turns: [(role: String, content: [JSONValue])] = []
    private(set) var warnings: [ModelWarning] = []
    /// The tools that were called or that answered, in the order of their first use.
    private(set) var usedTools: [String] = []
    private var media = ConverseMediaEncoder()

    init(family: BedrockModelFamily, sendsUnsignedReasoning: Bool) {
        self.family = family
        self.sendsUnsignedReasoning = sendsUnsignedReasoning
    }

    var hasMessages: Bool { !turns.isEmpty }

    var messages: JSONValue {
        .array(turns.map { ["role": .string($0.role), "content": .array($0.content)] })
    }

    /// Puts a cache point behind the last message, unless one is there.
    mutating func endWithCachePoint(ttl: String?) {
        guard let last = turns.indices.last, turns[last].content.last?["cachePoint"] == nil else { return }
        turns[last].content.append(["cachePoint": Bedrock.cachePointJSON(ttl: ttl)])
    }

    mutating func append(_ message: Message) {
        switch message.role {
        case .system, .developer: appendSystem(message)
        case .assistant: for part in message.content { appendAssistant(part) }
        default:
            for index in message.content.indices where !Self.isLeftOut(index, of: message.content) {
                appendUser(message.content[index])
            }
        }
    }

    /// Whether the part is blank text, which Bedrock refuses, also in every later request of the conversation. Only
    /// where it keeps a document and a cache point apart is it taken, and left to the app.
    private static func isLeftOut(_ index: Int, of content: [ContentPart]) -> Bool {
        guard case .text(let text, _) = content[index], text.isBlank else { return false }
        guard !text.isEmpty, index > 0, index + 1 < content.count, case .file = content[index - 1],
            case .providerItem(let next) = content[index + 1]
        else { return true }
        return next.provider != Bedrock.name || next.json["cachePoint"] == nil
    }

    private mutating func add(_ block: JSONValue, as role: String) {
        if let last = turns.indices.last, turns[last].role == role {
            turns[last].content.append(block)
        } else {
            turns.append((role, [block]))
        }
    }

    // MARK: Instructions

    private mutating func appendSystem(_ message: Message) {
        if !turns.isEmpty {
            warn(
                "system", "Converse takes instructions only before the conversation; a later one was put to the others."
            )
        }
        for part in message.content {
            switch part {
            case .text(let text, _):
                if !text.isBlank { system.append(["text": .string(text)]) }
            case .providerItem(let item) where item.provider == Bedrock.name: system.append(item.json.sorted)
            default: drop(part, from: "instructions")
            }
        }
    }

    // MARK: What the app says

    private mutating func appendUser(_ part: ContentPart) {
        switch part {
        case .text(let text, _): add(["text": .string(text)], as: "user")
        case .toolResult(let result) where !result.isProviderExecuted:
            add(["toolResult": encode(result)], as: "user")
        case .source: break
        default:
            if let block = common(part, in: "a message of the user") { add(block, as: "user") }
        }
    }

    /// Media and Bedrock's own blocks, which may stand anywhere; nil, and a warning, for the rest.
    private mutating func common(_ part: ContentPart, in place: String) -> JSONValue? {
        do {
            switch part {
            case .image(let image): return try media.image(image)
            case .file(let file): return try media.file(file)
            case .audio(let audio): return try media.audio(audio)
            case .providerItem(let item) where item.provider == Bedrock.name: return item.json.sorted
            default: drop(part, from: place)
            }
        } catch {
            let kind = if case .image = part { "image" } else if case .audio = part { "recording" } else { "file" }
            warn(kind, "A medium (\(kind)) was left out of \(place). \(error.reason)")
        }
        return nil
    }

    // MARK: What the model said

    private mutating func appendAssistant(_ part: ContentPart) {
        switch part {
        case .text(let text, let metadata): appendText(text, metadata)
        case .reasoning(let text, let metadata): appendReasoning(text, metadata)
        case .toolCall(let call): appendCall(call)
        case .toolResult(let result): appendResult(result)
        case .source:
            // A source says what an answer was based on; it is nothing that the model said.
            break
        default:
            if let block = common(part, in: "an answer") { add(block, as: "assistant") }
        }
    }

    private mutating func appendText(_ text: String, _ metadata: ProviderMetadata) {
        guard !text.isBlank else { return }
        if let citations = metadata.isEmpty ? nil : metadata[raw: Bedrock.name]?["citations"] {
            add(
                ["citationsContent": ["content": [["text": .string(text)]], "citations": citations.sorted]],
                as: "assistant")
        } else {
            add(["text": .string(text)], as: "assistant")
        }
    }

    private mutating func appendReasoning(_ text: String, _ metadata: ProviderMetadata) {
        let own = metadata.isEmpty ? nil : metadata[raw: Bedrock.name]
        if let redacted = own?["redactedContent"] {
            add(["reasoningContent": ["redactedContent": redacted]], as: "assistant")
        }
        if let signature = own?["signature"] {
            add(
                ["reasoningContent": ["reasoningText": ["text": .string(text), "signature": signature]]],
                as: "assistant")
        } else if own?["redactedContent"] == nil {
            guard sendsUnsignedReasoning, !text.isEmpty else {
                return warn("reasoning", "Reasoning without a signature of a model on Bedrock was left out.")
            }
            add(["reasoningContent": ["reasoningText": ["text": .string(text)]]], as: "assistant")
        }
    }

    private mutating func appendCall(_ call: ToolCall) {
        let type = call.metadata.isEmpty ? nil : call.metadata[raw: Bedrock.name]?["type"]
        guard !call.isProviderExecuted || type != nil else {
            return warn(call.name, "The call of \(call.name) was another provider's own; it was left out.")
        }
        let name = BedrockModelFamily.toolNames.encode(call.name)
        if !call.isProviderExecuted { used(name) }
        var block: JSONObject = [
            "toolUseId": .string(id(call.id)), "name": .string(name), "input": input(of: call),
        ]
        block["type"] = type
        add(["toolUse": .object(block)], as: "assistant")
    }

    /// Converse takes objects only.
    private mutating func input(of call: ToolCall) -> JSONValue {
        if let json = try? call.argumentsJSON, json.objectValue != nil { return json }
        warn(call.name, "The arguments of a call of \(call.name) are no JSON object; they are sent as text in one.")
        return ["input": .string(call.arguments)]
    }

    private mutating func appendResult(_ result: ToolResult) {
        guard result.isProviderExecuted else { return add(["toolResult": encode(result)], as: "user") }
        guard let block = result.metadata[raw: Bedrock.name]?["toolResult"] else {
            return warn(result.name, "The result of \(result.name) is another provider's own; it was left out.")
        }
        add(["toolResult": block.sorted], as: "assistant")
    }

    // MARK: Results of the app's tools

    private mutating func encode(_ result: ToolResult) -> JSONValue {
        if !result.name.isEmpty { used(BedrockModelFamily.toolNames.encode(result.name)) }
        var block: JSONObject = ["toolUseId": .string(id(result.callID))]
        switch result.output {
        case .text(let text): block["content"] = Self.content(text)
        case .error(let text): block["content"] = Self.content(text.isBlank ? ToolOutput.wordsOfSilentError : text)
        case .json(let json):
            // Models refuse other JSON than objects here.
            block["content"] = json.objectValue == nil ? Self.content(json.jsonText) : [["json": json.sorted]]
        case .content(let parts): block["content"] = .array(parts.compactMap { content($0, of: result) })
        }
        if case .error = result.output { block["status"] = "error" }
        if !result.metadata.isEmpty, let status = result.metadata[raw: Bedrock.name]?["status"] {
            block["status"] = status
        }
        return .object(block)
    }

    private static func content(_ text: String) -> JSONValue {
        text.isBlank ? [] : [["text": .string(text)]]
    }

    private mutating func content(_ part: ContentPart, of result: ToolResult) -> JSONValue? {
        if case .text(let text, _) = part {
            if text.isBlank { return nil }
            return ["text": .string(text)]
        }
        return common(part, in: "the result of \(result.name)")
    }

    private func id(_ id: String) -> String { family.callIDs.encode(id) }

    private mutating func used(_ name: String) {
        if !usedTools.contains(name) { usedTools.append(name) }
    }

    // MARK: What cannot be said

    private mutating func drop(_ part: ContentPart, from place: String) {
        switch part {
        case .providerItem(let item):
            warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        case .reasoning: warn("reasoning", "Reasoning has no place in \(place); it was left out.")
        case .toolCall(let call): warn(call.name, "A call of \(call.name) has no place in \(place); it was left out.")
        case .toolResult(let result):
            warn(result.name, "The result of \(result.name) has no place in \(place); it was left out.")
        default: warn("content", "A part has no place in \(place) with Converse; it was left out.")
        }
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}

extension JSONValue {
    /// The same value with its members in the order of their keys: what was saved and read again has lost its own.
    fileprivate var sorted: JSONValue { (try? JSONValue(parsing: jsonBytes(sortedKeys: true))) ?? self }
}
