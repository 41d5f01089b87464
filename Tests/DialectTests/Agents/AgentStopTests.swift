import Dialect
import Testing

/// What ends a run before the model does, and what changes a step.
struct AgentStopTests {
    /// A model that calls without end; every answer costs 15 tokens.
    private let endless = TestModel { _, index in .calls(call(index == 2 ? "third" : "look", id: "\(index)")) }
    private let tools: ToolSet = [AnyTool.any("look"), AnyTool.any("third")]

    static let conditions: [(String, StopCondition, Int)] = [
        ("steps", .steps(4), 4), ("tool", .toolCalled("third"), 3), ("tokens", .tokens(31), 3),
        ("reason", .finishReason(.toolCalls), 1), ("custom", .when { $0.messages.count > 4 }, 2),
        ("or", .steps(4) || .toolCalled("third"), 3), ("and", .steps(2) && .toolCalled("third"), 3),
        ("not", !(.finishReason(.length)), 1), ("mixed", .steps(9) || .steps(2) && !(.toolCalled("third")), 2),
    ]

    @Test(arguments: conditions.indices)
    func conditionsEndARun(_ index: Int) async throws {
        let (name, condition, steps) = Self.conditions[index]
        let result = try await Agent(model: endless, tools: tools, stop: condition).run("Go")
        #expect(result.ending == .stopped, "\(name)")
        #expect(result.steps.count == steps, "\(name)")
        #expect(faults(in: result.messages).isEmpty, "\(name)")
    }

