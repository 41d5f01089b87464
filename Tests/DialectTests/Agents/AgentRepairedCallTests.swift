import Dialect
import Testing

/// Calls that are not run as the model wrote them: who approves sees what runs, and agrees to that alone.
struct AgentRepairedCallTests {
    private let record = Record()

    /// A tool that takes a sum, and always asks.
    private var pay: AnyTool {
        let schema: JSONValue = [
            "type": "object", "properties": ["sum": ["type": "integer"]], "required": ["sum"],
        ]
        return AnyTool(
            name: "pay", description: "", inputSchema: schema, settings: ToolSettings(approval: .always)
        ) { [record] arguments, _ in
            record.note("pay \(arguments)")
            return "paid"
        }
    }

    private func agent(_ call: ToolCall) -> Agent {
        Agent(model: TestModel { _, index in index == 0 ? .calls(call) : .text("Well.") }, tools: [pay])
    }

    @Test func whatIsMendedAfterSomebodyAgreedIsAskedAboutAgain() async throws {
        var agent = agent(call("pay", #"{"sum":5}"#))
        agent.repairToolCall = { problem in
            var call = problem.call
            call.arguments = #"{"sum":9}"#
            return call
        }
        var state = try await agent.run("Go").state
        try state.decide(.approve(editing: [3]), for: "pay")
        let asking = try await agent.run(resuming: state)
        #expect(record.all.isEmpty)
        #expect(asking.approvals.map(\.call.arguments) == [#"{"sum":9}"#])
        state = asking.state
        try state.decide(.approve, for: "pay")
        #expect(try await agent.run(resuming: state).ending == .finished)
        #expect(record.all == [#"pay {"sum":9}"#])
    }

    @Test func aMendedCallKeepsItsIDAndKind() async throws {
        var agent = agent(call("buy", #"{"sum":5}"#))
        agent.repairToolCall = { problem in
            ToolCall(id: "other", name: "pay", arguments: problem.call.arguments, kind: .custom)
        }
        var state = try await agent.run("Go").state
        #expect(state.approvals.map(\.call) == [ToolCall(id: "buy", name: "pay", arguments: #"{"sum":5}"#)])
        try state.decide(.approve, for: "buy")
        let result = try await agent.run(resuming: state)
        #expect(record.all == [#"pay {"sum":5}"#])
        #expect(result.steps[0].toolResults.map(\.callID) == ["buy"])
    }

    @Test(arguments: ["{'sum': 5}", #"{"sum":5"#, #""{\"sum\":5}""#, #"{"sum":5,"note":null}"#])
    func whoApprovesSeesWhatRuns(_ arguments: String) async throws {
        var tool = pay
        if arguments.contains("note") {
            let schema: JSONValue = [
                "type": "object", "properties": ["sum": ["type": "integer"], "note": ["type": "string"]],
                "required": ["sum"],
            ]
            tool = AnyTool(
                name: "pay", description: "", inputSchema: schema, settings: ToolSettings(approval: .always)
            ) { [record] arguments, _ in
                record.note("pay \(arguments)")
                return "paid"
            }
        }
        let model = TestModel(.calls(call("pay", arguments)), .text("Well."))
        let agent = Agent(model: model, tools: [tool])
        var state = try await agent.run("Go").state
        #expect(state.approvals.map(\.call.arguments) == [#"{"sum":5}"#])
        try state.decide(.approve, for: "pay")
        let result = try await agent.run(resuming: state)
        #expect(record.all == [#"pay {"sum":5}"#])
        // The model is told nothing of it, and its call stands as it wrote it.
        #expect(result.steps[0].toolResults.map(\.output) == ["paid"])
        #expect(result.steps[0].response.toolCalls.map(\.arguments) == [arguments])
    }

    @Test func freeTextIsEditedAsText() async throws {
        let patch = AnyTool.any("patch", settings: ToolSettings(approval: .always)) { [record] text, _ in
            record.note(text.stringValue ?? "no text")
            return "done"
        }
        let written = ToolCall(id: "p", name: "patch", arguments: "-old", kind: .custom)
        let agent = Agent(model: TestModel(.calls(written), .text("Well.")), tools: [patch])
        var state = try await agent.run("Go").state
        try state.decide(.approve(editing: "+new"), for: "p")
        let result = try await agent.run(resuming: state)
        #expect(record.all == ["+new"])
        #expect(result.steps[0].toolResults[0].output == "The call was run with other arguments: +new\ndone")
    }

    @Test func aNullInPlaceOfAnOptionalPropertyIsNone() async throws {
        let look = AnyTool(
            name: "look", description: "",
            inputSchema: ["type": "object", "properties": ["unit": ["type": "string"], "n": ["type": "integer"]]]
        ) { arguments, _ in .text("\(arguments)") }
        let calls = [
            call("look", #"{"unit":null,"n":1}"#, id: "a"), call("look", #"{"unit":null,"n":"x"}"#, id: "b"),
        ]
        let result = try await Agent(model: TestModel(.calls(calls), .text("Well.")), tools: [look]).run("Go")
        #expect(result.steps[0].toolResults[0].output == #"{"n":1}"#)
        guard case .error(let text) = result.steps[0].toolResults[1].output else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.contains("/n must be integer, is string"))
    }
}
