import Dialect
import Foundation
import Testing

/// A run waits for decisions, be it in another process.
struct AgentApprovalTests {
    private let record = Record()

    private var tools: ToolSet {
        let asking = ToolSettings(approval: .always)
        return [
            AnyTool.any("look") { [record] _, context in
                record.note("look \(context.callID)")
                return "seen"
            },
            AnyTool.any("pay", settings: asking) { [record] arguments, context in
                record.note("pay \(context.callID) \(arguments)")
                return .json(["paid": arguments["sum"] ?? 0])
            },
            AnyTool.any("spend", settings: ToolSettings(approval: .when { $0["sum"]?.intValue ?? 0 > 10 })),
            AnyTool.any("check", settings: ToolSettings(approval: .when { _ in throw CancellationError() })),
        ]
    }

    /// A fresh agent, as another process would have it.
    private func agent(_ turns: TestModel.Turn...) -> Agent {
        Agent(model: TestModel { _, index in turns[index] }, tools: tools)
    }

    private func saved(_ state: AgentState) throws -> AgentState {
        try JSONDecoder().decode(AgentState.self, from: JSONEncoder().encode(state))
    }

    private let payment = call("pay", #"{"sum":5}"#, id: "p")

    @Test func whatNeedsNoApprovalIsRunAndTheRestWaits() async throws {
        let result = try await agent(.calls(payment, call("look", id: "l"))).run("Go")
        #expect(result.ending == .suspended)
        #expect(result.approvals == [ApprovalRequest(call: payment, need: .approval)])
        #expect(record.all == ["look l"])
    }

    @Test func anApprovedCallIsRunInAnotherProcess() async throws {
        let first = try await agent(.calls(payment, call("look", id: "l"))).run("Go")
        var state = try saved(first.state)
        #expect(state == first.state)
        try state.decide(.approve, for: "p")
        let result = try await agent(.text("Paid.")).run(resuming: try saved(state))
        #expect(record.all == ["look l", "pay p {\"sum\":5}"])
        #expect(result.text == "Paid.")
        #expect(result.steps[0].toolResults.map(\.output) == [.json(["paid": 5]), "seen"])
        #expect(faults(in: result.messages).isEmpty)
        #expect(result.usage == tokens(20, 10))
        #expect(result.state.runID == first.state.runID)
    }

    @Test func aDeniedCallIsNotRun() async throws {
        var state = try await agent(.calls(payment)).run("Go").state
        try state.decide(.deny("Too much."), for: "p")
        let result = try await agent(.text("Well.")).run(resuming: state)
        #expect(record.all.isEmpty)
        #expect(result.steps[0].toolResults[0].output == .error("This call was not allowed. Too much."))
        #expect(result.text == "Well.")
    }

    @Test func anEditedCallIsRunAsEditedAndTheModelLearnsIt() async throws {
        var state = try await agent(.calls(payment)).run("Go").state
        try state.decide(.approve(editing: ["sum": 3]), for: "p")
        let result = try await agent(.text("Well.")).run(resuming: try saved(state))
        #expect(record.all == ["pay p {\"sum\":3}"])
        #expect(result.steps[0].response.toolCalls == [payment])
        #expect(
            result.steps[0].toolResults[0].output
                == .text("The call was run with other arguments: {\"sum\":3}\n{\"paid\":3}"))
    }

    @Test func aCallCanBeAnsweredByWhoDecides() async throws {
        var state = try await agent(.calls(payment)).run("Go").state
        try state.decide(.answer("Paid in cash."), for: "p")
        let result = try await agent(.text("Well.")).run(resuming: state)
        #expect(record.all.isEmpty)
        #expect(result.steps[0].toolResults[0].output == "Paid in cash.")
    }

    @Test func aToolThatNobodyHereRunsWaitsForItsAnswer() async throws {
        let locate: ToolDeclaration = .function(FunctionTool(name: "locate", inputSchema: ["type": "object"]))
        let first = Agent(model: TestModel(.calls(call("locate"))), tools: [locate])
        let suspended = try await first.run("Where am I?")
        #expect(suspended.approvals == [ApprovalRequest(call: call("locate"), need: .answer)])
        var state = suspended.state
        let error = #expect(throws: LanguageModelError.self) { try state.decide(.approve, for: "locate") }
        #expect(error?.code == .misuse)
        try state.decide(.answer("Ghent"), for: "locate")
        let result = try await Agent(model: TestModel(.text("Ghent.")), tools: [locate]).run(resuming: state)
        #expect(result.text == "Ghent.")
    }