    @Test func aRunWithoutEndFailsAtItsLimit() async throws {
        let error = await #expect(throws: AgentError.self) { try await Agent(model: endless, tools: tools).run("Go") }
        let result = try #require(error?.result)
        #expect((error?.underlying as? LanguageModelError)?.code == .limitReached)
        #expect(result.steps.count == 20)
        #expect(result.usage == tokens(200, 100))
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func aRunThatCostsTooMuchFails() async throws {
        let agent = Agent(model: endless, tools: tools, limits: AgentLimits(tokens: 40))
        let error = await #expect(throws: AgentError.self) { try await agent.run("Go") }
        #expect(error?.result.usage.total == 45)
        #expect("\(error!)".contains("45 tokens; the agent's limit is 40"))
    }

    @Test func aRunGoesOnAfterItsLimitWasRaised() async throws {
        var agent = Agent(model: endless, tools: tools, limits: AgentLimits(steps: 2))
        let first = agent
        let error = await #expect(throws: AgentError.self) { try await first.run("Go") }
        agent.limits.steps = 20
        agent.stop = .steps(4)
        let result = try await agent.run(resuming: try #require(error?.result.state))
        #expect(result.steps.count == 4)
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func aRunThatIsOverCannotBeResumed() async throws {
        let agent = Agent(model: TestModel(.text("Hi"), .text("Hi")))
        let state = try await agent.run("Hi").state
        let error = await #expect(throws: AgentError.self) { try await agent.run(resuming: state) }
        #expect((error?.underlying as? LanguageModelError)?.code == .misuse)
    }

    // MARK: Preparing a step

    @Test func aStepIsPrepared() async throws {
        let other = TestModel(.text("Done."))
        let deadline = ContinuousClock.now + .seconds(3_600)
        var agent = Agent(model: endless, instructions: "Be kind.", tools: tools)
        agent.prepareStep = { plan in
            guard plan.index == 1 else { return }
            plan.model = other
            plan.instructions = "Be brief."
            plan.messages = [.user("Only this")]
            plan.tools = plan.tools.only(["third"])
            plan.toolChoice = ToolChoice.none
            plan.options.maxOutputTokens = 7
            plan.headers["x"] = "y"
            plan.deadline = deadline
        }
        let result = try await agent.run("Go")
        let request = try #require(other.requests.first)
        #expect(request.messages == [.system("Be brief."), .user("Only this")])
        #expect(request.tools.map(\.name) == ["third"])
        #expect(request.toolChoice == ToolChoice.none)
        #expect(request.options.maxOutputTokens == 7)
        #expect(request.headers == ["x": "y"])
        #expect(request.deadline == deadline)
        #expect(result.messages.count == 4, "What a step sends changes nothing of what the run keeps.")
    }

    @Test func aToolThatIsNotActiveCannotBeCalled() async throws {
        let record = Record()
        let secret = AnyTool.any("secret") { _, _ in
            record.note("called")
            return "done"
        }
        var agent = Agent(
            model: TestModel(.calls(call("secret")), .text("Well.")), tools: [secret, AnyTool.any("look")])
        agent.prepareStep = { $0.tools = $0.tools.only(["look"]) }
        let result = try await agent.run("Go")
        #expect(record.all.isEmpty)
        #expect(
            result.steps[0].toolResults.first?.output
                == .error("There is no tool \"secret\". The tools are: look."))
    }

    @Test func aPreparationThatFailsEndsTheRun() async throws {
        struct Broken: Error {}
        var agent = Agent(model: endless, tools: tools)
        agent.prepareStep = { if $0.index == 1 { throw Broken() } }
        let prepared = agent
        let error = await #expect(throws: AgentError.self) { try await prepared.run("Go") }
        #expect(error?.underlying is Broken)
        #expect(error?.result.steps.count == 1)
    }

    @Test func aPreparationThatThrowsACancellationOfItsOwnFails() async throws {
        var agent = Agent(model: endless, tools: tools)
        agent.prepareStep = { if $0.index == 1 { throw CancellationError() } }
        let prepared = agent
        let error = await #expect(throws: AgentError.self) { try await prepared.run("Go") }
        #expect(error?.result.ending == .failed)
        #expect(error?.underlying is CancellationError == false)
        #expect("\(error!)".contains("though the run was not cancelled"))
    }

    // MARK: A model that fails

    @Test func anAnswerThatFailsMidwayCostsAnUnknownNumberOfTokens() async throws {
        let half: [StreamPart] = [.textStart(id: "0"), .textDelta(id: "0", text: "Half")]
        let model = TestModel(.calls(call("look")), .failing(LanguageModelError(.connection, "Gone."), after: half))
        let error = await #expect(throws: AgentError.self) {
            try await Agent(model: model, tools: tools).stream("Go").collect()
        }
        #expect(error?.result.usage.isPartial == true)
        #expect(error?.result.usage.total == 15)
        let refused = TestModel { _, _ in
            TestModel.Turn(parts: [], failure: LanguageModelError(.connection, "Refused."))
        }
        let early = await #expect(throws: AgentError.self) {
            try await Agent(model: refused).stream("Go").collect()
        }
        #expect(early?.result.usage == Usage())
    }

    @Test(arguments: [true, false])
    func aModelThatFailsLeavesARunThatCanBeResumed(_ streams: Bool) async throws {
        let broken = LanguageModelError(.overloaded, "Busy.", usage: tokens(5, 2))
        let half: [StreamPart] = [.textStart(id: "0"), .textDelta(id: "0", text: "Half")]
        let model = TestModel(.calls(call("look")), .failing(broken, after: half), .text("Done."))
        let agent = Agent(model: model, tools: tools)
        let error = await #expect(throws: AgentError.self) {
            if streams { _ = try await agent.stream("Go").collect() } else { _ = try await agent.run("Go") }
        }
        let failed = try #require(error?.result)
        #expect((error?.underlying as? LanguageModelError)?.code == .overloaded)
        #expect(failed.usage.total == 22)
        #expect(faults(in: failed.messages).isEmpty)
        let result = try await agent.run(resuming: failed.state)
        #expect(result.text == "Done.")
        #expect(result.usage.total == 37)
        #expect(model.requests[1].messages == model.requests[2].messages)
    }
}
