import Testing

@testable import Dialect

/// What a run does next, for everything that can happen.
struct AgentLoopTests {
    private let model = ModelID(provider: "test", model: "scripted")

    private func response(_ calls: [ToolCall] = [], _ reason: FinishReason = .stop) -> ModelResponse {
        ModelResponse(
            content: ["Text."] + calls.map(ContentPart.toolCall), finishReason: calls.isEmpty ? reason : .toolCalls,
            usage: tokens(2, 1))
    }

    private func loop(_ calls: String...) -> AgentLoop {
        var loop = AgentLoop(AgentState(runID: "r", agent: "agent", input: [.user("Go")]))
        if !calls.isEmpty { loop.received(response(calls.map { call($0) }), from: model, tools: calls) }
        return loop
    }

    private func ready(_ index: Int, isSerial: Bool = false) -> (index: Int, verdict: AgentLoop.Verdict) {
        (index, .ready(replacement: nil, isSerial: isSerial))
    }

    @Test func aRunBeginsByAskingAndEndsWithAnAnswer() {
        var loop = loop()
        #expect(loop.next == .askModel)
        loop.received(response(), from: model, tools: [])
        #expect(loop.next == .end(.finished))
        #expect(loop.state.ending == .finished)
    }

    static let reasons: [(FinishReason, AgentLoop.Action)] = [
        (.stop, .end(.finished)), (.length, .end(.finished)), (.contentFilter, .end(.finished)),
        (.error, .end(.finished)), (.other, .end(.finished)), (FinishReason(.paused, raw: "pause_turn"), .judge),
    ]

    @Test(arguments: reasons.indices)
    func anAnswerWithoutCallsEndsUnlessItPaused(_ index: Int) {
        let (reason, next) = Self.reasons[index]
        var loop = loop()
        loop.received(response([], reason), from: model, tools: [])
        #expect(loop.next == next, "\(reason)")
    }

    @Test func callsAreReviewedRunAndJudged() {
        var loop = loop("a", "b")
        #expect(loop.next == .review([0, 1]))
        loop.reviewed([ready(0), ready(1)])
        #expect(loop.next == .start([0, 1]))
        loop.started([0, 1])
        #expect(loop.next == .awaitTools)
        #expect(loop.finished(1, "2")?.callID == "b")
        #expect(loop.next == .awaitTools)
        loop.finished(0, "1")
        #expect(loop.next == .judge)
        #expect(loop.state.steps[0].toolResults.map(\.output) == ["1", "2"])
        loop.judged(stops: false)
        #expect(loop.next == .askModel)
    }

    @Test func aStopConditionEndsTheRun() {
        var loop = loop("a")
        loop.reviewed([(0, .refused("No."))])
        #expect(loop.next == .judge)
        loop.judged(stops: true)
        #expect(loop.next == .end(.stopped))
    }

    @Test func aSecondResultIsNotTaken() {
        var loop = loop("a", "b")
        loop.reviewed([ready(0), ready(1)])
        loop.started([0, 1])
        #expect(loop.finished(0, "first") != nil)
        #expect(loop.finished(0, "second") == nil)
        loop.finished(1, "b")
        #expect(loop.finished(1, "late") == nil)
        #expect(loop.state.steps[0].toolResults.map(\.output) == ["first", "b"])
    }

    /// Which of four calls are serial (S), and which are started in turn when those before them are done.
    static let orders: [(String, [[Int]])] = [
        ("pppp", [[0, 1, 2, 3]]), ("Sppp", [[0], [1, 2, 3]]), ("pSpp", [[0], [1], [2, 3]]),
        ("ppSS", [[0, 1], [2], [3]]), ("SSSS", [[0], [1], [2], [3]]), ("pppS", [[0, 1, 2], [3]]),
    ]

    @Test(arguments: orders)
    func serialCallsAreAlone(_ kinds: String, _ starts: [[Int]]) {
        var loop = loop("a", "b", "c", "d")
        loop.reviewed(kinds.enumerated().map { ready($0.offset, isSerial: $0.element == "S") })
        for start in starts {
            #expect(loop.next == .start(start))
            loop.started(start)
            for index in start {
                #expect(loop.next == .awaitTools)
                loop.finished(index, "done")
            }
        }
        #expect(loop.next == .judge)
    }

