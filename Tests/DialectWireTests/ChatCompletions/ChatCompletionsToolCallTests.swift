import Dialect
import DialectWire
import Testing

/// Law 9: which call a delta belongs to, in all the ways in which vendors tell it or forget to.
@Suite("Tool calls of Chat Completions")
struct ChatCompletionsToolCallTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The `tool_calls` of each delta.
        var deltas: [String]
        /// `id name arguments`, each call.
        var calls: [String]

        init(_ description: String, _ deltas: [String], calls: [String]) {
            testDescription = description
            self.deltas = deltas
            self.calls = calls
        }
    }

    static let cases = [
        Case(
            "index alone continues a call",
            [
                #"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}"#,
                #"{"index":0,"function":{"arguments":"{\"x\":"}}"#, #"{"index":0,"function":{"arguments":"1}"}}"#,
            ], calls: [#"a f {"x":1}"#]),
        Case(
            "empty ids and names are not given",
            [
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
                #"{"index":0,"id":"","function":{"name":"","arguments":"1}"}}"#,
                #"{"index":0,"id":null,"function":{"name":null,"arguments":""}}"#,
            ], calls: [#"a f {"x":1}"#]),
        Case(
            "calls may interleave",
            [
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g","arguments":"{"}}"#,
                #"{"index":0,"function":{"arguments":"}"}}"#, #"{"index":1,"function":{"arguments":"}"}}"#,
            ], calls: ["a f {}", "b g {}"]),
        Case(
            "a new id with the same index is a new call",
            [
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#,
                #"{"index":0,"id":"b","function":{"name":"f","arguments":"{\"y\":2}"}}"#,
            ], calls: ["a f {}", #"b f {"y":2}"#]),
        Case(
            "a known id wins over another index",
            [
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}"#,
                #"{"index":1,"id":"a","function":{"arguments":"}"}}"#,
            ], calls: ["a f {}", "b g {}"]),
        Case(
            "without id and index the current call goes on",
            [
                #"{"id":"a","function":{"name":"f","arguments":"{"}}"#, #"{"function":{"arguments":"}"}}"#,
                #"{"id":"b","function":{"name":"g"}}"#, #"{"function":{"arguments":"{}"}}"#,
            ], calls: ["a f {}", "b g {}"]),
        Case(
            "a name may come late",
            [
                #"{"index":0,"id":"a","function":{"arguments":"{"}}"#,
                #"{"index":0,"function":{"name":"f","arguments":"}"}}"#,
            ], calls: ["a f {}"]),
        Case(
            "an id may come late",
            [
                #"{"index":0,"function":{"name":"f","arguments":"{"}}"#,
                #"{"index":0,"id":"a","function":{"arguments":"}"}}"#,
            ], calls: ["a f {}"]),
        Case(
            "whole calls without ids under one index are several",
            [
                #"{"index":0,"id":"","function":{"name":"f","arguments":"{\"x\":1}"}}"#,
                #"{"index":0,"id":"","function":{"name":"f","arguments":"{\"x\":2}"}}"#,
                #"{"index":0,"id":"","function":{"name":"g","arguments":"{}"}}"#,
            ], calls: [#"call_c1_0 f {"x":1}"#, #"call_c1_1 f {"x":2}"#, "call_c1_2 g {}"]),
        Case(
            "no arguments are an empty object",
            [
                #"{"index":0,"id":"a","function":{"name":"f"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g","arguments":null}}"#,
                #"{"index":2,"id":"c","function":{"name":"h","arguments":"null"}}"#,
            ], calls: ["a f {}", "b g {}", "c h {}"]),
        Case(
            "arguments may be an object",
            [#"{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}"#], calls: [#"a f {"x":1}"#]),
        Case(
            "the type may be absent, and free text is a custom call",
            [
                #"{"index":0,"id":"a","type":"custom","custom":{"name":"f","input":"free "}}"#,
                #"{"index":0,"custom":{"input":"text"},"type":"custom"}"#,
            ], calls: ["a f free text"]),
    ]

    @Test("are told apart", arguments: cases)
    func correlation(_ example: Case) {
        let parsed = ParsedChat(
            deltas: example.deltas.map { #"{"tool_calls":[\#($0)]}"# }, finish: "tool_calls")
        #expect(parsed.response.toolCalls.map { "\($0.id) \($0.name) \($0.arguments)" } == example.calls)
        #expect(parsed.response.finishReason == FinishReason(.toolCalls, raw: "tool_calls"))
        #expect(parsed.error == nil)
    }

    @Test("are the same when all deltas come in one chunk", arguments: cases)
    func together(_ example: Case) {
        let delta = #"{"tool_calls":[\#(example.deltas.joined(separator: ","))]}"#
        let parsed = ParsedChat(deltas: [delta], finish: "tool_calls")
        #expect(parsed.response.toolCalls.map { "\($0.id) \($0.name) \($0.arguments)" } == example.calls)
    }

    @Test("show their input as it arrives")
    func inputAsItArrives() {
        let parsed = ParsedChat(
            deltas: [
                #"{"content":"Let me see."}"#,
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}"#,
            ], finish: "stop")
        #expect(
            parsed.lines == [
                "start c1", "text 0 begins", "text 0: Let me see.", "input a begins: f", #"input a: {"x":"#,
                "input a: 1}", "text 0 ends", "input a ends", #"call a f {"x":1}"#, "finish toolCalls (stop)",
            ])
    }

    @Test("that were cut off are reported, not executed")
    func cutOff() {
        let parsed = ParsedChat(
            deltas: [
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}"#,
            ], finish: "length")
        #expect(parsed.response.toolCalls.map(\.id) == ["a"])
        #expect(parsed.response.warnings.map(\.kind) == [.incompleteToolCall])
        let alone = ParsedChat(
            deltas: [#"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"#],
            finish: "length")
        #expect(alone.response.toolCalls.isEmpty)
        #expect(alone.response.finishReason == FinishReason(.length, raw: "length"))
    }

    @Test("of a stream that breaks off are no calls")
    func brokenOff() {
        let parsed = ParsedChat(
            [
                ParsedChat.chunk(
                    #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"#)
            ].joined(separator: "\n"))
        #expect(parsed.response.toolCalls.isEmpty)
        #expect(parsed.error?.code == .connection)
        #expect(parsed.error?.replaySafety == .unsafe)
    }

    @Test("of the time before tools are calls as well")
    func functionCall() {
        let parsed = ParsedChat(
            deltas: [
                #"{"function_call":{"name":"f","arguments":"{\"x\":"}}"#, #"{"function_call":{"arguments":"1}"}}"#,
            ], finish: "function_call")
        #expect(parsed.response.toolCalls.map(\.arguments) == [#"{"x":1}"#])
        // Some servers send an empty one beside the real calls.
        let empty = ParsedChat(message: #"{"content":"Hi","function_call":{"name":"","arguments":""}}"#)
        #expect(empty.response.toolCalls.isEmpty)
        #expect(empty.response.text == "Hi")
    }

    @Test("that the vendor ran itself come with their results and sources")
    func executedTools() {
        let parsed = ParsedChat(deltas: [
            #"{"executed_tools":[{"index":0,"type":"search","arguments":"{\"query\":\"x\"}","search_results":{"results":[]}}]}"#,
            #"{"executed_tools":[{"index":0,"type":"search","arguments":"{\"query\":\"x\"}","output":"Found.","search_results":{"results":[{"title":"T","url":"https://a.example"}]}}]}"#,
            #"{"content":"Yes."}"#,
        ])
        #expect(
            parsed.lines == [
                "start c1", #"call executed_0 search {"query":"x"} by provider"#,
                "result executed_0 search Found. by provider", "source url https://a.example", "text 0 begins",
                "text 0: Yes.", "text 0 ends", "finish stop",
            ])
    }
}
