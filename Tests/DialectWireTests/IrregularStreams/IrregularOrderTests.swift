import Dialect
import DialectWire
import Testing

/// Events that come twice, too late, out of order, without their set-up, or under changing names.
@Suite struct IrregularOrderTests {
    private func lines(_ events: String) -> [String] { ParsedStream(ParsedStream.framed(events)).lines }

    // MARK: Correlation

    @Test func sequenceNumbersAreNotTrusted() {
        let events = #"""
            {"type":"response.output_text.delta","sequence_number":7,"output_index":0,"content_index":0,"delta":"a"}
            {"type":"response.output_text.delta","sequence_number":7,"output_index":0,"content_index":0,"delta":"b"}
            {"type":"response.output_text.delta","sequence_number":900,"output_index":0,"content_index":0,"delta":"c"}
            {"type":"response.output_text.delta","sequence_number":1,"output_index":0,"content_index":0,"delta":"d"}
            """#
        #expect(ParsedStream(ParsedStream.framed(events)).response.text == "abcd")
    }

    @Test func itemIDsMayChangeBetweenEvents() {
        let events = #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"a","type":"message","content":[]}}
            {"type":"response.output_text.delta","item_id":"b","output_index":0,"content_index":0,"delta":"Hi"}
            {"type":"response.output_text.done","item_id":"c","output_index":0,"content_index":0,"text":"Hi"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"d","type":"message","content":[{"type":"output_text","text":"Hi"}]}}
            {"type":"response.output_item.added","output_index":1,"item":{"id":"e","type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.function_call_arguments.delta","item_id":"f","output_index":1,"delta":"{}"}
            {"type":"response.output_item.done","output_index":1,"item":{"id":"g","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "text 0 begins", "text 0: Hi", "text 0 ends of d, kept", "input call_1 begins: f",
                "input call_1: {}", "input call_1 ends", "call call_1 f {} of g, kept", "finish toolCalls (completed)",
            ])
    }

    @Test func withoutIndexItemsAreKnownByTheirID() {
        let events = #"""
            {"type":"response.output_item.added","item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.output_item.added","item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g"}}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{\"a\""}
            {"type":"response.function_call_arguments.delta","item_id":"fc_2","delta":"{}"}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":":1}"}
            {"type":"response.output_item.done","item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}}
            {"type":"response.output_item.done","item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g","arguments":"{}"}}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "input call_1 begins: f", "input call_2 begins: g", #"input call_1: {"a""#,
                "input call_2: {}", "input call_1: :1}", "input call_1 ends",
                #"call call_1 f {"a":1} of fc_1, kept"#, "input call_2 ends", "call call_2 g {} of fc_2, kept",
                "finish toolCalls (completed)",
            ])
    }

    @Test func anIndexAsLargeAsCanBeEndsNothing() {
        let events = #"""
            {"type":"response.output_text.delta","item_id":"m","output_index":9223372036854775807,"content_index":0,"delta":"a"}
            {"type":"response.output_item.added","item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.output_item.done","item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}
            {"type":"response.output_text.delta","item_id":"n","content_index":0,"delta":"b"}
            """#
        let response = ParsedStream(ParsedStream.framed(events)).response
        #expect(response.text == "ab")
        #expect(response.toolCalls.map(\.name) == ["f"])
    }

    @Test func withNeitherIndexNorIDTheCurrentItemIsMeant() {
        let events = #"""
            {"type":"response.output_text.delta","delta":"Hel"}
            {"type":"response.output_text.delta","delta":"lo"}
            {"type":"response.output_item.done","item":{"id":"msg_1","type":"message","content":[{"type":"output_text","text":"Hello"}]}}
            {"type":"response.output_item.added","item":{"type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.function_call_arguments.delta","delta":"{}"}
            {"type":"response.output_item.done","item":{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "text 0 begins", "text 0: Hel", "text 0: lo", "text 0 ends of msg_1, kept",
                "input call_1 begins: f", "input call_1: {}", "input call_1 ends",
                "call call_1 f {} of output_1, kept", "finish toolCalls (completed)",
            ])
    }

    @Test func anEmptyIDIsNone() {
        let events = #"""
            {"type":"response.output_item.added","item":{"id":"","type":"function_call","call_id":"","name":"f"}}
            {"type":"response.function_call_arguments.delta","item_id":"","delta":"{}"}
            {"type":"response.output_item.done","item":{"id":"","type":"function_call","call_id":"call_1","name":"","arguments":"{}"}}
            {"type":"response.output_item.added","item":{"id":"","type":"function_call","call_id":"call_2","name":"g"}}
            {"type":"response.function_call_arguments.delta","item_id":"","delta":"{}"}
            {"type":"response.output_item.done","item":{"id":"","type":"function_call","call_id":"call_2","name":"g","arguments":"{}"}}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "input call_0 begins: f", "input call_0: {}", "input call_0 ends",
                "call call_1 f {} of output_0, kept", "input call_2 begins: g", "input call_2: {}", "input call_2 ends",
                "call call_2 g {} of output_1, kept", "finish toolCalls (completed)",
            ])
    }

    @Test func anIndexUsedTwiceIsTwoItemsIfTheIDsDiffer() {
        let events = #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","content":[]}}
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message","content":[{"type":"output_text","text":"Hi"}]}}
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{}"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"f","arguments":"{}"}}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "text 0 begins", "text 0: Hi", "text 0 ends of msg_1, kept", "input call_1 begins: f",
                "input call_1: {}", "input call_1 ends", "call call_1 f {} of fc_1, kept", "input call_2 begins: f",
                "input call_2: {}", "input call_2 ends", "call call_2 f {} of fc_2, kept",
                "finish toolCalls (completed)",
            ])
    }

    // MARK: Missing and surplus events

    @Test func textNeedsNoSetUp() {
        let events = #"""
            {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"Hi"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":[{"type":"output_text","text":"Hi"}]}}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "text 0 begins", "text 0: Hi", "text 0 ends of m, kept", "finish stop (completed)",
            ])
    }

    @Test(arguments: [
        #"{"type":"response.output_text.done","item_id":"m","output_index":0,"content_index":0,"text":"Hello"}"#,
        #"{"type":"response.content_part.done","item_id":"m","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Hello"}}"#,
        #"{"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":[{"type":"output_text","text":"Hello"}]}}"#,
        #"{"type":"response.completed","response":{"output":[{"id":"m","type":"message","content":[{"type":"output_text","text":"Hello"}]}]}}"#,
    ])
    func anyRestatementStandsInForDeltas(_ restatement: String) {
        #expect(ParsedStream(ParsedStream.framed(restatement)).response.text == "Hello")
        let begun =
            #"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"He"}"#
        #expect(ParsedStream(ParsedStream.framed(begun + "\n" + restatement)).response.text == "Hello")
        // What was told in full is not told again.
        let twice = ParsedStream(ParsedStream.framed([begun, restatement, restatement].joined(separator: "\n")))
        #expect(twice.response.text == "Hello")
    }

    @Test(arguments: [
        #"{"type":"response.output_text.done","item_id":"m","output_index":0,"content_index":0,"text":"Hi"}"#,
        #"{"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":[{"type":"output_text","text":"Hi"}]}}"#,
    ])
    func aDeltaAfterItsEndIsIgnored(_ end: String) {
        let delta =
            #"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"Hi"}"#
        let stream = ParsedStream(ParsedStream.framed([delta, end, delta].joined(separator: "\n")))
        #expect(stream.response.text == "Hi")
    }

    @Test(arguments: [
        #"{"type":"response.function_call_arguments.done","item_id":"fc_1","output_index":0,"arguments":"{}"}"#,
        #"{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}"#,
    ])
    func aDeltaOfArgumentsAfterTheirEndIsIgnored(_ end: String) {
        let events = #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f"}}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{}"}
            \#(end)
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{}"}
            """#
        #expect(
            lines(events) == [
                "start resp_1", "input call_1 begins: f", "input call_1: {}", "input call_1 ends",
                "call call_1 f {} of fc_1, kept", "finish toolCalls (completed)",
            ])
    }

    @Test(arguments: [#""output_index":0,"#, ""]) func anItemToldTwiceIsOneItem(_ index: String) {
        let added =
            #"{"type":"response.output_item.added",\#(index)"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f"}}"#
        let done =
            #"{"type":"response.output_item.done",\#(index)"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}"#
        let stream = ParsedStream(ParsedStream.framed([added, added, done, done, added].joined(separator: "\n")))
        #expect(stream.response.toolCalls.count == 1)
    }

    @Test func deltasWithoutTextAreDropped() {
        let empty =
            #"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":""}"#
        #expect(
            lines([empty, empty].joined(separator: "\n")) == [
                "start resp_1", "text 0 begins", "text 0 ends", "finish stop (completed)",
            ])
    }

    // MARK: The terminal

    @Test func aPoorerTerminalTakesNothingAway() {
        let stream = ParsedStream(
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":[{"type":"output_text","text":"Hello"}]}}
            {"type":"response.output_item.done","output_index":1,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}
            {"type":"response.completed","response":{"status":"completed","output":[{"id":"m","type":"message","content":[{"type":"output_text","text":"Hel"}]}]}}
            """#)
        #expect(stream.response.text == "Hello")
        #expect(stream.response.toolCalls.map(\.name) == ["f"])
        #expect(stream.response.finishReason.kind == .toolCalls)
    }

    @Test func aRicherTerminalAddsWhatWasMissed() {
        let stream = ParsedStream(
            #"""
            {"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"Hel"}
            {"type":"response.completed","response":{"status":"completed","output":[{"id":"m","type":"message","content":[{"type":"output_text","text":"Hello"}]},{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":""}]}}
            """#)
        #expect(
            stream.lines == [
                "start without id", "text 0 begins", "text 0: Hel", "text 0: lo", "text 0 ends of m, kept",
                "input call_1 begins: f", "input call_1 ends", "call call_1 f {} of fc_1, kept",
                "finish toolCalls (completed)",
            ])
    }
}
