import Dialect
import DialectTesting
import Testing

/// A pattern says what happened in a run instead of what was expected.
struct AgentPatternTests {
    private let weather = ToolSpy("weather") { arguments, context in
        context.report(["at": 1])
        guard arguments["city"] != "Nowhere" else { throw LanguageModelError(.invalidRequest, "No such city.") }
        return "rain"
    }

    private func events(_ turns: [ScriptedTurn], approval: ToolSettings.Approval = .never) async throws -> [AgentEvent]
    {
        let pay = ToolSpy("pay", settings: .init(approval: approval)) { _, _ in "paid" }
        let clerk = Agent(name: "clerk", model: ScriptedModel(["Good day."]))
        let agent = Agent(
            model: ScriptedModel(turns), tools: [weather, pay],
            handoffs: [Handoff(to: clerk, description: "For the rest.")])
        return try await agent.stream("Go").events()
    }

    @Test func whatHappensIsPutTogether() async throws {
        let events = try await events([
            [
                .reasoning("Hm."), .text("Let me look, it takes a while."),
                .toolCall("weather", arguments: #"{"city": "Ghent"}"#),
            ],
            "It rains.",
        ])
        let patterns: [AgentPattern] = [
            [
                .step(of: "agent"), .model(.reasoning("Hm.")), .text("Let me look, it takes a while."),
                .model(.toolCall("weather", arguments: ["city": "Ghent"])), .toolStarted("weather"),
                .toolProgress("weather", ["at": 1]), .toolFinished("weather", output: "rain"), .step(),
                .text("It rains."), .finished(.finished),
            ],
            [.text(containing: "Let me"), .toolFinished("weather"), .anyText, .finished()],
            [
                .anyText, .toolFinished("weather"),
                .event("the end of a step") { if case .stepFinished = $0 { true } else { false } },
                .anyText, .event("the end of a step") { if case .stepFinished = $0 { true } else { false } },
                .finished(),
            ],
        ]
        for pattern in patterns { #expect(pattern.mismatch(in: events) == nil) }
        #expect(patterns.allSatisfy { $0.matches(events) })
    }

    @Test func callsOfOneAnswerEndInAnyOrder() async throws {
        let events = try await events([
            [
                .toolCall("weather", arguments: #"{"city":"Nowhere"}"#), .toolCall("pay", arguments: "{}"),
                .toolCall("weather", arguments: #"{"city":"Ghent"}"#),
            ],
            "Done.",
        ])
        let good: AgentPattern = [
            // The first fits two results, and must leave the other its own.
            .inAnyOrder(.toolFinished("weather"), .toolFinished("pay"), .toolFailed("weather", containing: "city")),
            .text("Done."), .finished(),
        ]
        #expect(good.mismatch(in: events) == nil)
        let bad: AgentPattern = [
            .inAnyOrder(.toolFailed("weather"), .toolFinished("pay"), .toolFailed("weather")), .text("Done."),
            .finished(),
        ]
        #expect(bad.mismatch(in: events)?.hasPrefix("Expected an error of weather and the result of pay") == true)
    }

    @Test func decisionsAndHandoversMustBeExpected() async throws {
        let suspended = try await events([[.toolCall("pay", arguments: #"{"sum":3}"#)]], approval: .always)
        let pattern: AgentPattern = [.approvalNeeded("pay", arguments: ["sum": 3]), .finished(.suspended)]
        #expect(pattern.mismatch(in: suspended) == nil)
        let ignorant: AgentPattern = [.finished()]
        #expect(
            ignorant.mismatch(in: suspended)
                == #"Expected the end of the run in place 0, but found a question about pay with {"sum":3}."#)
        let handedOver = try await events([[.toolCall("hand_over_to_clerk", arguments: "{}")]])
        let handover: AgentPattern = [
            .step(of: "agent"), .toolFinished("hand_over_to_clerk"), .handedOver(to: "clerk"), .step(of: "clerk"),
            .text("Good day."),
            .finished(),
        ]
        #expect(handover.mismatch(in: handedOver) == nil)
    }

    @Test func aMismatchIsNamed() async throws {
        let events = try await events([[.toolCall("weather", arguments: #"{"city":"Ghent"}"#)], "It rains."])
        let mismatches: [(AgentPattern, String)] = [
            (
                [.toolFinished("weather", output: "sun"), .anyText, .finished()],
                #"Expected the result of weather: text("sun") in place 0, "#
                    + #"but found the result of weather: text("rain")."#
            ),
            (
                [.toolFailed("weather", containing: "city"), .anyText, .finished()],
                #"Expected an error of weather with "city" in place 0, but found the result of weather: text("rain")."#
            ),
            (
                [.text("It rains."), .finished()],
                #"Expected text "It rains." in place 0, but found the result of weather: text("rain")."#
            ),
            (
                [.toolFinished("weather"), .text("It rains.")],
                "Nothing more was expected after 2 events, but found the end of the run: finished."
            ),
            (
                [.toolFinished("weather"), .text("It rains."), .finished(), .anyText],
                "Expected text, but nothing more came after 3 events."
            ),
            (
                [.toolFinished("weather"), .text("It rains."), .finished(.cancelled)],
                "Expected the end of the run: cancelled in place 2, but found the end of the run: finished."
            ),
        ]
        for (pattern, mismatch) in mismatches { #expect(pattern.mismatch(in: events) == mismatch) }
    }

    @Test func aRunThatFailsKeepsItsEvents() async throws {
        let model = ScriptedModel([
            [.toolCall("weather", arguments: #"{"city":"Ghent"}"#)],
            [.text("So"), .error(LanguageModelError(.connection, "Lost."))],
        ])
        let (events, error) = await Agent(model: model, tools: [weather]).stream("Go").eventsAndError()
        #expect((error as? AgentError)?.result.steps.count == 1)
        let pattern: AgentPattern = [.toolFinished("weather"), .text("So")]
        #expect(pattern.mismatch(in: events) == nil)
    }
}
