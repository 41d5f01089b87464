package import Dialect

/// Amazon Bedrock's Converse as a server speaks it ("Bedrock Runtime" in AWS's API reference).
package struct ConverseServer: ServedDialect {
    /// The provider whose own blocks and tools this dialect has.
    static let provider = "bedrock"

    package init() {}

    package var streamContentType: String { "application/vnd.amazon.eventstream" }
    package var requestIDHeader: String { "x-amzn-requestid" }

    /// `/model/<id>/converse` and `/model/<id>/converse-stream`, under any prefix.
    package func target(of place: ServedPlace) -> ServedTarget? {
        let segments = place.segments.suffix(3)
        guard segments.count == 3, segments.first == "model", let model = segments.dropLast().last else { return nil }
        switch segments.last {
        case "converse": return ServedTarget(model: model, isStreaming: false)
        case "converse-stream": return ServedTarget(model: model, isStreaming: true)
        default: return nil
        }
    }

    package func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        try ConverseRequestDecoder.decode(body, at: target)
    }

    package func encoder(of reply: ServedReply) -> any ServedEventEncoder {
        SequencedEncoder(reply, writer: ConverseEventWriter())
    }

    package func body(of response: ModelResponse, in reply: ServedReply) -> [UInt8] {
        let body: JSONValue = [
            "output": ["message": ["role": "assistant", "content": .array(response.content.compactMap(Self.block))]],
            "stopReason": .string(Self.word(response.finishReason)), "usage": Self.json(response.usage),
            "metrics": ["latencyMs": 0],
        ]
        return body.jsonBytes()
    }

    private static func block(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text, _): ["text": .string(text)]
        case .reasoning(let text, let metadata):
            if let redacted = redacted(metadata) {
                ["reasoningContent": ["redactedContent": redacted]]
            } else {
                [
                    "reasoningContent": [
                        "reasoningText": ["text": .string(text), "signature": .string(signature(metadata))]
                    ]
                ]
            }
        case .toolCall(let call) where !call.isProviderExecuted:
            [
                "toolUse": [
                    "toolUseId": .string(call.id), "name": .string(call.name),
                    "input": ServedConversation.input(call.arguments),
                ]
            ]
        default: nil
        }
    }

    // MARK: Reasoning

    /// The proof of a thought: Bedrock's own, or whatever its provider needs back.
    static func signature(_ metadata: ProviderMetadata) -> String {
        metadata[raw: provider]?["signature"]?.nonEmptyString ?? SealedMetadata.seal(metadata)
    }

    /// A thought that only the model can read.
    static func redacted(_ metadata: ProviderMetadata) -> JSONValue? {
        metadata.isEmpty ? nil : metadata[raw: provider]?["redactedContent"]
    }

    // MARK: The end

    static func word(_ reason: FinishReason) -> String {
        let own: [String: FinishReason.Kind] = [
            "stop_sequence": .stop, "guardrail_intervened": .contentFilter, "model_context_window_exceeded": .length,
        ]
        return reason.word(
            [
                .stop: "end_turn", .length: "max_tokens", .toolCalls: "tool_use", .contentFilter: "content_filtered",
                .error: "malformed_model_output",
            ], otherwise: "end_turn"
        ) { FinishReason(own[$0] ?? .other) }
    }

    /// What caches had to do with is counted beside the other input.
    static func json(_ usage: Usage) -> JSONValue {
        [
            "inputTokens": .integer(usage.input.uncached), "outputTokens": .integer(usage.output.total ?? 0),
            "totalTokens": .integer(usage.total ?? 0), "cacheReadInputTokens": .integer(usage.input.cacheRead ?? 0),
            "cacheWriteInputTokens": .integer(usage.input.cacheWrite ?? 0),
        ]
    }

    // MARK: Errors

    package func refusal(_ failure: ServedFailure, requestID: String) -> ServedRefusal {
        let (status, name) = Self.exception(failure)
        return ServedRefusal(
            status: status, headers: [("x-amzn-errortype", name)], json: Self.json(failure), failure: failure)
    }

    static func json(_ failure: ServedFailure) -> JSONValue {
        ["message": .string(failure.message(forOverflow: "Input is too long"))]
    }

    /// The names of the API reference's "Common Errors" and of its errors of Converse.
    static func exception(_ failure: ServedFailure) -> (status: Int, name: String) {
        switch failure.code {
        case .rateLimited: (429, "ThrottlingException")
        case .quotaExceeded: (400, "ServiceQuotaExceededException")
        case .overloaded: (503, "ServiceUnavailableException")
        case .authentication: (403, "UnrecognizedClientException")
        case .permissionDenied: (403, "AccessDeniedException")
        case .notFound: (404, "ResourceNotFoundException")
        case .timeout: (408, "ModelTimeoutException")
        case .invalidRequest, .contextLengthExceeded, .contentFiltered: (failure.clientStatus, "ValidationException")
        default: (500, "InternalServerException")
        }
    }
}
