import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the messages of Chat Completions, and those of dialects that took them over.
enum ChatMessageDecoder {
    static func read(_ message: RequestField, into conversation: inout ServedConversation) throws(LanguageModelError) {
        _ = try message.object()
        let role = try message.required("role")
        switch try role.string() {
        case "system": conversation.append(try content(message["content"]), as: .system)
        case "developer": conversation.append(try content(message["content"]), as: .developer)
        case "user": conversation.append(try content(message["content"]), as: .user)
        case "assistant": conversation.append(try answer(message), as: .assistant)
        case "tool":
            let output = ServedConversation.output(try content(message["content"]))
            conversation.append(
                resultOf: try message.required("tool_call_id").string(), output, name: try message["name"]?.string())
        default: throw role.wrongValue(supported: ["assistant", "developer", "system", "tool", "user"])
        }
    }

    // MARK: What the model said

    private static func answer(_ message: RequestField) throws(LanguageModelError) -> [ContentPart] {
        var parts: [ContentPart] = []
        for field in ["reasoning_content", "reasoning", "tool_plan"] where parts.isEmpty {
            if let words = try message[field]?.string(), !words.isEmpty { parts.append(.reasoning(words)) }
        }
        parts += try content(message["content"])
        if let words = try message["refusal"]?.string() { parts.append(.text(words)) }
        for call in try message["tool_calls"]?.elements() ?? [] { parts.append(.toolCall(try Self.call(call))) }
        return parts
    }

    private static func call(_ field: RequestField) throws(LanguageModelError) -> ToolCall {
        let id = try field.required("id").string()
        if let custom = field["custom"] {
            return ToolCall(
                id: id, name: try custom.required("name").string(), arguments: try custom["input"]?.string() ?? "",
                kind: .custom)
        }
        let function = try field.required("function")
        let arguments = try function["arguments"]?.string() ?? ""
        return ToolCall(
            id: id, name: try function.required("name").string(), arguments: arguments.isEmpty ? "{}" : arguments)
    }

    // MARK: Content

    static func content(_ field: RequestField?) throws(LanguageModelError) -> [ContentPart] {
        guard let field else { return [] }
        if let text = field.value.stringValue { return text.isEmpty ? [] : [.text(text)] }
        guard field.value.arrayValue != nil else { throw field.wrongType("one of a string or array of objects") }
        var parts: [ContentPart] = []
        for element in try field.elements() {
            if let part = try part(element) { parts.append(part) }
        }
        return parts
    }

    /// Nil for kinds that this server does not know; the model gets the rest.
    private static func part(_ field: RequestField) throws(LanguageModelError) -> ContentPart? {
        switch try field.required("type").string() {
        case "text": return .text(try field.required("text").string())
        case "refusal": return .text(try field.required("refusal").string())
        case "thinking": return .reasoning(try thinking(try field.required("thinking")))
        case "image_url":
            let image = try field.required("image_url")
            if let url = image.value.stringValue { return .image(media(url, "image/*")) }
            return .image(media(try image.required("url").string(), "image/*"))
        case "file":
            let file = try field.required("file")
            var media: Media
            if let id = try file["file_id"]?.string() {
                media = Media(.fileID(id), mediaType: "application/octet-stream")
            } else {
                media = Self.media(try file.required("file_data").string(), "application/octet-stream")
            }
            media.filename = try file["filename"]?.string()
            return .file(media)
        case "document_url":
            return .file(media(try field.required("document_url").string(), "application/octet-stream"))
        case "input_audio":
            let audio = try field.required("input_audio")
            guard let text = audio["data"]?.value.stringValue, let data = Data(base64Encoded: text) else {
                throw audio.wrongType("an object with base64 data")
            }
            return .audio(Media(data: data, mediaType: "audio/\(try audio["format"]?.string() ?? "wav")"))
        default: return nil
        }
    }

    /// Mistral's thinking is text, or a list of texts.
    private static func thinking(_ field: RequestField) throws(LanguageModelError) -> String {
        if let words = field.value.stringValue { return words }
        var words = ""
        for part in try field.elements() { words += try part["text"]?.string() ?? "" }
        return words
    }

    private static func media(_ url: String, _ type: String) -> Media {
        Media(dataURL: url) ?? Media(.url(url), mediaType: type)
    }
}
