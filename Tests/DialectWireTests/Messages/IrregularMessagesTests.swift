import Dialect
import DialectWire
import Testing

/// Streams that break the rules of the Messages API in ways that can be mended, and those that cannot.
@Suite struct IrregularMessagesTests {
    @Test("Blocks that never stop end with the message")
    func missingStops() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hel"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}
                {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}
                {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}
                """, stopReason: "tool_use")
        #expect(message.response.text == "Hello")
        #expect(message.response.toolCalls.map(\.arguments) == ["{}"])
    }

    @Test("A call that never stops and cannot be read is not handed out")
    func brokenCall() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\""}}
                """, stopReason: "tool_use")
        #expect(message.response.toolCalls.isEmpty)
        #expect(message.response.warnings.map(\.kind) == [.incompleteToolCall])
    }

    @Test("What a model wrote instead of JSON is kept as it is")
    func oddArguments() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{a: 1}"}}
                {"type":"content_block_stop","index":0}
                """, stopReason: "tool_use")
        #expect(message.response.toolCalls.map(\.arguments) == ["{a: 1}"])
    }

    @Test("Text without a beginning begins by itself, input without one passes through")
    func missingStarts() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}
                {"type":"content_block_stop","index":1}
                {"type":"content_block_stop","index":9}
                """)
        #expect(message.lines.contains("unknown content_block_delta"))
        #expect(message.response.reasoning == "Hm")
        #expect(message.response.text == "Hi")
    }

    @Test("Blocks may interleave, and an index may be used again")
    func indices() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}
                {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t2","name":"add","input":{}}}
                {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"b\\":2}"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}
                {"type":"content_block_stop","index":1}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Done."}}
                {"type":"content_block_stop","index":0}
                """, stopReason: "tool_use")
        #expect(message.response.toolCalls.map(\.id) == ["t2", "t1"])
        #expect(message.response.toolCalls.map(\.arguments) == [#"{"b":2}"#, #"{"a":1}"#])
        #expect(message.response.text == "Done.")
    }

    @Test("Numbers as large as can be end nothing")
    func largestNumbers() {
        let message = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":9223372036854775807,"output_tokens":1}}}
            {"type":"content_block_start","index":9223372036854775807,"content_block":{"type":"text","text":"Hel"}}
            {"type":"content_block_stop","index":9223372036854775807}
            {"type":"content_block_start","content_block":{"type":"text","text":"lo"}}
            {"type":"content_block_stop"}
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}
            {"type":"message_stop"}
            """)
        #expect(message.error == nil)
        #expect(message.response.text == "Hello")
        #expect(message.response.usage.input.total == Int.max)
    }

    @Test("An emoji in two halves is one")
    func surrogates() {
        let message = ParsedMessage(
            blocks: #"""
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"A\ud83d"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ude00B"}}
                {"type":"content_block_stop","index":0}
                """#)
        #expect(message.response.text == "A😀B")
    }

    @Test("Nothing is read after the end")
    func afterTheEnd() {
        let message = ParsedMessage(
            """
            {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}
            {"type":"message_stop"}
            [DONE]
            {"type":"message_start","message":{"id":"msg_2","content":[]}}
            """)
        #expect(message.error == nil)
        #expect(message.response.metadata.id == "msg_1")
    }

    @Test("What is no JSON is an error that shows it", arguments: ["<html>", #"{"type":"ping""#, "[1]", "7"])
    func noJSON(event: String) {
        let message = ParsedMessage(event)
        #expect(message.error?.code == .decoding)
        #expect(message.error?.rawBody == event)
    }

    @Test("An object that is no event passes through, and the response is truncated")
    func noEvent() {
        let message = ParsedMessage(#"{"hello":"world"}"#)
        #expect(message.lines.first == "start without id")
        #expect(message.error?.code == .connection)
    }
}
