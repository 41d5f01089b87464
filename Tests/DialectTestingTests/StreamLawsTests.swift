import Dialect
import DialectTesting
import Testing

/// Each law is noticed when it is broken.
struct StreamLawsTests {
    private static let finish = StreamPart.finish(.stop, Usage(), ResponseMetadata())
    private static let start = StreamPart.responseMetadata(ResponseMetadata())

    @Test func aGoodResponseBreaksNone() async throws {
        let turn: ScriptedTurn = [.reasoning("Hm."), .text("Yes."), .toolCall("weather", arguments: #"{"a":1}"#)]
        let parts = try await ScriptedModel([turn]).stream("Hi").parts()
        #expect(StreamLaws.violations(in: parts) == [])
        let failing = ScriptedModel([[.text("Yes."), .error(LanguageModelError(.server, "No."))]])
        let (some, error) = await failing.stream("Hi").partsAndError()
        #expect(error is LanguageModelError)
        #expect(StreamLaws.violations(in: some, isWhole: false) == [])
        #expect(StreamLaws.violations(in: some) != [])
    }

    @Test(
        arguments: [
            ([start, finish, finish], "Part 2: something follows the finish."),
            ([start, start, finish], "Part 1: the response starts again."),
            ([start, .textDelta(id: "0", text: "a"), finish], "Part 1: a delta belongs to no open text: 0."),
            (
                [start, .textStart(id: "0"), .textDelta(id: "0", text: ""), .textEnd(id: "0"), finish],
                "Part 2: a delta of 0 is empty."
            ),
            ([start, .textStart(id: "0"), finish], "Part 2: blocks are left open: text 0."),
            (
                [start, .textStart(id: "0"), .textEnd(id: "0"), .textStart(id: "0"), .textEnd(id: "0"), finish],
                "Part 3: the text 0 starts again."
            ),
            ([start, .textEnd(id: "0"), finish], "Part 1: what ends was no open text: 0."),
            (
                [start, .textStart(id: "0"), .reasoningDelta(id: "0", text: "a"), .textEnd(id: "0"), finish],
                "Part 2: a delta belongs to no open reasoning: 0."
            ),
            (
                [start, .toolCall(ToolCall(id: "1", name: "f", arguments: "{}")), finish],
                "Part 2: it finishes with stop although it calls a tool of the app."
            ),
            (
                [
                    start, .toolInputStart(id: "1", name: "f"),
                    .toolCall(ToolCall(id: "1", name: "f", arguments: "{}")), .toolInputEnd(id: "1"),
                    .finish(.toolCalls, Usage(), ResponseMetadata()),
                ],
                "Part 2: the call 1 comes before its input has ended."
            ),
            ([start], "The response does not finish."),
        ] as [([StreamPart], String)])
    func aBrokenLawIsNamed(parts: [StreamPart], violation: String) {
        #expect(StreamLaws.violations(in: parts) == [violation])
    }
}
