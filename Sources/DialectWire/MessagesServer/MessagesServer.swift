package import Dialect

/// Anthropic's Messages API as a server speaks it (its reference, "Messages", "Streaming" and "Errors").
package struct MessagesServer: ServedDialect {
    /// The provider whose own blocks and tools this dialect has.
    static let provider = "anthropic"

    package init() {}

    package var requestIDHeader: String { "request-id" }

    /// `…/messages`, under any prefix, and the places of Claude on Vertex AI, which name the model.
    package func target(of place: ServedPlace) -> ServedTarget? {
        if place.ends(with: "messages") { return ServedTarget() }
        guard let last = place.segments.last else { return nil }
        for (suffix, isStreaming) in [(":rawPredict", false), (":streamRawPredict", true)] where last.hasSuffix(suffix)
        {
            return ServedTarget(model: String(last.dropLast(suffix.count)), isStreaming: isStreaming)
        }
        return nil
    }

    package func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        try MessagesRequestDecoder.decode(body, at: target)
    }

    package func encoder(of reply: ServedReply) -> any ServedEventEncoder {
        SequencedEncoder(reply, writer: MessagesEventWriter(reply))
    }

    package func body(of response: ModelResponse, in reply: ServedReply) -> [UInt8] {
        let message: JSONValue = [
            "model": .string(response.metadata.model ?? reply.request.model), "id": .string("msg_\(reply.digits)"),
            "type": "message", "role": "assistant", "content": .array(response.content.compactMap(Self.block)),
            "stop_reason": .string(Self.word(response.finishReason)), "stop_sequence": .null,
            "usage": Self.json(response.usage),
        ]
        return message.jsonBytes()
    }

    private static func block(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text, _): ["type": "text", "text": .string(text)]
        case .reasoning(let text, let metadata):
            redacted(metadata) ?? [
                "type": "thinking", "thinking": .string(text), "signature": .string(signature(metadata)),
            ]
        case .toolCall(let call) where !call.isProviderExecuted:
            [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                "input": ServedConversation.input(call.arguments),
            ]
        default: nil
        }
    }

    // MARK: Reasoning

    /// The proof of a thought: Anthropic's own, or whatever its provider needs back.
    static func signature(_ metadata: ProviderMetadata) -> String {
        metadata[raw: provider]?["block"]?["signature"]?.nonEmptyString ?? SealedMetadata.seal(metadata)
    }

    /// The block of a thought that only the provider can read.
    static func redacted(_ metadata: ProviderMetadata) -> JSONValue? {
        guard let block = metadata[raw: provider]?["block"], block["type"] == "redacted_thinking" else { return nil }
        return block
    }

    // MARK: The end

    static func word(_ reason: FinishReason) -> String {
        reason.word(
            [
                .stop: "end_turn", .length: "max_tokens", .toolCalls: "tool_use", .contentFilter: "refusal",
                .paused: "pause_turn",
            ], otherwise: "end_turn"
        ) { FinishReason(messagesStopReason: $0) }
    }

    /// What caches had to do with is counted beside the other input.
    static func json(_ usage: Usage) -> JSONValue {
        [
            "input_tokens": .integer(usage.input.uncached),
            "cache_creation_input_tokens": .integer(usage.input.cacheWrite ?? 0),
            "cache_read_input_tokens": .integer(usage.input.cacheRead ?? 0),
            "output_tokens": .integer(usage.output.total ?? 0),
        ]
    }

    // MARK: Errors

    package func refusal(_ failure: ServedFailure, requestID: String) -> ServedRefusal {
        var json = Self.json(failure)
        json["request_id"] = .string(requestID)
        return ServedRefusal(status: Self.kind(of: failure).status, json: json, failure: failure)
    }

    /// The object that tells of a failure, as a body and as an event.
    static func json(_ failure: ServedFailure) -> JSONValue {
        let message = failure.message(forOverflow: "prompt is too long") {
            "prompt is too long: \($0) tokens > \($1) maximum."
        }
        return [
            "type": "error", "error": ["type": .string(kind(of: failure).type), "message": .string(message)],
        ]
    }

    /// The words of the reference's page "Errors".
    private static func kind(of failure: ServedFailure) -> (status: Int, type: String) {
        switch failure.code {
        case .rateLimited: (429, "rate_limit_error")
        case .quotaExceeded: (402, "billing_error")
        case .overloaded: (529, "overloaded_error")
        case .authentication: (401, "authentication_error")
        case .permissionDenied: (403, "permission_error")
        case .notFound: (404, "not_found_error")
        case .timeout: (504, "timeout_error")
        case .invalidRequest, .contextLengthExceeded, .contentFiltered:
            (failure.clientStatus, failure.error.status == 413 ? "request_too_large" : "invalid_request_error")
        default: (500, "api_error")
        }
    }
}
