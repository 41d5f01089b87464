import Dialect
import DialectTesting
import Testing

/// A pattern says what came instead of what was expected.
struct StreamPatternTests {
    private func parts(_ turn: ScriptedTurn) async throws -> [StreamPart] {
        try await ScriptedModel([turn]).stream("Hi").parts()
    }

    @Test func deltasArePutTogether() async throws {
        let source = Source(kind: .url, url: "https://example.org")
        let parts = try await parts([
            .reasoning("Hm."), .text("Let me see, this is a text of several deltas."), .source(source),
            .toolCall("weather", arguments: #"{"city": "Ghent"}"#),
        ])
        let patterns: [StreamPattern] = [
            [
                .reasoning("Hm."), .text("Let me see, this is a text of several deltas."),
                .toolCall("weather", arguments: ["city": "Ghent"]), .finish(.toolCalls),
            ],
            [.text(containing: "several"), .toolCall("weather"), .finish()],
            [.anyText, .source(url: "https://example.org"), .toolCall("weather"), .finish()],
            [.reasoning(), .anyText, .toolCall("weather"), .finish()],
        ]
        for pattern in patterns { #expect(pattern.mismatch(in: parts) == nil) }
        #expect(patterns.allSatisfy { $0.matches(parts) })
    }

    @Test func aMismatchIsNamed() async throws {
        let parts = try await parts([.text("Hello"), .toolCall("weather", arguments: "{}")])
        let mismatches: [(StreamPattern, String)] = [
            (
                [.text("Bye"), .toolCall("weather"), .finish()],
                #"Expected text "Bye" in place 0, but found text "Hello"."#
            ),
            ([.text("Hello"), .finish()], "Expected the finish in place 1, but found a call of weather with {}."),
            (
                [.text("Hello"), .toolCall("weather", arguments: ["a": 1]), .finish()],
                #"Expected a call of weather with {"a":1} in place 1, but found a call of weather with {}."#
            ),
            (
                [.text("Hello"), .toolCall("weather")],
                "Nothing more was expected after 2 events, but found the finish toolCalls."
            ),
            (
                [.text("Hello"), .toolCall("weather"), .finish(.stop)],
                "Expected the finish stop in place 2, but found the finish toolCalls."
            ),
            (
                [.text("Hello"), .toolCall("weather"), .finish(), .anyText],
                "Expected text, but nothing more came after 3 of 4 expectations."
            ),
            (
                [.text("Hello"), .warning(.degradedContent), .toolCall("weather"), .finish()],
                "Expected a warning degradedContent in place 1, but found a call of weather with {}."
            ),
        ]
        for (pattern, mismatch) in mismatches { #expect(pattern.mismatch(in: parts) == mismatch) }
    }

    @Test func aLongTextCostsWhatItsLengthCosts() {
        let deltas = (0..<50_000).map { _ in StreamPart.textDelta(id: "0", text: "12345678") }
        let events = StreamPattern.events(in: [.textStart(id: "0")] + deltas + [.textEnd(id: "0")])
        #expect(events == [.text(String(repeating: "12345678", count: 50_000))])
    }
}
