import Dialect
import Testing

/// Cancelling ends the model and the tools, and leaves a history that can be continued.
struct AgentCancellationTests {
    /// Runs a stream to its end in a task that is cancelled when an event asks for it.
    private func run(
        _ agent: Agent, cancelledAt isMoment: @escaping @Sendable (AgentEvent) -> Bool
    ) async throws -> (result: AgentResult?, events: [AgentEvent]) {
        let (moments, moment) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            // A moment that never comes must not be waited for.
            defer { moment.finish() }
            var events: [AgentEvent] = []
            for try await event in agent.stream("Go") {
                events.append(event)
                if isMoment(event) { moment.yield() }
            }
            return events
        }
        for await _ in moments { break }
        task.cancel()
        let events = try await task.value
        if case .finished(let result)? = events.last { return (result, events) }
        return (nil, events)
    }

    /// Tools that heed cancellation have all the time that a busy machine may need.
    private let patient = AgentLimits(toolGrace: .seconds(3_600))

    @Test func anAnswerThatIsWholeIsKeptWhole() async throws {
        let model = TestModel(.text("All."))
        let (result, _) = try await run(Agent(model: model)) { if case .model(.finish) = $0 { true } else { false } }
        // Whether the cancellation came before or after the end was noticed, nothing is lost.
        #expect(result?.messages == [.user("Go"), .assistant("All.")])
        #expect(result?.usage == tokens(10, 5))
    }

    @Test func whatTheModelHasSaidIsKept() async throws {
        let parts: [StreamPart] = [
            .reasoningStart(id: "r"), .reasoningDelta(id: "r", text: "Hm."), .reasoningEnd(id: "r"),
            .textStart(id: "t"), .textDelta(id: "t", text: "Half of"),
        ]
        let (result, _) = try await run(Agent(model: TestModel(.silent(after: parts)))) { $0.text != nil }
        let cancelled = try #require(result)
        #expect(cancelled.ending == .cancelled)
        // Reasoning goes with what it led to, and that is not whole.
        #expect(cancelled.messages == [.user("Go"), .assistant("Half of")])
        #expect(cancelled.usage.isPartial)
        let next = try await Agent(model: TestModel(.text("Yes."))).run(cancelled.messages + [.user("Go on.")])
        #expect(next.text == "Yes.")
    }

    @Test func callsThatWereCompleteAreAnswered() async throws {
        let record = Record()
        let look = AnyTool.any("look") { _, _ in
            record.note("called")
            return "done"
        }
        let parts: [StreamPart] = [
            .toolCall(call("look")),
            .toolCall(ToolCall(id: "s", name: "web_search", arguments: "{}", isProviderExecuted: true)),
            .toolInputStart(id: "b", name: "look"), .toolInputDelta(id: "b", text: "{\"a"),
        ]
        let agent = Agent(model: TestModel(.silent(after: parts)), tools: [look])
        let (result, _) = try await run(agent) { if case .model(.toolInputDelta) = $0 { true } else { false } }
        let cancelled = try #require(result)
        #expect(record.all.isEmpty)
        #expect(
            cancelled.newMessages == [
                Message(role: .assistant, content: [.toolCall(call("look"))]),
                .tool([
                    ToolResult(
                        callID: "look", name: "look", output: .error("The call was not run: the run was cancelled."))
                ]),
            ])
    }

    @Test func nothingIsAddedWhereNothingWasSaid() async throws {
        let (result, _) = try await run(Agent(model: TestModel(.silent()))) {
            if case .model = $0 { true } else { false }
        }
        #expect(result?.messages == [.user("Go")])
        #expect(result?.steps.isEmpty == true)
    }

    @Test func toolsAreCancelledAndTheirCallsAnswered() async throws {
        let record = Record()
        let waiting = AnyTool.any("wait") { _, _ in
            defer { record.note("ended") }
            try await untilCancelled()
            return "never"
        }
        let quick = AnyTool.any("quick") { _, _ in "done" }
        let agent = Agent(
            model: TestModel(.calls(call("wait"), call("quick"))), tools: [waiting, quick], limits: patient)
        let (result, events) = try await run(agent) { if case .toolFinished = $0 { true } else { false } }
        let cancelled = try #require(result)
        #expect(record.all == ["ended"])
        #expect(cancelled.leftBehind.isEmpty)
        #expect(
            cancelled.steps[0].toolResults.map(\.output) == [
                .error("The call did not end before the run was cancelled."), "done",
            ])
        #expect(faults(in: cancelled.messages).isEmpty)
        #expect(events.contains { if case .stepFinished = $0 { true } else { false } })
    }

    @Test func aToolThatEndsWhenItIsCancelledMayStillAnswer() async throws {
        let waiting = AnyTool.any("wait") { _, _ in
            try? await untilCancelled()
            return "half"
        }
        let agent = Agent(model: TestModel(.calls(call("wait"))), tools: [waiting], limits: patient)
        let (result, _) = try await run(agent) { if case .toolStarted = $0 { true } else { false } }
        #expect(result?.steps[0].toolResults[0].output == "half")
    }

    @Test func aToolThatHeedsNothingIsLeftBehind() async throws {
        let gate = Gate()
        defer { gate.open() }
        let stubborn = AnyTool.any("stubborn") { _, _ in
            await gate.wait()
            return "never"
        }
        let agent = Agent(model: TestModel(.calls(call("stubborn"))), tools: [stubborn])
        let (result, events) = try await run(agent) { if case .toolStarted = $0 { true } else { false } }
        #expect(result?.leftBehind.map(\.id) == ["stubborn"])
        #expect(events.contains { if case .toolLeftBehind = $0 { true } else { false } })
        #expect(faults(in: try #require(result?.messages)).isEmpty)
    }

    @Test func aRunInACancelledTaskDoesNothing() async throws {
        let model = TestModel(.text("Hi"))
        let task = Task {
            try? await untilCancelled()
            return try await Agent(model: model).run("Go")
        }
        task.cancel()
        let result = try await task.value
        #expect(result.ending == .cancelled)
        #expect(result.messages == [.user("Go")])
        #expect(model.requests.isEmpty)
    }

    @Test func aCheckOfApprovalThatIsCancelledSuspendsNothing() async throws {
        let begun = Gate()
        let pay = AnyTool.any(
            "pay",
            settings: ToolSettings(
                approval: .when { _ in
                    begun.open()
                    try await untilCancelled()
                    return false
                }))
        let agent = Agent(model: TestModel(.calls(call("pay"))), tools: [pay])
        let task = Task {
            defer { begun.open() }
            return try await agent.run("Go")
        }
        await begun.wait()
        task.cancel()
        let result = try await task.value
        #expect(result.ending == .cancelled)
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func whatACancelledHookThrowsDoesNotMatter() async throws {
        struct Broken: Error {}
        let begun = Gate()
        var agent = Agent(model: TestModel(.text("Hi")))
        agent.prepareStep = { _ in
            begun.open()
            do { try await untilCancelled() } catch { throw Broken() }
        }
        let task = Task { [agent] in
            defer { begun.open() }
            return try await agent.run("Go")
        }
        await begun.wait()
        task.cancel()
        #expect(try await task.value.ending == .cancelled)
    }

    @Test func aResumedRunIsCancelledWhileItIsPrepared() async throws {
        let begun = Gate()
        let pay = AnyTool.any("pay", settings: ToolSettings(approval: .always))
        var agent = Agent(model: TestModel(.calls(call("pay"))), tools: [pay])
        var state = try await agent.run("Go").state
        try state.decide(.approve, for: "pay")
        agent.prepareStep = { _ in
            begun.open()
            try await untilCancelled()
        }
        let task = Task { [agent, state] in
            defer { begun.open() }
            return try await agent.run(resuming: state)
        }
        await begun.wait()
        task.cancel()
        let result = try await task.value
        #expect(result.ending == .cancelled)
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func toolsHaveLessThanATenthOfASecondToEnd() {
        // The rest is what a run needs itself; a test that looks at a clock would test the machine.
        #expect(AgentLimits().toolGrace <= .milliseconds(50))
    }

    @Test func aRunThatWasCancelledInTheMidstOfAnAnswerSaysThatItCannotGoOn() async throws {
        let parts: [StreamPart] = [.textStart(id: "t"), .textDelta(id: "t", text: "Half of")]
        let agent = Agent(model: TestModel(.silent(after: parts), .text("All of it.")))
        let (result, _) = try await run(agent) { $0.text != nil }
        let cancelled = try #require(result)
        let error = await #expect(throws: AgentError.self) { try await agent.run(resuming: cancelled.state) }
        #expect((error?.underlying as? LanguageModelError)?.code == .misuse)
        #expect("\(error!)".contains("was cancelled while the model answered"))
        #expect(try await agent.run(cancelled.messages + [.user("Go on.")]).text == "All of it.")
    }

    @Test func aCancelledRunCanBeResumedAfterItsTools() async throws {
        let waiting = AnyTool.any("wait") { _, _ in
            try await untilCancelled()
            return "never"
        }
        let model = TestModel(.calls(call("wait")), .text("Never mind."))
        let agent = Agent(model: model, tools: [waiting], limits: patient)
        let (result, _) = try await run(agent) { if case .toolStarted = $0 { true } else { false } }
        #expect(try await agent.run(resuming: try #require(result).state).text == "Never mind.")
    }

    @Test func leavingTheLoopCancelsTools() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let waiting = AnyTool.any("wait") { _, _ in
            defer { ended.finish() }
            try await untilCancelled()
            return "never"
        }
        func leave() async throws {
            for try await event in Agent(model: TestModel(.calls(call("wait"))), tools: [waiting]).stream("Go") {
                if case .toolStarted = event { return }
            }
        }
        try await leave()
        for await _ in ends {}
    }
}
