package import Dialect

/// Google's `generateContent` as a server speaks it (the Gemini API's reference, "Generating content").
package struct GenerateContentServer: ServedDialect {
    /// The provider whose own parts and tools this dialect has.
    static let provider = "google"

    package init() {}

    package var streamContentType: String { "text/event-stream" }

    /// `…/models/<model>:generateContent` and `:streamGenerateContent`, at the Gemini API and on Vertex AI.
    package func target(of place: ServedPlace) -> ServedTarget? {
        guard let last = place.segments.last, let colon = last.lastIndex(of: ":") else { return nil }
        let model = String(last[..<colon])
        switch last[colon...] {
        case ":generateContent": return ServedTarget(model: model, isStreaming: false)
        case ":streamGenerateContent": return ServedTarget(model: model, isStreaming: true)
        default: return nil
        }
    }

    package func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        try GenerateContentDecoder.decode(body, at: target)
    }

    package func encoder(of reply: ServedReply) -> any ServedEventEncoder {
        SequencedEncoder(reply, writer: GenerateContentWriter(reply))
    }

    package func body(of response: ModelResponse, in reply: ServedReply) -> [UInt8] {
        let parts = response.content.flatMap(Self.parts)
        return Self.chunk(
            parts.isEmpty ? [["text": ""]] : parts, model: response.metadata.model ?? reply.request.model,
            id: reply.digits, reason: response.finishReason, usage: response.usage
        ).jsonBytes()
    }

    // MARK: Parts

    private static func parts(_ part: ContentPart) -> [JSONValue] {
        var parts: [JSONValue] = []
        switch part {
        case .text(let text, let metadata):
            parts.append(["text": .string(text)])
            if let proof = ownSignature(metadata) { parts.append(["text": "", "thoughtSignature": proof]) }
        case .reasoning(let text, let metadata):
            if !text.isEmpty { parts.append(["text": .string(text), "thought": true]) }
            if let proof = signature(metadata) {
                parts.append(["text": "", "thought": true, "thoughtSignature": proof])
            }
        case .toolCall(let call) where !call.isProviderExecuted:
            parts.append(Self.call(call.id, call.name, call.arguments, call.metadata))
        default: break
        }
        return parts
    }

    static func call(_ id: String, _ name: String, _ arguments: String, _ metadata: ProviderMetadata) -> JSONValue {
        var part: JSONObject = [
            "functionCall": [
                "name": .string(name), "args": ServedConversation.input(arguments), "id": .string(id),
            ]
        ]
        part["thoughtSignature"] = signature(metadata)
        return .object(part)
    }

    /// The proof of a part: Google's own, or whatever its provider needs back.
    static func signature(_ metadata: ProviderMetadata) -> JSONValue? {
        guard !metadata.isEmpty else { return nil }
        return ownSignature(metadata) ?? .string(SealedMetadata.seal(metadata))
    }

    /// Google's own proof of a part. Text has no other: it goes back without.
    static func ownSignature(_ metadata: ProviderMetadata) -> JSONValue? {
        metadata.isEmpty ? nil : metadata[raw: provider]?["part"]?["thoughtSignature"]
    }

    /// A response with one candidate; all chunks of a stream are such.
    static func chunk(
        _ parts: [JSONValue], model: String, id: String, reason: FinishReason? = nil, usage: Usage? = nil
    ) -> JSONValue {
        var candidate: JSONObject = ["content": ["parts": .array(parts), "role": "model"]]
        candidate["finishReason"] = reason.map { .string(word($0)) }
        candidate["index"] = 0
        var chunk: JSONObject = ["candidates": [.object(candidate)]]
        chunk["usageMetadata"] = usage.map { json($0) }
        chunk["modelVersion"] = .string(model)
        chunk["responseId"] = .string(id)
        return .object(chunk)
    }

    // MARK: The end

    /// The words of the reference's "FinishReason" that mean the same as common ones. Calls end a response plainly.
    private static func word(_ reason: FinishReason) -> String {
        let own: [String: FinishReason.Kind] = [
            "SAFETY": .contentFilter, "RECITATION": .contentFilter, "BLOCKLIST": .contentFilter,
            "PROHIBITED_CONTENT": .contentFilter, "SPII": .contentFilter, "MALFORMED_FUNCTION_CALL": .error,
        ]
        return reason.word(
            [.stop: "STOP", .toolCalls: "STOP", .length: "MAX_TOKENS", .contentFilter: "SAFETY", .error: "OTHER"],
            otherwise: "OTHER"
        ) { FinishReason(own[$0] ?? .other) }
    }

    /// Thoughts are counted beside the other output.
    private static func json(_ usage: Usage) -> JSONValue {
        let (input, output, thoughts) = (usage.input.total ?? 0, usage.output.total ?? 0, usage.output.reasoning ?? 0)
        var json: JSONObject = [
            "promptTokenCount": .integer(input),
            "candidatesTokenCount": .integer(max(0, output.subtractingSaturated(thoughts))),
            "totalTokenCount": .integer(input.addingSaturated(output)),
            "promptTokensDetails": [["modality": "TEXT", "tokenCount": .integer(input)]],
        ]
        if let cached = usage.input.cacheRead, cached > 0 { json["cachedContentTokenCount"] = .integer(cached) }
        if thoughts > 0 { json["thoughtsTokenCount"] = .integer(thoughts) }
        return .object(json)
    }
}
