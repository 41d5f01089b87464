#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Turns messages into Cohere's.
///
/// Every message is encoded by itself, whatever stands around it: a longer conversation's messages begin with those of
/// the shorter one.
struct CohereMessageEncoder {
    private(set) var messages: [JSONValue] = []
    /// Text files, which Cohere takes as documents.
    private(set) var documents: [CohereDocument] = []
    private(set) var warnings: [ModelWarning] = []

    mutating func append(_ message: Message) {
        switch message.role {
        case .assistant: appendAssistant(message.content)
        case .system, .developer: appendInput(message.content, role: .system)
        case .tool: appendInput(message.content, role: .user)
        default: appendInput(message.content, role: message.role)
        }
    }

    // MARK: What the app says

    /// A message of the user or the system; results of tools in it become messages of their own.
    private mutating func appendInput(_ parts: [ContentPart], role: Message.Role) {
        var content: [JSONValue] = []
        for part in parts {
            switch part {
            case .toolResult(let result):
                flush(&content, role: role)
                append(result)
            case .text(let text, _):
                if !text.isEmpty { content.append(["type": "text", "text": .string(text)]) }
            case .image(let media):
                if let image = image(media) { content.append(image) } else { drop(part) }
            case .file(let media):
                if let document = document(media) { documents.append(document) } else { drop(part) }
            case .providerItem(let item) where item.provider == Cohere.name:
                content.append(item.json)
            default: drop(part)
            }
        }
        flush(&content, role: role)
    }

    private mutating func flush(_ content: inout [JSONValue], role: Message.Role) {
        guard !content.isEmpty else { return }
        messages.append(["role": .string(role.rawValue), "content": Self.compact(content)])
        content = []
    }

    /// A single text is sent as a string, which is what most models' recordings show.
    private static func compact(_ content: [JSONValue]) -> JSONValue {
        if content.count == 1, content[0]["type"] == "text", let text = content[0]["text"] { return text }
        return .array(content)
    }

    private func image(_ media: Media) -> JSONValue? {
        var image: JSONObject
        switch media.location {
        case .data(let data):
            image = ["url": .string("data:\(media.mediaType);base64,\(data.base64EncodedString())")]
        case .url(let url): image = ["url": .string(url)]
        case .fileID: return nil
        }
        image["detail"] = media.metadata[raw: Cohere.name]?["detail"]
        return ["type": "image_url", "image_url": .object(image)]
    }

    private func document(_ media: Media) -> CohereDocument? {
        guard media.mediaType.hasPrefix("text/") || media.mediaType == "application/json",
            case .data(let data) = media.location, let text = String(validating: data, as: UTF8.self)
        else { return nil }
        return CohereDocument(text, title: media.filename)
    }

    // MARK: Tools

    private mutating func append(_ result: ToolResult) {
        guard !result.isProviderExecuted else { return drop(.toolResult(result)) }
        let content: JSONValue
        switch result.output {
        case .text(let text), .error(let text): content = .string(text)
        case .json(let json): content = .string(json.jsonText)
        case .content(let parts):
            var texts: [JSONValue] = []
            for part in parts {
                if case .text(let text, _) = part {
                    texts.append(["type": "text", "text": .string(text)])
                } else if case .file(let media) = part, let document = document(media) {
                    texts.append(["type": "document", "document": document.json])
                } else {
                    drop(part)
                }
            }
            content = Self.compact(texts)
        }
        messages.append(["role": "tool", "tool_call_id": .string(result.callID), "content": content])
    }

    private mutating func encode(_ call: ToolCall) -> JSONValue? {
        var arguments = call.arguments
        if call.kind == .custom {
            warn(call.name, "Cohere calls no tools with free text; the call of \(call.name) was put into JSON.")
            arguments = JSONValue.object(["input": .string(call.arguments)]).jsonText
        } else if call.kind != .function {
            return nil
        }
        return [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(arguments)],
        ]
    }

    // MARK: What the model said

    private mutating func appendAssistant(_ parts: [ContentPart]) {
        var content: [JSONValue] = []
        var calls: [JSONValue] = []
        var plan = ""
        var results: [ToolResult] = []
        for part in parts {
            switch part {
            case .text(let text, _):
                if !text.isEmpty { content.append(["type": "text", "text": .string(text)]) }
            case .reasoning(let text, let metadata):
                if text.isEmpty || !isReadable(metadata) {
                    drop(part)
                } else if metadata[Cohere.self].type == "tool_plan" {
                    plan += text
                } else {
                    content.append(["type": "thinking", "thinking": .string(text)])
                }
            case .source:
                // A source says what an answer was based on; it is nothing that the model said.
                break
            case .toolCall(let call) where !call.isProviderExecuted:
                if let encoded = encode(call) { calls.append(encoded) } else { drop(part) }
            case .toolResult(let result) where !result.isProviderExecuted: results.append(result)
            case .providerItem(let item) where item.provider == Cohere.name: content.append(item.json)
            default: drop(part)
            }
        }
        var message: JSONObject = ["role": "assistant"]
        if !content.isEmpty { message["content"] = Self.compact(content) }
        if !plan.isEmpty { message["tool_plan"] = .string(plan) }
        if !calls.isEmpty { message["tool_calls"] = .array(calls) }
        if message.count > 1 { messages.append(.object(message)) }
        for result in results { append(result) }
    }

    /// Reasoning that another provider signed or encrypted is for that provider alone.
    private func isReadable(_ metadata: ProviderMetadata) -> Bool {
        metadata.isEmpty || metadata[raw: Cohere.name] != nil
    }

    // MARK: What cannot be said

    private mutating func drop(_ part: ContentPart) {
        switch part {
        case .reasoning: warn("reasoning", "Reasoning of another provider was left out.")
        case .toolCall(let call):
            warn(call.name, "The call of \(call.name) is another provider's own; it was left out.")
        case .toolResult(let result):
            warn(result.name, "The result of \(result.name) is another provider's own; it was left out.")
        case .image: warn("image", "Cohere takes no image in this place or form; it was left out.")
        case .audio: warn("audio", "Cohere takes no audio; it was left out.")
        case .file(let media):
            warn("file", "Cohere takes files of text only; the \(media.mediaType) was left out.")
        case .providerItem(let item):
            warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        default: warn("content", "A part of a message has no form at Cohere; it was left out.")
        }
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}
