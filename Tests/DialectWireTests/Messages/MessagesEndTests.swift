import Dialect
import DialectWire
import Testing

/// Finish reasons, usage and what a message says of itself.
@Suite struct MessagesEndTests {
    @Test(
        "Every stop reason keeps its word",
        arguments: [
            ("end_turn", FinishReason.Kind.stop), ("stop_sequence", .stop), ("max_tokens", .length),
            ("model_context_window_exceeded", .length), ("pause_turn", .paused), ("refusal", .contentFilter),
            ("word_of_tomorrow", .other),
        ])
    func stopReasons(word: String, kind: FinishReason.Kind) {
        let reason = ParsedMessage(blocks: #"{"type":"ping"}"#, stopReason: word).response.finishReason
        #expect(reason == FinishReason(kind, raw: word))
    }

    @Test("Input includes what was cached, and later reports complete earlier ones")
    func usage() {
        let usage = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":3,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":1,"service_tier":"standard"}}}
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":null,"output_tokens":9,"output_tokens_details":{"thinking_tokens":4}}}
            {"type":"message_stop"}
            """
        ).response.usage
        #expect(usage.input == Usage.Input(total: 123, cacheRead: 100, cacheWrite: 20))
        #expect(usage.output == Usage.Output(total: 9, reasoning: 4))
        #expect(usage.raw?["service_tier"] == "standard")
    }

    @Test("A compaction costs as well; an advisor's tokens are not the model's")
    func iterations() {
        let usage = ParsedMessage(
            """
            {"type":"message","content":[],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":2,"iterations":[{"type":"compaction","input_tokens":100,"cache_creation_input_tokens":50,"output_tokens":30},{"type":"advisor_message","input_tokens":70,"output_tokens":7},{"type":"message","input_tokens":10,"output_tokens":2}]}}
            """
        ).response.usage
        #expect(usage.input.total == 160)
        #expect(usage.input.cacheWrite == 50)
        #expect(usage.output.total == 32)
    }

    @Test("Containers, stop sequences and refusals are told in the metadata")
    func metadata() throws {
        let response = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_1","model":"claude","content":[],"usage":{"input_tokens":3,"output_tokens":1,"service_tier":"priority"}}}
            {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":"###","stop_details":{"type":"refusal","category":"cyber"},"container":{"id":"c_1","expires_at":"2026-01-01T00:00:00Z"}},"context_management":{"applied_edits":[]},"usage":{"output_tokens":2}}
            {"type":"message_stop"}
            """
        ).response
        let own = try #require(response.metadata.provider.decode(MessagesMetadata.self, named: "anthropic"))
        #expect(own.containerID == "c_1")
        #expect(own.stopSequence == "###")
        #expect(own.stopDetails?["category"] == "cyber")
        #expect(own.contextManagement?["applied_edits"] == [])
        #expect(own.serviceTier == "priority")
        #expect(response.metadata.model == "claude")
    }

    @Test("A body that is an error is one")
    func errorBody() {
        let message = ParsedMessage(
            #"{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"},"request_id":"req_1"}"#)
        #expect(message.error?.code == .rateLimited)
    }

    @Test(
        "Anthropic's words are told apart",
        arguments: [
            (
                "invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum", 400,
                LanguageModelError.Code.contextLengthExceeded
            ),
            (
                "invalid_request_error",
                "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease it", 400,
                .contextLengthExceeded
            ),
            (
                "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", 400,
                .quotaExceeded
            ),
            ("billing_error", "M", 402, .quotaExceeded),
            ("authentication_error", "M", 401, .authentication),
            ("permission_error", "M", 403, .permissionDenied),
            ("not_found_error", "M", 404, .notFound),
            ("request_too_large", "M", 413, .invalidRequest),
            ("rate_limit_error", "M", 429, .rateLimited),
            ("api_error", "M", 500, .server),
            ("timeout_error", "M", 504, .timeout),
            ("overloaded_error", "M", 529, .overloaded),
        ])
    func errors(type: String, message: String, status: Int, code: LanguageModelError.Code) {
        let error = LanguageModelError(
            reported: ["type": "error", "error": ["type": .string(type), "message": .string(message)]],
            provider: "anthropic", httpStatus: status)
        #expect(error.code == code)
        #expect(error.httpStatus == status)
    }

    @Test("An overflow tells used and maximum tokens")
    func overflow() {
        func details(_ message: String) -> LanguageModelError.ProviderDetails {
            LanguageModelError(
                reported: ["error": ["type": "invalid_request_error", "message": .string(message)]],
                provider: "anthropic"
            ).details
        }
        let tooLong = details("prompt is too long: 208310 tokens > 200000 maximum")
        #expect(tooLong.usedTokens == 208_310 && tooLong.maximumTokens == 200_000)
        let noRoom = details("input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000")
        #expect(noRoom.usedTokens == 209_573 && noRoom.maximumTokens == 200_000)
    }
}
