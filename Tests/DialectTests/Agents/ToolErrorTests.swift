import Dialect
import Testing

/// What is wrong with a call goes back to the model, unless somebody said that it ends the run.
struct ToolErrorTests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "The oven is broken." }
    }

    /// The result that the model gets for one call.
    private func answer(
        to call: ToolCall, _ tools: ToolSet, _ change: (inout Agent) -> Void = { _ in }
    ) async throws -> ToolOutput? {
        var agent = Agent(model: TestModel(.calls(call), .text("Well.")), tools: tools)
        change(&agent)
        let result = try await agent.run("Go")
        #expect(faults(in: result.messages).isEmpty)
        #expect(result.ending == .finished)
        return result.steps[0].toolResults.first?.output
    }

    @Test func anUnknownToolIsAnsweredWithTheNamesOfThoseThatAre() async throws {
        let output = try await answer(to: call("wether"), [Weather(), AnyTool.any("look")])
        #expect(output == .error("There is no tool \"wether\". The tools are: weather, look."))
    }

    @Test(arguments: [
        (#"{"city":"Ghent","#, "Rain in Ghent."), ("```json\n{\"city\": \"Ghent\"}\n```", "Rain in Ghent."),
        (#"{'city': 'Ghent'}"#, "Rain in Ghent."), (#""{\"city\":\"Ghent\"}""#, "Rain in Ghent."),
    ])
    func argumentsThatAreAlmostJSONAreRead(_ arguments: String, _ output: String) async throws {
        #expect(try await answer(to: call("weather", arguments), [Weather()]) == .text(output))
    }

    @Test func argumentsThatBreakTheSchemaAreAnswered() async throws {
        let output = try await answer(to: call("weather", #"{"city":3}"#), [Weather()])
        #expect(
            output == .error("The arguments of weather are wrong: /city must be string, is integer."))
    }

    @Test func argumentsThatCannotBeDecodedAreAnsweredWithTheirPlace() async throws {
        struct Loose: Generable {
            var sums: [Int]
            static let jsonSchema: JSONValue = ["type": "object"]
        }
        let add = ClosureTool("add", description: "") { (_: Loose) in "done" }
        let wrong = try await answer(to: call("add", #"{"sums":[1,"x"]}"#), [add])
        #expect(wrong == .error("The arguments of add are wrong: /sums/1 must be of type Int."))
        let missing = try await answer(to: call("add"), [add])
        #expect(missing == .error("The arguments of add are wrong: /sums is missing."))
    }

    @Test func argumentsThatAreNoJSONAreAnswered() async throws {
        guard case .error(let text)? = try await answer(to: call("weather", "Ghent"), [Weather()]) else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.hasPrefix("The arguments of weather are wrong: they are not JSON"))
    }

    @Test func theHookMendsWhatCannotBeReadOtherwise() async throws {
        let output = try await answer(to: call("wether", #"{"city":"Ghent"}"#), [Weather()]) { agent in
            agent.repairToolCall = { problem in
                var call = problem.call
                call.name = problem.tools[0].name
                return call
            }
        }
        #expect(output == "Rain in Ghent.")
    }

    @Test func aHookThatFailsLeavesTheMatterToTheModel() async throws {
        let output = try await answer(to: call("wether"), []) { $0.repairToolCall = { _ in throw Broken() } }
        #expect(output == .error("There is no tool \"wether\". There are no tools."))
    }

    @Test func aThrownErrorIsAnswered() async throws {
        let output = try await answer(to: call("bake"), [AnyTool.any("bake") { _, _ in throw Broken() }])
        #expect(output == .error("The oven is broken."))
    }

    @Test func aCancellationThatNobodyAskedForIsAnError() async throws {
        let output = try await answer(to: call("bake"), [AnyTool.any("bake") { _, _ in throw CancellationError() }])
        #expect(output == .error("The tool bake was cancelled."))
    }

    @Test func aLongErrorIsCut() async throws {
        struct Long: Error, CustomStringConvertible { let description = String(repeating: "x", count: 1 << 20) }
        guard
            case .error(let text)? = try await answer(to: call("bake"), [AnyTool.any("bake") { _, _ in throw Long() }])
        else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.utf8.count < 9_000)
    }

    @Test func aToolMayEndTheRun() async throws {
        let bake = AnyTool.any("bake", settings: ToolSettings(failure: .endsRun)) { _, _ in throw Broken() }
        let agent = Agent(model: TestModel(.calls(call("look"), call("bake"))), tools: [bake, AnyTool.any("look")])
        let error = await #expect(throws: AgentError.self) { try await agent.run("Go") }
        let result = try #require(error?.result)
        #expect(error?.underlying is Broken)
        #expect(result.ending == .failed)
        #expect(result.steps[0].toolResults[1].output == .error("The oven is broken."))
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func thePolicyMayEndTheRunOrLetItGoOn() async throws {
        let bake = AnyTool.any("bake", settings: ToolSettings(failure: .endsRun)) { _, _ in throw Broken() }
        let output = try await answer(to: call("bake"), [bake]) { $0.toolFailure = { _, _ in .answersModel } }
        #expect(output == .error("The oven is broken."))
        var agent = Agent(
            model: TestModel(.calls(call("bake"))), tools: [AnyTool.any("bake") { _, _ in throw Broken() }])
        agent.toolFailure = { _, error in error is Broken ? .endsRun : .answersModel }
        let strict = agent
        await #expect(throws: AgentError.self) { try await strict.run("Go") }
    }

    @Test func aToolThatTakesTooLongIsAnswered() async throws {
        let slow = AnyTool.any("slow", settings: ToolSettings(timeout: .milliseconds(1))) { _, _ in
            try await untilCancelled()
            return "never"
        }
        let output = try await answer(to: call("slow"), [slow])
        #expect(output == .error("The tool slow gave no result within 0.001 seconds."))
    }

    @Test func aToolThatNeverReturnsIsLeftBehindAndReported() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any("stubborn", settings: ToolSettings(timeout: .milliseconds(1))) { _, _ in
            await gate.wait()
            return "never"
        }
        let model = TestModel(.calls(call("stubborn")), .text("Well."))
        var left: [String] = []
        var result: AgentResult?
        for try await event in Agent(model: model, tools: [stubborn]).stream("Go") {
            if case .toolLeftBehind(let call) = event { left.append(call.id) }
            if case .finished(let last) = event { result = last }
        }
        #expect(left == ["stubborn"])
        #expect(result?.leftBehind.map(\.id) == ["stubborn"])
        #expect(result?.text == "Well.")
    }

    @Test(arguments: [true, false])
    func aToolThatMustBeAloneIsAloneThoughTimeIsOver(_ isFirst: Bool) async throws {
        let record = Record()
        let slow = AnyTool.any("slow", settings: ToolSettings(timeout: .milliseconds(1), isConcurrent: !isFirst)) {
            _, _ in
            try? await untilCancelled()
            for _ in 0..<10 { await Task.yield() }
            record.note("slow has ended")
            return "late"
        }
        let next = AnyTool.any("next", settings: ToolSettings(isConcurrent: isFirst)) { _, _ in
            record.note("next")
            return "done"
        }
        let model = TestModel(.calls(call("slow"), call("next")), .text("Well."))
        let agent = Agent(model: model, tools: [slow, next], limits: AgentLimits(toolGrace: .seconds(3_600)))
        let result = try await agent.run("Go")
        #expect(record.all == ["slow has ended", "next"])
        #expect(result.steps[0].toolResults.map(\.output)[1] == "done")
        #expect(result.leftBehind.isEmpty)
    }

    @Test func aToolThatNeverReturnsHoldsUpNobodyForLong() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any(
            "stubborn", settings: ToolSettings(timeout: .milliseconds(1), isConcurrent: false)
        ) { _, _ in
            await gate.wait()
            return "never"
        }
        let model = TestModel(.calls(call("stubborn"), call("look")), .text("Well."))
        let agent = Agent(
            model: model, tools: [stubborn, AnyTool.any("look")], limits: AgentLimits(toolGrace: .milliseconds(2)))
        let result = try await agent.run("Go")
        #expect(result.steps[0].toolResults[1].output == "done")
        #expect(result.leftBehind.map(\.id) == ["stubborn"])
    }

    @Test func argumentsOfTenMegabytesAreRead() async throws {
        let text = String(repeating: "é", count: 5 << 20)
        let output = try await answer(
            to: call("count", "{\"text\":\"\(text)\"}"),
            [
                AnyTool.any("count") { arguments, _ in .text("\(arguments["text"]?.stringValue?.utf8.count ?? 0)") }
            ])
        #expect(output == "10485760")
    }

    @Test func argumentsBeyondTheLimitAreAnswered() async throws {
        let text = String(repeating: "x", count: 17 << 20)
        let output = try await answer(to: call("count", "{\"text\":\"\(text)\"}"), [AnyTool.any("count")])
        #expect(output == .error("The arguments of count are wrong: they are larger than 16 MB."))
    }

    @Test func tooManyCallsAtOnceAreAnswered() async throws {
        let model = TestModel(.calls((0..<5).map { call("look", id: "\($0)") }), .text("Well."))
        let agent = Agent(model: model, tools: [AnyTool.any("look")], limits: AgentLimits(callsPerStep: 3))
        let result = try await agent.run("Go")
        #expect(result.steps[0].toolResults.filter { $0.output == "done" }.count == 3)
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func twoToolsOfOneNameAreRefused() async throws {
        let agent = Agent(model: TestModel(.text("Hi")), tools: [AnyTool.any("look"), Weather(), AnyTool.any("look")])
        let error = await #expect(throws: AgentError.self) { try await agent.run("Go") }
        #expect("\(error!)".contains("Two tools of the agent agent are named \"look\""))
    }

    @Test func setsArePutTogether() async throws {
        let own: ToolSet = [AnyTool.any("look"), Weather()]
        var all = own + [AnyTool.any("search")]
        #expect(all.names == ["look", "weather", "search"] && all["search"] != nil)
        #expect(try await Agent(model: TestModel(.text("Hi")), tools: all).run("Go").text == "Hi")
        all += [AnyTool.any("look")]
        let agent = Agent(model: TestModel(.text("Hi")), tools: all)
        let error = await #expect(throws: AgentError.self) { try await agent.run("Go") }
        #expect("\(error!)".contains("are named \"look\""))
    }

    @Test func twoToolsOfOneNameAreRefusedAfterAChoiceToo() async throws {
        var agent = Agent(model: TestModel(.text("Hi")), tools: [AnyTool.any("look"), Weather(), AnyTool.any("look")])
        agent.prepareStep = { $0.tools = $0.tools.only(["look"]) }
        let choosing = agent
        await #expect(throws: AgentError.self) { try await choosing.run("Go") }
        agent.prepareStep = { $0.tools = $0.tools.only(["weather"]) }
        #expect(try await agent.run("Go").text == "Hi")
    }

    @Test func aToolThatIsAddedTakesThePlaceOfOneOfItsName() {
        var tools: ToolSet = [AnyTool.any("look"), Weather()]
        tools.add(AnyTool(name: "look", description: "Another.", inputSchema: [:]) { _, _ in "x" })
        #expect(tools.names == ["look", "weather"])
        #expect(tools["look"]?.description == "Another.")
        #expect(tools.only(["weather", "none"]).names == ["weather"])
    }
}
