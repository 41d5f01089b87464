import Dialect
import DialectWire
import Testing

/// Tool calls that are cut, interleaved, or told only in part; text cut inside a letter.
@Suite struct IrregularToolCallTests {
    private let added =
        #"{"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":""}}"#

    private func delta(_ escaped: String) -> String {
        #"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"\#(escaped)"}"#
    }

    private func stream(_ events: String...) -> ParsedStream {
        ParsedStream(events.joined(separator: "\n"))
    }

    // MARK: Cut calls

    @Test func argumentsThatEndMidJSONAreKeptAsTheyAre() throws {
        let done =
            #"{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":","status":"completed"}}"#
        let call = try #require(ParsedStream(ParsedStream.framed(done)).response.toolCalls.first)
        #expect(call.arguments == #"{"a":"#)
        #expect(throws: JSONError.self) { try call.argumentsJSON }
    }

    @Test(arguments: [
        #""output":[]"#,
        #""output":[{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":","status":"incomplete"}]"#,
        #""output":[{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":","status":"in_progress"}]"#,
        #""output":[{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":"}]"#,
    ])
    func aCallCutByLengthIsAWarningAndNoCall(_ output: String) {
        let end =
            #"{"type":"response.incomplete","response":{"id":"resp_1","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},\#(output)}}"#
        #expect(
            stream(added, delta(#"{\"a\":"#), end).lines == [
                "start without id", "input call_1 begins: f", #"input call_1: {"a":"#, "input call_1 ends",
                "warning incompleteToolCall call_1", "finish length (max_output_tokens)",
            ])
    }

    @Test func aCallThatWasCompleteBeforeTheCutIsACall() {
        let done =
            #"{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}","status":"completed"}}"#
        let end = #"{"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}"#
        #expect(stream(added, done, end).response.toolCalls.map(\.id) == ["call_1"])
    }

