import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the contents of a request to `generateContent`. Results of functions become messages of their own; calls and
/// results that have no ids are matched by their names, in their order.
struct GenerateContentContents {
    private(set) var conversation = ServedConversation()
    /// Calls without a result so far.
    private var open: [(id: String, name: String)] = []
    private var callCount = 0

    mutating func readSystem(_ field: RequestField) throws(LanguageModelError) {
        var said: [ContentPart] = []
        for part in try field.required("parts").elements() { said.append(try decode(part)) }
        conversation.append(said, as: .system)
    }

    mutating func read(_ content: RequestField) throws(LanguageModelError) {
        let role: Message.Role = try content["role"]?.string() == "model" ? .assistant : .user
        var said: [ContentPart] = []
        for part in try content.required("parts").elements() {
            guard let response = part["functionResponse"] else {
                said.append(try decode(part))
                continue
            }
            conversation.append(said, as: role)
            said = []
            try readResult(response)
        }
        conversation.append(said, as: role)
    }

    private mutating func decode(_ part: RequestField) throws(LanguageModelError) -> ContentPart {
        let object = try part.object()
        if let text = try part["text"]?.string() {
            return part.value["thought"] == true
                ? .reasoning(text, metadata: metadata(part)) : .text(text, metadata: metadata(part))
        }
        if let call = part["functionCall"] { return .toolCall(try decode(call: call, metadata(part))) }
        if let inline = part["inlineData"] {
            let field = try inline.required("data")
            guard let data = Data(base64Encoded: try field.string()) else { throw field.wrongType("base64") }
            return Self.part(Media(data: data, mediaType: try inline.required("mimeType").string()))
        }
        if let file = part["fileData"] {
            return Self.part(
                Media(
                    .url(try file.required("fileUri").string()),
                    mediaType: try file["mimeType"]?.string() ?? "application/octet-stream"))
        }
        let type = object.keys.first ?? "part"
        return .providerItem(
            ProviderItem(provider: GenerateContentServer.provider, type: type, json: part.value))
    }

    private static func part(_ media: Media) -> ContentPart {
        if media.mediaType.hasPrefix("image/") { return .image(media) }
        return media.mediaType.hasPrefix("audio/") ? .audio(media) : .file(media)
    }

    private func metadata(_ part: RequestField) -> ProviderMetadata {
        guard let signature = part.value["thoughtSignature"] else { return ProviderMetadata() }
        if let metadata = SealedMetadata.open(signature.stringValue) { return metadata }
        var metadata = ProviderMetadata()
        metadata[raw: GenerateContentServer.provider] = ["part": ["thoughtSignature": signature]]
        return metadata
    }

    // MARK: Functions

    private mutating func decode(
        call: RequestField, _ metadata: ProviderMetadata
    ) throws(LanguageModelError) -> ToolCall {
        let name = try call.required("name").string()
        let id = try call["id"]?.string() ?? "call_\(callCount)"
        callCount += 1
        open.append((id, name))
        return ToolCall(
            id: id, name: name, arguments: ServedConversation.arguments(call["args"]?.value), metadata: metadata)
    }

    private mutating func readResult(_ field: RequestField) throws(LanguageModelError) {
        let name = try field.required("name").string()
        let given = try field["id"]?.string()
        let position = open.firstIndex { given == nil ? $0.name == name : $0.id == given }
        let id = given ?? position.map { open[$0].id } ?? name
        if let position { open.remove(at: position) }
        conversation.append(resultOf: id, Self.output(field.value["response"] ?? .null), name: name)
    }

    /// What a function answered is an object; Google's page "Function calling" puts a result under `output` or
    /// `result`, and a failure under `error`.
    private static func output(_ response: JSONValue) -> ToolOutput {
        guard let object = response.objectValue, object.count == 1 else { return .json(response) }
        if let error = object["error"]?.stringValue { return .error(error) }
        guard let output = object["output"] ?? object["result"] else { return .json(response) }
        return output.stringValue.map(ToolOutput.text) ?? .json(output)
    }
}
