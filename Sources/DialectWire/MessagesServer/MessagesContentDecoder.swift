import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the messages of the Messages API. Results of tools, which stand in the user's messages there, become messages
/// of their own.
enum MessagesContentDecoder {
    static func read(_ message: RequestField, into conversation: inout ServedConversation) throws(LanguageModelError) {
        _ = try message.object()
        let role = try message.required("role")
        switch try role.string() {
        case "assistant": conversation.append(try content(message.required("content")), as: .assistant)
        case "system": conversation.append(try content(message.required("content")), as: .system)
        case "user": try readUser(try message.required("content"), into: &conversation)
        default: throw role.wrongValue(supported: ["user", "assistant"])
        }
    }

    private static func readUser(
        _ field: RequestField, into conversation: inout ServedConversation
    ) throws(LanguageModelError) {
        guard field.value.arrayValue != nil else { return conversation.append(try content(field), as: .user) }
        var said: [ContentPart] = []
        for block in try field.elements() {
            guard block.value["type"] == "tool_result" else {
                said.append(try part(block))
                continue
            }
            conversation.append(said, as: .user)
            said = []
            let output = ServedConversation.output(
                try content(block["content"]), isError: try block["is_error"]?.bool() ?? false)
            conversation.append(resultOf: try block.required("tool_use_id").string(), output)
        }
        conversation.append(said, as: .user)
    }

    /// A text, or a list of blocks.
    static func content(_ field: RequestField?) throws(LanguageModelError) -> [ContentPart] {
        guard let field else { return [] }
        if let text = field.value.stringValue { return text.isEmpty ? [] : [.text(text)] }
        var parts: [ContentPart] = []
        for block in try field.elements() { parts.append(try part(block)) }
        return parts
    }

    private static func part(_ block: RequestField) throws(LanguageModelError) -> ContentPart {
        _ = try block.object()
        let type = try block.required("type").string()
        switch type {
        case "text": return .text(try block.required("text").string())
        case "thinking":
            return .reasoning(
                try block.required("thinking").string(),
                metadata: SealedMetadata.open(block.value["signature"]?.stringValue) ?? verbatim(block))
        case "redacted_thinking": return .reasoning("", metadata: verbatim(block))
        case "tool_use":
            return .toolCall(
                ToolCall(
                    id: try block.required("id").string(), name: try block.required("name").string(),
                    arguments: ServedConversation.arguments(block["input"]?.value)))
        case "image": return .image(try media(try block.required("source"), "image/*"))
        case "document":
            var media = try media(try block.required("source"), "application/pdf")
            media.filename = try block["title"]?.string()
            return .file(media)
        default:
            return .providerItem(ProviderItem(provider: MessagesServer.provider, type: type, json: block.value))
        }
    }

    /// What Anthropic signed goes back to it as it is.
    private static func verbatim(_ block: RequestField) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        metadata[raw: MessagesServer.provider] = ["block": block.value]
        return metadata
    }

    private static func media(_ source: RequestField, _ fallback: String) throws(LanguageModelError) -> Media {
        let type = try source.required("type")
        let mediaType = try source["media_type"]?.string() ?? fallback
        switch try type.string() {
        case "base64":
            let field = try source.required("data")
            guard let data = Data(base64Encoded: try field.string()) else { throw field.wrongType("base64") }
            return Media(data: data, mediaType: mediaType)
        case "text": return Media(data: Data(try source.required("data").string().utf8), mediaType: "text/plain")
        case "url": return Media(.url(try source.required("url").string()), mediaType: mediaType)
        case "file": return Media(.fileID(try source.required("file_id").string()), mediaType: mediaType)
        default: throw type.wrongValue(supported: ["base64", "file", "text", "url"])
        }
    }
}
