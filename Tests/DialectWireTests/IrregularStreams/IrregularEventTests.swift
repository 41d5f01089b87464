import Dialect
import DialectWire
import Testing

/// Events that are no events, errors in every shape, and ends that are none.
@Suite struct IrregularEventTests {
    // MARK: Not what an event should be

    @Test(arguments: [
        "no JSON", #"{"type":"#, "{} {}", "[1,2]", #""text""#, "7", "null",
        #"{"type":"response.output_text.delta","delta":"a}"#,
    ])
    func whatIsNoJSONObjectIsADecodingError(_ event: String) {
        let stream = ParsedStream(#"{"type":"response.created","response":{"id":"resp_1"}}"# + "\n" + event)
        #expect(stream.parts.map(\.summary) == ["start resp_1"])
        #expect(stream.error?.code == .decoding)
        #expect(stream.error?.message.hasPrefix("Event 2 of the response is not the JSON it should be") == true)
        #expect(stream.error?.rawBody == event)
    }

    @Test(arguments: [#"{"a":1}"#, #"{"type":null}"#, #"{"type":7,"delta":"a"}"#, "{}"])
    func anObjectWithoutTypeIsUnknown(_ event: String) {
        #expect(
            ParsedStream(ParsedStream.framed(event)).lines == ["start resp_1", "unknown ", "finish stop (completed)"])
    }

    @Test func anUnknownTypeInTheMiddleDisturbsNothing() throws {
        let stream = ParsedStream(
            ParsedStream.framed(
                #"""
                {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"a"}
                {"type":"response.hologram.delta","item_id":"m","output_index":0,"delta":"a","depth":[1]}
                {"type":"brand.new","delta":"a"}
                {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"b"}
                """#))
        #expect(
            stream.lines == [
                "start resp_1", "text 0 begins", "text 0: a", "unknown response.hologram.delta", "unknown brand.new",
                "text 0: b", "text 0 ends", "finish stop (completed)",
            ])
        guard case .unknown(_, let json) = stream.parts[3] else { return }
        #expect(json["depth"] == [1])
    }

    @Test func fieldsOfOtherTypesThanDocumentedAreIgnored() {
        let stream = ParsedStream(
            ParsedStream.framed(
                #"""
                {"type":"response.output_text.delta","item_id":7,"output_index":null,"content_index":"0","delta":"a"}
                {"type":"response.output_text.delta","item_id":null,"output_index":0,"content_index":{},"delta":"b"}
                {"type":"response.output_text.done","item_id":[],"output_index":0,"text":7}
                {"type":"response.output_item.added","output_index":1}
                {"type":"response.output_item.done","output_index":1,"item":null}
                """#))
        #expect(stream.response.text == "ab")
        #expect(stream.error == nil)
    }

    // MARK: Errors

    struct Failure: Sendable { var event: String, code: LanguageModelError.Code, message: String }

    @Test(arguments: [
        Failure(
            event: #"{"type":"error","code":"server_error","message":"Oops.","param":null,"sequence_number":3}"#,
            code: .server, message: "Oops."),
        Failure(
            event:
                #"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":null,"message":"Bad.","param":"input"}}"#,
            code: .invalidRequest, message: "Bad."),
        Failure(
            event: #"{"type":"error","code":null,"message":null}"#, code: .server,
            message: #"The provider reported an error without a message: {"type":"error","code":null,"message":null}"#),
        Failure(
            event: #"{"type":"error","error":null,"message":"Flat after all."}"#, code: .server,
            message: "Flat after all."),
        Failure(event: #"{"type":"error","error":"only a word"}"#, code: .server, message: "only a word"),
        Failure(
            event: #"{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":null}}"#,
            code: .server,
            message: "The provider reported an error without a message (response resp_1): "
                + #"{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":null}}"#),
        Failure(
            event: #"{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded"}}}"#,
            code: .rateLimited,
            message: "The provider reported an error without a message (code rate_limit_exceeded): "
                + #"{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded"}}}"#),
        Failure(
            event: #"{"type":"response.failed","response":{"status_details":{"error":{"message":"Odd relay."}}}}"#,
            code: .server, message: "Odd relay."),
        Failure(
            event:
                #"{"type":"response.completed","response":{"status":"failed","tools":[],"status_details":{"error":{"message":"Late."}}}}"#,
            code: .server, message: "Late."),
        Failure(
            event: #"{"type":"response.failed"}"#, code: .server,
            message:
                #"The provider reported an error without a message (type response.failed): {"type":"response.failed"}"#),
    ])
    func anErrorAlwaysHasAMessage(_ failure: Failure) {
        let stream = ParsedStream(failure.event)
        #expect(stream.error?.code == failure.code)
        #expect(stream.error?.message == failure.message)
        #expect(stream.error?.rawBody == failure.event)
        #expect(stream.error?.provider == "openai")
        #expect(stream.error?.replaySafety != .unsafe)
    }

    @Test func anErrorAfterContentIsNotSafeToRepeatAndCountsWhatWasSpent() {
        let stream = ParsedStream(
            #"""
            {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"a"}
            {"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow."},"usage":{"input_tokens":3,"output_tokens":1}}}
            """#)
        #expect(stream.error?.code == .rateLimited)
        #expect(stream.error?.replaySafety == .unsafe)
        #expect(stream.error?.usage?.output.total == 1)
        #expect(stream.error?.usage?.isPartial == true)
        #expect(stream.response.text == "a")
    }

    // MARK: Ends

    @Test(arguments: [
        ("max_output_tokens", "length (max_output_tokens)"), ("content_filter", "contentFilter (content_filter)"),
        ("steered", "other (steered)"), ("moon_phase", "other (moon_phase)"),
    ])
    func anIncompleteResponseSaysWhy(reason: String, finish: String) {
        let stream = ParsedStream(
            """
            {"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"\(reason)"}}}
            """)
        #expect(stream.lines.last == "finish \(finish)")
    }

    @Test(arguments: [#""incomplete_details":null"#, #""incomplete_details":{}"#, #""output":[]"#])
    func anIncompleteResponseWithoutReasonIsNoSuccess(_ field: String) {
        let stream = ParsedStream(#"{"type":"response.incomplete","response":{\#(field)}}"#)
        #expect(stream.lines.last == "finish other (incomplete)")
    }

    @Test func aStreamWithoutTerminalIsTruncated() {
        let delta =
            #"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"a"}"#
        let stream = ParsedStream([delta, delta, delta].joined(separator: "\n"))
        #expect(stream.error?.code == .connection)
        #expect(stream.error?.message.contains("after 3 events") == true)
        #expect(stream.error?.replaySafety == .unsafe)
        #expect(stream.response.text == "aaa")

        let nothing = ParsedStream("")
        #expect(nothing.error?.message.contains("before its first event") == true)
        #expect(nothing.lines.count == 1)
    }

    @Test func anEndMarkerIsNoTerminal() {
        #expect(ParsedStream("[DONE]").error?.code == .connection)
    }

    @Test func nothingAfterTheTerminalCounts() {
        let stream = ParsedStream(
            #"""
            {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}
            {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"a"}
            {"type":"error","message":"late"}
            """#)
        #expect(stream.lines == ["start resp_1", "finish stop (completed)"])
    }
}
