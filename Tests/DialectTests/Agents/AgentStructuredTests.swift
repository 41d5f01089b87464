import Dialect
import Testing

/// A run that returns a value of a type.
struct AgentStructuredTests {
    private struct Outfit: Generable, Equatable {
        var coat: Bool
        static let jsonSchema: JSONValue = [
            "type": "object", "properties": ["coat": ["type": "boolean"]], "required": ["coat"],
        ]
    }

    @Test func theAnswerIsAValue() async throws {
        let model = TestModel(.calls(call("weather", #"{"city":"Oslo"}"#)), .text(#"{"coat":true}"#))
        let answer = try await Agent(model: model, tools: [Weather()]).run("Oslo?", returning: Outfit.self)
        #expect(answer.value == Outfit(coat: true))
        #expect(answer.result.steps.count == 2)
        guard case .jsonSchema(let format) = model.requests[0].outputFormat else {
            Issue.record("No schema was asked for.")
            return
        }
        #expect(format.schema == Outfit.jsonSchema)
        #expect(model.requests[1].outputFormat == model.requests[0].outputFormat)
    }

    @Test func theModelMayTryAgainWithinTheRun() async throws {
        let model = TestModel(.text(#"{"coat":"yes"}"#), .text(#"{"coat":true}"#))
        let answer = try await Agent(model: model).run([.user("Oslo?")], returning: Outfit.self, runID: "r1")
        #expect(answer.value == Outfit(coat: true))
        #expect(answer.result.usage == tokens(20, 10))
        #expect(answer.result.state.runID == "r1")
        #expect(answer.result.messages.count == 4)
        #expect(model.requests[1].messages == Array(answer.result.messages.dropLast()))
        #expect(model.requests[1].messages.last?.text.contains("/coat must be boolean, is string") == true)
    }

    @Test func anAnswerOfAnotherFormFails() async throws {
        let agent = Agent(model: TestModel(.text("Yes."), .text("Yes!")))
        let error = await #expect(throws: AgentError.self) { try await agent.run("Oslo?", returning: Outfit.self) }
        #expect((error?.underlying as? LanguageModelError)?.code == .decoding)
        #expect(error?.result.usage == tokens(20, 10))
    }

    @Test func whatWasLeftBehindBeforeTheModelTriesAgainIsKept() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any("stubborn", settings: ToolSettings(timeout: .milliseconds(1))) { _, _ in
            await gate.wait()
            return "never"
        }
        func agent(_ last: TestModel.Turn) -> Agent {
            Agent(
                model: TestModel(.calls(call("stubborn")), .text("Yes."), last), tools: [stubborn],
                limits: AgentLimits(toolGrace: .milliseconds(1)))
        }
        let answer = try await agent(.text(#"{"coat":true}"#)).run("Oslo?", returning: Outfit.self)
        #expect(answer.result.leftBehind.map(\.id) == ["stubborn"])
        let failing = agent(.failing(LanguageModelError(.overloaded, "Full.")))
        let error = await #expect(throws: AgentError.self) { try await failing.run("Oslo?", returning: Outfit.self) }
        #expect(error?.result.leftBehind.map(\.id) == ["stubborn"])
    }

    @Test func theFormIsThatOfTheRunWhoeverAnswers() async throws {
        let second = TestModel(.text(#"{"coat":"yes"}"#), .text(#"{"coat":true}"#))
        let first = Agent(
            name: "first", model: TestModel(.calls(call("hand_over_to_second"))),
            handoffs: [Handoff(to: Agent(name: "second", model: second), description: "")])
        #expect(try await first.run("Oslo?", returning: Outfit.self).value == Outfit(coat: true))
        #expect(second.requests.count == 2)
        for request in second.requests {
            guard case .jsonSchema(let format) = request.outputFormat else {
                Issue.record("No schema was asked for.")
                continue
            }
            #expect(format.schema == Outfit.jsonSchema)
        }
    }

    @Test func aSuspendedRunGoesOnToItsValue() async throws {
        let weather = AnyTool.any("look", settings: ToolSettings(approval: .always))
        let agent = Agent(model: TestModel(.calls(call("look")), .text(#"{"coat":false}"#)), tools: [weather])
        let error = await #expect(throws: AgentError.self) { try await agent.run("Oslo?", returning: Outfit.self) }
        var state = try #require(error?.result.state)
        try state.decide(.approve, for: "look")
        #expect(try await agent.run(resuming: state, returning: Outfit.self).value == Outfit(coat: false))
    }
}