    @Test func aCallOfAFailedResponseIsNoCall() {
        let end =
            #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"No."}}}"#
        #expect(
            stream(added, delta("{}"), end).lines == [
                "start without id", "input call_1 begins: f", "input call_1: {}", "input call_1 ends",
                "warning incompleteToolCall call_1", "error server: No.",
            ])
    }

    @Test func aCallWithoutANameIsAWarningAndNoCall() {
        #expect(
            ParsedStream(ParsedStream.framed(delta("{}"))).lines == [
                "start resp_1", "input fc_1 begins: function", "input fc_1: {}", "input fc_1 ends",
                "warning incompleteToolCall fc_1", "finish stop (completed)",
            ])
    }

    @Test(arguments: [
        (#"{"type":"response.mcp_call_arguments.delta","item_id":"x_1","output_index":0,"delta":"{}"}"#, "mcp"),
        (#"{"type":"response.mcp_call_arguments.done","item_id":"x_1","output_index":0,"arguments":"{}"}"#, "mcp"),
        (
            #"{"type":"response.code_interpreter_call_code.done","item_id":"x_1","output_index":0,"code":"{}"}"#,
            "code_interpreter"
        ),
        (
            #"{"type":"response.apply_patch_call_operation_diff.delta","item_id":"x_1","output_index":0,"delta":"{}"}"#,
            "apply_patch"
        ),
    ])
    func anotherToolThatNeverCompletesIsNoCallOfAFunction(event: String, name: String) {
        #expect(
            ParsedStream(ParsedStream.framed(event)).lines == [
                "start resp_1", "input x_1 begins: \(name)", "input x_1: {}", "input x_1 ends",
                "warning incompleteToolCall x_1", "finish stop (completed)",
            ])
    }

    @Test func aCallThatWasNeverRestatedCanBeSentBack() throws {
        let response = ParsedStream(ParsedStream.framed(added + "\n" + delta("{}"))).response
        let request = ModelRequest(messages: [.user("Go"), response.message])
        let body = String(
            decoding: try ResponsesRequestEncoder().encode(request, model: "m").input[1].json, as: UTF8.self)
        #expect(
            body
                == #"{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}","status":"completed"}"#
        )
    }

    // MARK: Parallel calls

    @Test func parallelCallsMayInterleave() {
        let events = #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.output_item.added","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g"}}
            {"type":"response.function_call_arguments.delta","item_id":"fc_2","output_index":1,"delta":"{\"b\":"}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{\"a\":"}
            {"type":"response.function_call_arguments.delta","item_id":"fc_2","output_index":1,"delta":"2}"}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"1}"}
            """#
        let calls = ParsedStream(ParsedStream.framed(events)).response.toolCalls
        #expect(calls.map(\.name) == ["f", "g"])
        #expect(calls.map(\.arguments) == [#"{"a":1}"#, #"{"b":2}"#])
    }

    @Test func theSameCallIDTwiceStaysTwoBlocks() {
        let events = #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"c","name":"f"}}
            {"type":"response.output_item.added","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"c","name":"g"}}
            {"type":"response.function_call_arguments.delta","item_id":"fc_2","output_index":1,"delta":"{}"}
            """#
        let lines = ParsedStream(ParsedStream.framed(events)).lines
        #expect(lines.contains("input c begins: f"))
        #expect(lines.contains("input c#2 begins: g"))
        #expect(lines.contains("input c#2: {}"))
    }

    @Test func aNameMayComeLate() {
        let events = #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","name":""}}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":null}}
            """#
        #expect(
            ParsedStream(ParsedStream.framed(events)).lines == [
                "start resp_1", "input call_1 begins: f", "input call_1 ends", "call call_1 f {} of fc_1, kept",
                "finish toolCalls (completed)",
            ])
    }

    // MARK: Cut letters

    @Test(arguments: [
        ([#"a\ud83d"#, #"\ude00b"#], "a😀b"), ([#"\uD83D"#, "", #"\uDE00"#], "😀"), (["e", "\u{301}"], "e\u{301}"),
        ([#"\ud83d"#, "x"], "\u{FFFD}x"), ([#"\ude00"#, "x"], "\u{FFFD}x"),
        ([#"\ud83d\ud83d"#, #"\ude00"#], "\u{FFFD}😀"),
        (["👩\u{200D}", "👧"], "👩\u{200D}👧"), ([#"\\ud83d"#, #"\\ude00"#], #"\ud83d\ude00"#),
    ])
    func lettersMayBeCut(deltas: [String], text: String) {
        let events = deltas.map {
            #"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"\#($0)"}"#
        }
        let stream = ParsedStream(ParsedStream.framed(events.joined(separator: "\n")))
        #expect(stream.response.text == text)
        #expect(stream.response.text.unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test func lettersOfArgumentsMayBeCut() {
        let response = stream(
            added, delta(#"{\"a\":\"\ud83d"#), delta(#"\ude00\"}"#), #"{"type":"response.completed"}"#)
        #expect(response.response.toolCalls.map(\.arguments) == [#"{"a":"😀"}"#])
    }

    @Test func aCutLetterIsTakenFromTheRestatement() {
        let events = #"""
            {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"a\ud83d"}
            {"type":"response.output_text.done","item_id":"m","output_index":0,"content_index":0,"text":"a😀"}
            """#
        #expect(ParsedStream(ParsedStream.framed(events)).response.text == "a😀")
    }

    // MARK: Encrypted reasoning

    @Test func encryptedReasoningGoesBackAsItCame() throws {
        let item =
            #"{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"A \u0062 plan"}],"encrypted_content":"gAAA+/=","z":1.0}"#
        let response = ParsedStream(
            ParsedStream.framed(#"{"type":"response.output_item.done","output_index":0,"item":\#(item)}"#)
        ).response
        var options = ResponsesOptions()
        options.store = false
        options.include = [.encryptedReasoning]
        var request = ModelRequest(messages: [.user("Go"), response.message, .user("On")])
        request.providerOptions[raw: "openai"] = try JSONValue(encoding: options)
        let encoded = try ResponsesRequestEncoder().encode(request, model: "m")
        #expect(encoded.warnings == [])
        #expect(try JSONValue(parsing: encoded.input[1].json) == JSONValue(parsing: item))
        #expect(String(decoding: encoded.input[1].json, as: UTF8.self).contains(#""encrypted_content":"gAAA+/=""#))
    }
}
