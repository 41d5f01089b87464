import Dialect
import Foundation
import Testing

/// Agents that call agents, and agents that hand over to agents.
struct AgentHandoffTests {
    // MARK: As tools

    @Test func anAgentIsATool() async throws {
        let inner = TestModel(.calls(call("look"), usage: tokens(3, 1)), .text("Blue.", usage: tokens(4, 1)))
        let expert = Agent(name: "expert", model: inner, tools: [AnyTool.any("look")])
        let model = TestModel(.calls(call("expert", #"{"prompt":"Which colour?"}"#)), .text("It is blue."))
        let tool = expert.asTool(description: "Knows colours.")
        let result = try await Agent(model: model, tools: [tool]).run("Go")
        #expect(result.text == "It is blue.")
        #expect(result.steps[0].toolResults[0].output == "Blue.")
        #expect(inner.requests[0].messages == [.user("Which colour?")])
        #expect(result.steps[0].usage == tokens(17, 7))
        #expect(result.usage == tokens(27, 12))
    }

    @Test func whatFailsInAnAgentIsTheErrorOfATool() async throws {
        let inner = TestModel(.failing(LanguageModelError(.overloaded, "Busy.", usage: tokens(2, 0))))
        let model = TestModel(.calls(call("expert", #"{"prompt":"?"}"#)), .text("Well."))
        let tool = Agent(name: "expert", model: inner).asTool(description: "")
        let result = try await Agent(model: model, tools: [tool]).run("Go")
        guard case .error(let text) = result.steps[0].toolResults[0].output else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.contains("Busy."))
        #expect(result.usage == tokens(22, 10))
    }

    @Test func anAgentAsksForApprovalThroughItsTool() async throws {
        let pay = AnyTool.any("pay", settings: ToolSettings(approval: .always)) { _, _ in "paid" }
        for isAllowed in [true, false] {
            let inner = TestModel { request, index in
                guard index > 0, case .toolResult(let result)? = request.messages.last?.content.first else {
                    return .calls(call("pay"))
                }
                return .text("\(result.output == "paid")")
            }
            let payer = Agent(name: "payer", model: inner, tools: [pay])
            let tool = isAllowed ? payer.asTool(description: "") { _ in .approve } : payer.asTool(description: "")
            let model = TestModel(.calls(call("payer", #"{"prompt":"Pay"}"#)), .text("Well."))
            let result = try await Agent(model: model, tools: [tool]).run("Go")
            #expect(result.steps[0].toolResults[0].output == ToolOutput.text("\(isAllowed)"))
        }
    }

    @Test func anAgentThatCallsItselfEnds() async throws {
        let depths = Record()
        @Sendable func recursive() -> Agent {
            let model = TestModel { _, index in index == 0 ? .calls(call("again", #"{"prompt":"?"}"#)) : .text("Back.")
            }
            let again = AnyTool.any("again") { _, context in
                depths.note(context.callID)
                let result = try await recursive().run("Again")
                return .text(result.text)
            }
            return Agent(model: model, tools: [again])
        }
        #expect(try await recursive().run("Go").text == "Back.")
        #expect(depths.all.count == AgentLimits().depth)
    }

    // MARK: Handing over

    /// Two agents that hand over to each other.
    private static func front(_ front: TestModel, _ billing: TestModel) -> Agent {
        Agent(
            name: "front", model: front, instructions: "Greet.",
            handoffs: [
                Handoff(to: "billing", description: "Knows of bills.") {
                    Agent(
                        name: "billing", model: billing, instructions: "Bill.",
                        tools: [AnyTool.any("pay", settings: ToolSettings(approval: .always)) { _, _ in "paid" }],
                        handoffs: [
                            Handoff(to: "front", description: "Knows the rest.") { Self.front(front, billing) }
                        ])
                }
            ])
    }

    @Test func anotherAgentGoesOn() async throws {
        let (front, billing) = (TestModel(.calls(call("hand_over_to_billing"))), TestModel(.text("Your bill.")))
        var handed: [String] = []
        var result: AgentResult?
        for try await event in Self.front(front, billing).stream("My bill?") {
            if case .handedOver(let from, let to) = event { handed.append("\(from) to \(to)") }
            if case .finished(let last) = event { result = last }
        }
        #expect(handed == ["front to billing"])
        #expect(result?.text == "Your bill.")
        #expect(result?.steps.map(\.agent) == ["front", "billing"])
        #expect(billing.requests[0].messages.first == .system("Bill."))
        #expect(billing.requests[0].tools.map(\.name) == ["pay", "hand_over_to_front"])
        #expect(faults(in: try #require(result?.messages)).isEmpty)
        #expect(result?.steps[0].toolResults.map(\.output) == ["billing goes on with the conversation."])
    }

    @Test func agentsMayHaveOneName() async throws {
        let second = TestModel(.text("From the other."))
        let other = Agent(model: second, instructions: "Be brief.")
        let first = Agent(
            model: TestModel(.calls(call("hand_over_to_agent"))), handoffs: [Handoff(to: other, description: "")])
        let result = try await first.run("Go")
        #expect(result.text == "From the other.")
        #expect(second.requests.map(\.messages.first) == [.system("Be brief.")])
        #expect(result.state.agents == ["agent", "agent"])
    }

    @Test func aConversationIsHandedToOneAgent() async throws {
        let front = TestModel(.calls(call("hand_over_to_billing", id: "1"), call("hand_over_to_billing", id: "2")))
        let result = try await Self.front(front, TestModel(.text("Hi"))).run("Go")
        #expect(
            result.steps[0].toolResults[1].output == .error("The conversation is handed over to billing already."))
    }

    @Test func agentsThatHandOverForeverEnd() async throws {
        let front = TestModel { _, index in .calls(call("hand_over_to_billing", id: "f\(index)")) }
        let billing = TestModel { _, index in .calls(call("hand_over_to_front", id: "b\(index)")) }
        let error = await #expect(throws: AgentError.self) { try await Self.front(front, billing).run("Go") }
        #expect((error?.underlying as? LanguageModelError)?.code == .limitReached)
        #expect(front.requests.count == 10 && billing.requests.count == 10)
    }

    @Test func aRunIsResumedByTheAgentThatHasIt() async throws {
        let first = Self.front(TestModel(.calls(call("hand_over_to_billing"))), TestModel(.calls(call("pay"))))
        let suspended = try await first.run("Pay")
        #expect(suspended.state.agents == ["front", "billing"])
        var state = try JSONDecoder().decode(AgentState.self, from: JSONEncoder().encode(suspended.state))
        try state.decide(.approve, for: "pay")
        let result = try await Self.front(TestModel(), TestModel(.text("Paid."))).run(resuming: state)
        #expect(result.text == "Paid.")
        #expect(result.steps[1].toolResults.map(\.output) == ["paid"])
        let lone = Agent(name: "front", model: TestModel())
        let error = await #expect(throws: AgentError.self) { try await lone.run(resuming: suspended.state) }
        #expect("\(error!)".contains("knows none of that name"))
        #expect(error?.result.state.approvals == suspended.approvals)
    }
}
