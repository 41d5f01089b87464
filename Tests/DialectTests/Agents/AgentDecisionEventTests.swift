import Dialect
import Testing

/// Whoever watches a run is told of every result and step once, however often it is suspended.
struct AgentDecisionEventTests {
    private func told(_ stream: AgentStream) async throws -> (events: [String], result: AgentResult) {
        var told: [String] = []
        for try await event in stream {
            switch event {
            case .toolStarted(let call): told.append("started \(call.id)")
            case .toolFinished(let result): told.append("finished \(result.callID)")
            case .approvalNeeded(let request): told.append("needed \(request.call.id)")
            case .stepStarted(let start): told.append("step \(start.index) of \(start.agent)")
            case .stepFinished(let step): told.append("step \(step.index) over")
            case .handedOver(let from, let to): told.append("\(from) to \(to)")
            case .finished(let result): return (told + ["\(result.ending)"], result)
            default: break
            }
        }
        throw LanguageModelError(.misuse, "The stream has no end.")
    }

    private var pay: AnyTool { AnyTool.any("pay", settings: ToolSettings(approval: .always)) }

    @Test func aRefusedCallIsToldOfBeforeTheRunWaits() async throws {
        let calls = [call("unknown"), call("pay"), call("pay", id: "q")]
        let agent = Agent(
            model: TestModel(.calls(calls), .text("Well.")), tools: [pay], limits: AgentLimits(callsPerStep: 2))
        let (events, result) = try await told(agent.stream("Go"))
        #expect(events == ["step 0 of agent", "finished q", "finished unknown", "needed pay", "suspended"])
        var state = result.state
        try state.decide(.approve, for: "pay")
        let rest = try await told(agent.stream(resuming: state)).events
        #expect(
            rest == [
                "started pay", "finished pay", "step 0 over", "step 1 of agent", "step 1 over", "finished",
            ])
    }

    @Test func decisionsThatRunNothingAreToldOf() async throws {
        let agent = Agent(model: TestModel(.calls(call("pay"), call("pay", id: "q")), .text("Well.")), tools: [pay])
        var state = try await agent.run("Go").state
        try state.decide(.deny(), for: "pay")
        let (some, result) = try await told(agent.stream(resuming: state))
        #expect(some == ["finished pay", "needed q", "suspended"])
        state = result.state
        try state.decide(.answer("Paid."), for: "q")
        let rest = try await told(agent.stream(resuming: state)).events
        #expect(rest == ["finished q", "step 0 over", "step 1 of agent", "step 1 over", "finished"])
    }

    @Test func aHandoffThatADecisionCompletesIsToldOf() async throws {
        let billing = Agent(name: "billing", model: TestModel(.text("Well.")))
        let front = Agent(
            name: "front", model: TestModel(.calls(call("hand_over_to_billing", id: "h"), call("pay"))), tools: [pay],
            handoffs: [Handoff(to: billing, description: "")])
        let (before, result) = try await told(front.stream("Go"))
        #expect(before == ["step 0 of front", "finished h", "needed pay", "suspended"])
        var state = result.state
        try state.decide(.deny(), for: "pay")
        let rest = try await told(front.stream(resuming: state)).events
        #expect(
            rest == [
                "finished pay", "step 0 over", "front to billing", "step 1 of billing", "step 1 over", "finished",
            ])
    }
}