    @Test func approvalMayDependOnTheArguments() async throws {
        let calls = [call("spend", #"{"sum":3}"#, id: "a"), call("spend", #"{"sum":30}"#, id: "b"), call("check")]
        let result = try await agent(.calls(calls)).run("Go")
        #expect(result.approvals.map(\.call.id) == ["b", "check"])
    }

    @Test func onlySomeMayBeDecided() async throws {
        let second = call("pay", #"{"sum":6}"#, id: "q")
        var state = try await agent(.calls(payment, second)).run("Go").state
        try state.decide(.approve, for: "q")
        let result = try await agent().run(resuming: state)
        #expect(result.ending == .suspended)
        #expect(result.approvals.map(\.call.id) == ["p"])
        #expect(record.all == ["pay q {\"sum\":6}"])
        var rest = result.state
        try rest.decide(.deny(), for: "p")
        #expect(try await agent(.text("Well.")).run(resuming: rest).ending == .finished)
        #expect(record.all.count == 1)
    }

    @Test func aDecisionIsTakenOnce() async throws {
        var state = try await agent(.calls(payment, call("look", id: "l"))).run("Go").state
        try state.decide(.approve, for: "p")
        for id in ["p", "l", "nobody"] {
            let error = #expect(throws: LanguageModelError.self) { try state.decide(.approve, for: id) }
            #expect(error?.code == .misuse)
        }
        let over = try await agent(.text("Paid.")).run(resuming: state)
        var after = over.state
        #expect(throws: LanguageModelError.self) { try after.decide(.approve, for: "p") }
    }

    @Test func theStreamTellsWhatIsNeeded() async throws {
        var needed: [String] = []
        for try await event in agent(.calls(payment)).stream("Go") {
            if case .approvalNeeded(let request) = event { needed.append(request.call.id) }
        }
        #expect(needed == ["p"])
    }

    @Test func aToolThatIsGoneWhenTheRunIsResumedIsUnknown() async throws {
        var state = try await agent(.calls(payment)).run("Go").state
        try state.decide(.approve, for: "p")
        let result = try await Agent(model: TestModel(.text("Well."))).run(resuming: state)
        #expect(result.steps[0].toolResults[0].output == .error("There is no tool \"pay\". There are no tools."))
    }

    @Test func aToolThatWasNotActiveIsNotWhenTheRunIsResumed() async throws {
        var preparing = agent(.calls(call("look"), payment))
        preparing.prepareStep = { if $0.index == 0 { $0.tools = $0.tools.only(["pay"]) } }
        var state = try await preparing.run("Go").state
        try state.decide(.approve, for: "p")
        let result = try await agent(.text("Well.")).run(resuming: state)
        #expect(record.all == ["pay p {\"sum\":5}"])
        #expect(
            result.steps[0].toolResults[0].output == .error("There is no tool \"look\". The tools are: pay."))
    }

    @Test func whatWasDecidedOutlivesAPreparationThatFails() async throws {
        struct Broken: Error {}
        var state = try await agent(.calls(payment, call("look", id: "l"))).run("Go").state
        try state.decide(.approve, for: "p")
        var preparing = agent()
        preparing.prepareStep = { _ in throw Broken() }
        let (failing, decided) = (preparing, state)
        let error = await #expect(throws: AgentError.self) { try await failing.run(resuming: decided) }
        #expect(error?.underlying is Broken)
        #expect(record.all == ["look l"])
        let rest = try saved(try #require(error?.result.state))
        let result = try await agent(.text("Paid.")).run(resuming: rest)
        #expect(record.all == ["look l", "pay p {\"sum\":5}"])
        #expect(result.text == "Paid.")
    }

    @Test func whoWaitsCanBeAskedAtOnce() async throws {
        let result = try await agent(.calls(payment), .text("Paid.")).run("Go") { request in
            request.call.name == "pay" ? .approve : .deny()
        }
        #expect(result.text == "Paid.")
        #expect(record.all == ["pay p {\"sum\":5}"])
    }

    @Test func whoFailsToDecideEndsTheRun() async throws {
        let error = await #expect(throws: AgentError.self) {
            try await agent(.calls(payment)).run("Go") { _ in throw LanguageModelError(.misuse, "Nobody is here.") }
        }
        #expect(faults(in: try #require(error?.result.messages)).isEmpty)
        #expect(error?.result.ending == .failed)
    }
}
