package import Dialect

/// Chat Completions as a server speaks it, in the shapes of OpenAI's live service (its API reference, "Chat").
package struct ChatCompletionsServer: ServedDialect {
    package init() {}

    /// `…/chat/completions`, under any prefix; Azure's older paths name the model before it.
    package func target(of place: ServedPlace) -> ServedTarget? {
        guard place.ends(with: "chat", "completions") else { return nil }
        let head = place.segments.dropLast(2)
        guard head.count >= 2, head[head.endIndex - 2] == "deployments" else { return ServedTarget() }
        return ServedTarget(model: head.last)
    }

    package func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        try ChatRequestDecoder.decode(body, at: target)
    }

    package func encoder(of reply: ServedReply) -> any ServedEventEncoder {
        SequencedEncoder(reply, writer: ChatChunkWriter(reply), wrapsFreeText: false)
    }

    package func body(of response: ModelResponse, in reply: ServedReply) -> [UInt8] {
        ChatCompletionBody.encode(response, in: reply)
    }

    package func refusal(_ failure: ServedFailure, requestID: String) -> ServedRefusal {
        ServedRefusal(status: failure.error.status, json: Self.json(failure), failure: failure)
    }

    /// The object that tells of a failure.
    static func json(_ failure: ServedFailure) -> JSONValue {
        var error = failure.error
        error.message = failure.message(forOverflow: nil) {
            "This model's maximum context length is \($1) tokens. However, your messages resulted in \($0) tokens."
        }
        return ["error": error.json]
    }

    /// The dialect's words for the end of an answer.
    static func word(_ reason: FinishReason) -> String {
        reason.word(
            [.stop: "stop", .length: "length", .toolCalls: "tool_calls", .contentFilter: "content_filter"],
            otherwise: "stop"
        ) { FinishReason(chatCompletions: $0) }
    }

    static func json(_ usage: Usage) -> JSONValue {
        [
            "prompt_tokens": .integer(usage.input.total ?? 0), "completion_tokens": .integer(usage.output.total ?? 0),
            "total_tokens": .integer(usage.total ?? 0),
            "prompt_tokens_details": ["cached_tokens": .integer(usage.input.cacheRead ?? 0), "audio_tokens": 0],
            "completion_tokens_details": [
                "reasoning_tokens": .integer(usage.output.reasoning ?? 0), "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
            ],
        ]
    }
}
