import Dialect
import DialectWire
import Testing

/// How the events of a message become parts.
@Suite struct MessagesStreamTests {
    @Test("A text streams in a block of its own")
    func text() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
                {"type":"ping"}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}
                {"delta":{"text":"lo","type":"text_delta"},"index":0,"type":"content_block_delta"}
                {"type":"content_block_stop","index":0}
                """)
        #expect(
            message.lines == [
                "start msg_1", "text 0 begins", "text 0: Hel", "text 0: lo", "text 0 ends",
                "finish stop (end_turn), 10 in, 5 out",
            ])
        #expect(message.response.content == [.text("Hello")])
    }

    @Test("Thinking keeps its signature, and redacted thinking its data")
    func thinking() throws {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
                {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"si"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"gn"}}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"secret"}}
                {"type":"content_block_stop","index":1}
                """)
        let content = message.response.content
        #expect(message.response.reasoning == "Hm\n\n")
        let blocks = try content.map { part -> JSONValue in
            guard case .reasoning(_, let metadata) = part else { return .null }
            return try #require(metadata[raw: "anthropic"]?["block"])
        }
        #expect(
            blocks == [
                ["type": "thinking", "thinking": "Hm", "signature": "sign"],
                ["type": "redacted_thinking", "data": "secret"],
            ])
    }

    @Test("Parallel calls come one after another, each whole")
    func parallelCalls() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":" 1}"}}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t2","name":"now","input":{}}}
                {"type":"content_block_stop","index":1}
                """, stopReason: "tool_use")
        #expect(
            message.lines == [
                "start msg_1", "input t1 begins: add", "input t1: {\"a\":", "input t1:  1}", "input t1 ends",
                "call t1 add {\"a\": 1}", "input t2 begins: now", "input t2 ends", "call t2 now {}",
                "finish toolCalls (tool_use), 10 in, 5 out",
            ])
    }

    @Test(
        "A call that a limit cut off is reported, not handed out",
        arguments: [
            "max_tokens", "model_context_window_exceeded", "refusal",
        ])
    func cutCall(stopReason: String) {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}
                {"type":"content_block_stop","index":0}
                """, stopReason: stopReason)
        #expect(message.response.toolCalls.isEmpty)
        #expect(message.response.warnings.map(\.kind) == [.incompleteToolCall])
        #expect(message.response.finishReason.raw == stopReason)
        #expect(message.response.finishReason.kind != .toolCalls)
    }

    @Test("A call that came whole with its beginning needs no deltas")
    func wholeCall() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"roll","input":{"n":1},"caller":{"type":"code_execution_20250825","tool_id":"s1"}}}
                {"type":"content_block_stop","index":0}
                """, stopReason: "tool_use")
        #expect(message.response.toolCalls.map(\.arguments) == [#"{"n":1}"#])
        // Who called is needed when the call goes back.
        let block = message.response.toolCalls.first?.metadata[raw: "anthropic"]?["block"]
        #expect(block?["caller"]?["tool_id"] == "s1")
    }

    @Test("A message that came whole with its start is one without deltas")
    func wholeMessage() {
        let message = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"t1","name":"roll","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":0,"output_tokens":0}}}
            {"type":"message_stop"}
            """)
        #expect(message.error == nil)
        #expect(message.response.toolCalls.map(\.name) == ["roll"])
        #expect(message.response.finishReason == FinishReason(.toolCalls, raw: "tool_use"))
    }

    @Test("A stream without its last event is truncated, with what was spent")
    func truncated() {
        let message = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":7,"output_tokens":1}}}
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}
            """)
        #expect(message.error?.code == .connection)
        #expect(message.error?.usage?.input.total == 7)
        #expect(message.error?.usage?.output.total == 2)
        #expect(message.error?.usage?.isPartial == true)
    }

    @Test("An error in mid-stream is classified and keeps its id")
    func errorEvent() {
        let message = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":7,"output_tokens":1}}}
            {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_9"}
            """)
        #expect(message.error?.code == .overloaded)
        #expect(message.error?.requestID == "req_9")
        #expect(message.error?.isRetryable == true)
        #expect(message.error?.rawBody?.contains("overloaded_error") == true)
    }

    @Test("What nobody knows yet passes through")
    func unknown() {
        let message = ParsedMessage(
            blocks: """
                {"type":"news_of_tomorrow","x":1}
                {"type":"content_block_start","index":0,"content_block":{"type":"hologram","depth":3}}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
                {"type":"content_block_delta","index":1,"delta":{"type":"smell_delta","smell":"rose"}}
                {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}
                {"type":"content_block_stop","index":1}
                """, stopReason: "exhausted")
        #expect(
            message.lines == [
                "start msg_1", "unknown news_of_tomorrow", "item anthropic hologram", "unknown content_block_delta",
                "text 0 begins", "text 0: Hi", "text 0 ends", "finish other (exhausted), 10 in, 5 out",
            ])
    }

    @Test("The input of the answer's tool is the answer's text")
    func answerTool() throws {
        var request: ModelRequest = "Well?"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: ["type": "object"]))
        let schemas = try request.messages(model: "claude-3-5-sonnet-20241022").schemas
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"answer","input":{}}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}
                {"type":"content_block_stop","index":0}
                """, stopReason: "tool_use", schemas: schemas)
        #expect(message.response.text == #"{"a":1}"#)
        #expect(message.response.toolCalls.isEmpty)
        #expect(message.response.finishReason == FinishReason(.stop, raw: "tool_use"))
    }
}
