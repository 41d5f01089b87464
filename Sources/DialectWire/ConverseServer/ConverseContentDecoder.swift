import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the messages of Converse. Results of tools, which stand in the user's messages there, become messages of their
/// own.
enum ConverseContentDecoder {
    static func read(_ message: RequestField, into conversation: inout ServedConversation) throws(LanguageModelError) {
        let role = try message.required("role")
        let content = try message.required("content")
        switch try role.string() {
        case "assistant": conversation.append(try Self.content(content), as: .assistant)
        case "user": try readUser(content, into: &conversation)
        default: throw role.wrongValue(supported: ["user", "assistant"])
        }
    }

    private static func readUser(
        _ content: RequestField, into conversation: inout ServedConversation
    ) throws(LanguageModelError) {
        var said: [ContentPart] = []
        for block in try content.elements() {
            guard let result = block["toolResult"] else {
                if let part = try part(block) { said.append(part) }
                continue
            }
            conversation.append(said, as: .user)
            said = []
            conversation.append(resultOf: try result.required("toolUseId").string(), try output(result))
        }
        conversation.append(said, as: .user)
    }

    private static func output(_ result: RequestField) throws(LanguageModelError) -> ToolOutput {
        let content = try result.required("content")
        let isError = result.value["status"] == "error"
        let elements = try content.elements()
        if elements.count == 1, let json = elements[0]["json"] {
            return isError ? .error(json.value.jsonText) : .json(json.value)
        }
        return ServedConversation.output(try Self.content(content), isError: isError)
    }

    static func content(_ field: RequestField) throws(LanguageModelError) -> [ContentPart] {
        var parts: [ContentPart] = []
        for block in try field.elements() {
            if let part = try part(block) { parts.append(part) }
        }
        return parts
    }

    /// Nil for marks that say nothing to a model.
    private static func part(_ block: RequestField) throws(LanguageModelError) -> ContentPart? {
        guard let type = try block.object().keys.first else { return nil }
        let content = RequestField(block.value[type] ?? .null, at: "\(block.path).\(type)")
        switch type {
        case "text": return .text(try content.string())
        case "json": return .text(content.value.jsonText)
        case "cachePoint": return nil
        case "reasoningContent": return try reasoning(content)
        case "toolUse":
            return .toolCall(
                ToolCall(
                    id: try content.required("toolUseId").string(), name: try content.required("name").string(),
                    arguments: ServedConversation.arguments(content["input"]?.value)))
        case "image": return .image(try media(content, type: "image"))
        case "document":
            var media = try media(content, type: "application")
            media.filename = try content["name"]?.string()
            return .file(media)
        case "video": return .file(try media(content, type: "video"))
        case "audio": return .audio(try media(content, type: "audio"))
        default:
            return .providerItem(ProviderItem(provider: ConverseServer.provider, type: type, json: block.value))
        }
    }

    private static func reasoning(_ field: RequestField) throws(LanguageModelError) -> ContentPart {
        var metadata = ProviderMetadata()
        guard let text = field["reasoningText"] else {
            metadata[raw: ConverseServer.provider] = field["redactedContent"].map { ["redactedContent": $0.value] }
            return .reasoning("", metadata: metadata)
        }
        if let signature = try text["signature"]?.string() {
            if let sealed = SealedMetadata.open(signature) {
                metadata = sealed
            } else {
                metadata[raw: ConverseServer.provider] = ["signature": .string(signature)]
            }
        }
        return .reasoning(try text.required("text").string(), metadata: metadata)
    }

    private static func media(_ field: RequestField, type: String) throws(LanguageModelError) -> Media {
        let mediaType = "\(type)/\(try field["format"]?.string() ?? "*")"
        let source = try field.required("source")
        if let uri = source["s3Location"]?["uri"] { return Media(.url(try uri.string()), mediaType: mediaType) }
        if let text = source["text"] { return Media(data: Data(try text.string().utf8), mediaType: "text/plain") }
        let bytes = try source.required("bytes")
        guard let data = Data(base64Encoded: try bytes.string()) else { throw bytes.wrongType("base64") }
        return Media(data: data, mediaType: mediaType)
    }
}