    @Test func aSerialCallThatWaitsForApprovalHoldsUpThoseAfterIt() {
        var loop = loop("a", "b", "c")
        loop.reviewed([ready(0), (1, .needsApproval(replacement: nil, isSerial: true)), ready(2)])
        #expect(loop.next == .start([0]))
        loop.started([0])
        loop.finished(0, "done")
        #expect(loop.next == .suspend)
        loop.suspended()
        #expect(loop.next == .end(.suspended))
        var state = loop.state
        #expect(throws: Never.self) { try state.decide(.approve, for: "b") }
        var resumed = AgentLoop(resuming: state)
        #expect(resumed.next == .review([1, 2]))
        resumed.reviewed([ready(1, isSerial: true), ready(2)])
        #expect(resumed.next == .start([1]))
    }

    @Test func aCallWithoutToolHereSuspends() {
        var loop = loop("a")
        loop.reviewed([(0, .needsAnswer)])
        #expect(loop.next == .suspend)
        #expect(loop.state.approvals.map(\.need) == [.answer])
    }

    /// How far a run is when it is stopped, and what its calls are told.
    @Test(arguments: 0..<5)
    func whereverARunIsStoppedItsHistoryIsWhole(_ progress: Int) {
        var loop = loop("a", "b")
        if progress > 0 { loop.reviewed([ready(0), (1, .needsApproval(replacement: nil, isSerial: false))]) }
        if progress > 1 { loop.started([0]) }
        if progress > 2 { loop.finished(0, "done") }
        if progress > 3 { loop.suspended() }
        loop.stopped(.cancelled, from: model)
        #expect(loop.next == .end(.cancelled))
        #expect(faults(in: loop.state.messages).isEmpty)
        let expected: ToolOutput =
            switch progress {
            case 0, 1: .error("The call was not run: the run was cancelled.")
            case 2: .error("The call did not end before the run was cancelled.")
            default: "done"
            }
        #expect(loop.state.steps[0].toolResults[0].output == expected)
        #expect(loop.state.steps[0].toolResults[1].output == .error("The call was not run: the run was cancelled."))
    }

    @Test func limitsAreReached() {
        var loop = loop("a")
        #expect(loop.exceeded(AgentLimits(steps: 2, tokens: 4)) == nil)
        #expect(loop.exceeded(AgentLimits(steps: 1))?.code == .limitReached)
        #expect(loop.exceeded(AgentLimits(tokens: 3))?.code == .limitReached)
        loop.spent(tokens(1, 1))
        #expect(loop.state.usage == tokens(3, 2))
        #expect(loop.state.steps[0].usage == tokens(3, 2))
        #expect(loop.exceeded(AgentLimits(tokens: 5))?.code == .limitReached)
    }

    @Test func whatIsKeptOfAnAnswerThatWasCutOff() {
        let server = ToolCall(id: "s", name: "search", arguments: "{}", isProviderExecuted: true)
        let found = ToolResult(callID: "s", name: "search", output: "found", isProviderExecuted: true)
        let thought: [StreamPart] = [
            .reasoningStart(id: "r"), .reasoningDelta(id: "r", text: "Hm"), .reasoningEnd(id: "r"),
        ]
        let said: [StreamPart] = [.textStart(id: "t"), .textDelta(id: "t", text: "So")]
        let table: [([StreamPart], [ContentPart])] = [
            ([], []),
            (thought, []),
            (thought + said, ["So"]),
            (thought + said + [.textEnd(id: "t")], [.reasoning("Hm"), "So"]),
            (thought + [.toolCall(call("a"))], [.reasoning("Hm"), .toolCall(call("a"))]),
            ([.toolCall(server)] + said, ["So"]),
            ([.toolCall(server), .toolResult(found)], [.toolCall(server), .toolResult(found)]),
            ([.textStart(id: "t"), .textEnd(id: "t")], []),
        ]
        for (parts, content) in table {
            var collector = AnswerCollector()
            for part in parts { collector.append(part) }
            #expect(collector.partialResponse?.content ?? [] == content)
        }
    }
}
