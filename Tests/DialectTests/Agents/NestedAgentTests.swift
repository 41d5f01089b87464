import Testing

@testable import Dialect

/// Agents that are tools of agents: what they spend, show and leave behind is known above.
struct NestedAgentTests {
    private func call(_ name: String) -> ToolCall {
        ToolCall(id: name, name: name, arguments: #"{"prompt":"?"}"#)
    }

    @Test func aCancelledAgentTellsWhatItSpentAndLeftBehind() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any("stubborn") { _, _ in
            await gate.wait()
            return "never"
        }
        let inner = Agent(
            name: "inner", model: TestModel(.calls([call("stubborn")], usage: tokens(3, 1))), tools: [stubborn],
            limits: AgentLimits(toolGrace: .milliseconds(1)))
        let outer = Agent(
            model: TestModel(.calls(call("inner"))), tools: [inner.asTool(description: "")],
            // As long as a busy machine may need.
            limits: AgentLimits(toolGrace: .seconds(3_600)))
        let begun = Gate()
        let task = Task {
            var events: [AgentEvent] = []
            defer { begun.open() }
            for try await event in outer.stream("Go") {
                events.append(event)
                if case .toolProgress(_, let report) = event, report["event"] == "toolStarted" { begun.open() }
            }
            return events
        }
        await begun.wait()
        task.cancel()
        let events = try await task.value
        guard case .finished(let result)? = events.last else {
            Issue.record("There is no result.")
            return
        }
        #expect(result.ending == .cancelled)
        #expect(result.leftBehind.map(\.id) == ["stubborn"])
        #expect(result.usage == tokens(13, 6))
        #expect(events.contains { if case .toolLeftBehind(let call) = $0 { call.id == "stubborn" } else { false } })
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func whatAnAgentSpendsCountsStepByStep() async throws {
        let record = Record()
        let look = AnyTool.any("look")
        let inner = Agent(
            name: "inner", model: TestModel(.calls([call("look")], usage: tokens(3, 1)), .text("Well.")), tools: [look])
        let context = ToolContext(
            runID: "r", step: 0, callID: "c", history: [], logger: inner.logger, progress: { _ in },
            spend: { record.note("\($0.total ?? 0)") })
        _ = try await inner.asTool(description: "").call(["prompt": "?"], context)
        #expect(record.all == ["4", "15"])
    }

    @Test func anAgentThatIsAToolHasHalfTheTimeToEndItsTools() async throws {
        let record = Record()
        let look = AnyTool.any("look") { _, _ in
            record.note("\(AgentNesting.current.depth) \(AgentNesting.current.grace ?? .zero)")
            return "done"
        }
        func agent(_ name: String, _ tool: String, _ tools: ToolSet, grace: Duration) -> Agent {
            Agent(
                name: name, model: TestModel(.calls(call(tool)), .text("Well.")), tools: tools,
                limits: AgentLimits(toolGrace: grace))
        }
        // One that would take longer, and one that takes less than it might.
        let short = agent("short", "look", [look], grace: .milliseconds(4))
        let long = agent("long", "short", [look, short.asTool(description: "")], grace: .seconds(9))
        _ = try await agent("outer", "long", [long.asTool(description: "")], grace: .milliseconds(40)).run("Go")
        #expect(record.all == ["3 \(Duration.milliseconds(2))"])
        let deep = agent("deep", "look", [look], grace: .seconds(9))
        _ = try await agent("outer", "deep", [deep.asTool(description: "")], grace: .milliseconds(40)).run("Go")
        #expect(record.all.last == "2 \(Duration.milliseconds(10))")
    }

    @Test func whoWatchesSeesWhatGoesOnInside() async throws {
        let look = AnyTool.any("look") { _, context in
            context.report("half")
            return "done"
        }
        let inner = Agent(name: "inner", model: TestModel(.calls(call("look")), .text("Blue.")), tools: [look])
        let outer = Agent(
            model: TestModel(.calls(call("inner")), .text("Well.")), tools: [inner.asTool(description: "")])
        var reports: [JSONValue] = []
        for try await event in outer.stream("Go") {
            if case .toolProgress(_, let report) = event { reports.append(report) }
        }
        #expect(
            reports == [
                ["agent": "inner", "event": "toolStarted", "tool": "look", "callID": "look"],
                ["agent": "inner", "event": "toolProgress", "tool": "look", "callID": "look", "progress": "half"],
                ["agent": "inner", "event": "toolFinished", "tool": "look", "callID": "look"],
                ["agent": "inner", "event": "text", "text": "Blue."],
            ])
    }

    // MARK: Decisions while a run waits

    @Test func aDecisionThatIsRefusedFailsTheRun() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any("stubborn", settings: ToolSettings(timeout: .milliseconds(1))) { _, _ in
            await gate.wait()
            return "never"
        }
        let locate: ToolDeclaration = .function(FunctionTool(name: "locate", inputSchema: ["type": "object"]))
        let agent = Agent(
            model: TestModel(.calls(call("stubborn"), call("locate"))), tools: [stubborn, locate],
            limits: AgentLimits(toolGrace: .milliseconds(1)))
        let error = await #expect(throws: AgentError.self) { try await agent.run("Go") { _ in .approve } }
        #expect((error?.underlying as? LanguageModelError)?.code == .misuse)
        let result = try #require(error?.result)
        #expect(result.ending == .failed)
        #expect(result.leftBehind.map(\.id) == ["stubborn"])
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func whatWasLeftBehindBeforeADecisionIsKept() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any("stubborn", settings: ToolSettings(timeout: .milliseconds(1))) { _, _ in
            await gate.wait()
            return "never"
        }
        let pay = AnyTool.any("pay", settings: ToolSettings(approval: .always))
        let agent = Agent(
            model: TestModel(.calls(call("stubborn"), call("pay")), .text("Well.")), tools: [stubborn, pay],
            limits: AgentLimits(toolGrace: .milliseconds(1)))
        #expect(try await agent.run("Go") { _ in .approve }.leftBehind.map(\.id) == ["stubborn"])
    }

    @Test func nobodyIsAskedAfterTheCancellation() async throws {
        let (record, begun) = (Record(), Gate())
        let pay = AnyTool.any("pay", settings: ToolSettings(approval: .always))
        let agent = Agent(
            model: TestModel(.calls(ToolCall(id: "p", name: "pay", arguments: "{}"), call("pay"))), tools: [pay]
        )
        let task = Task {
            defer { begun.open() }
            return try await agent.run("Go") { request in
                record.note(request.call.id)
                begun.open()
                try? await untilCancelled()
                return .approve
            }
        }
        await begun.wait()
        task.cancel()
        let result = try await task.value
        #expect(result.ending == .cancelled)
        #expect(record.all == ["p"])
        #expect(faults(in: result.messages).isEmpty)
    }
}
