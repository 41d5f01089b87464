import Dialect
import Testing

@testable import DialectMCP

@Suite struct SessionMachineTests {
    @Test func answersFindTheirRequestsInAnyOrder() {
        var machine = SessionMachine()
        let (first, second) = (machine.sent("a"), machine.sent("b"))
        #expect(machine.received(.result(id: .number(second), [:])) == .answer(second, .result([:])))
        let refusal = JSONRPCError(code: 1, message: "no")
        #expect(machine.received(.failure(id: .number(first), refusal)) == .answer(first, .refused(refusal)))
    }

    @Test func aSecondAnswerAndOneToNothingAreLeftOut() {
        var machine = SessionMachine()
        let id = machine.sent("a")
        _ = machine.received(.result(id: .number(id), [:]))
        for late: JSONRPCMessage in [
            .result(id: .number(id), [:]), .result(id: .number(99), [:]), .result(id: .text("1"), [:]),
        ] {
            guard case .ignore = machine.received(late) else {
                Issue.record("\(late) was taken")
                continue
            }
        }
    }

    @Test func theServerIsToldOfACancellationButNotOfTheHandshakes() {
        var machine = SessionMachine()
        let id = machine.sent(MCPMethod.callTool)
        #expect(
            machine.abandoned(id, reason: "enough")
                == .notification(
                    method: "notifications/cancelled", params: ["requestId": .integer(id), "reason": "enough"]))
        #expect(machine.abandoned(id, reason: "again") == nil)
        #expect(machine.abandoned(machine.sent(MCPMethod.initialize), reason: "enough") == nil)
    }

    @Test func anAnswerThatCrossesACancellationIsLeftOut() {
        var machine = SessionMachine()
        let id = machine.sent(MCPMethod.callTool)
        _ = machine.abandoned(id, reason: "enough")
        #expect(machine.received(.result(id: .number(id), [:])) == .ignore("an answer that nobody waits for"))
    }

    @Test func progressGoesToItsRequestWhileThatWaits() {
        var machine = SessionMachine()
        let id = machine.sent(MCPMethod.callTool)
        let note = JSONRPCMessage.notification(
            method: "notifications/progress",
            params: ["progressToken": .integer(id), "progress": 0.5, "total": 2, "message": "half"])
        #expect(machine.received(note) == .report(id, MCPProgress(progress: 0.5, total: 2, message: "half")))
        _ = machine.received(.result(id: .number(id), [:]))
        #expect(machine.received(note) == .ignore("progress of nothing that is waited for"))
    }

    @Test func pingIsAnswered() {
        var machine = SessionMachine()
        #expect(
            machine.received(.request(id: .text("p"), method: "ping", params: nil))
                == .reply(.result(id: .text("p"), [:])))
    }

    @Test(arguments: [
        ("sampling/createMessage", "sampling"), ("elicitation/create", "elicitation"), ("roots/list", "roots"),
        ("something/else", "something/else"),
    ]) func whatAServerMayNotAskIsRefusedWithAReason(method: String, word: String) throws {
        var machine = SessionMachine()
        let action = machine.received(.request(id: .number(5), method: method, params: [:]))
        guard case .reply(.failure(.number(5)?, let error)) = action else {
            Issue.record("\(action)")
            return
        }
        #expect(error.code == -32_601)
        #expect(error.message.contains(word))
    }

    @Test func whatTheServerTellsReachesTheApp() {
        var machine = SessionMachine()
        let table: [(String, JSONValue, MCPEvent)] = [
            ("notifications/tools/list_changed", [:], .toolsChanged),
            ("notifications/prompts/list_changed", [:], .promptsChanged),
            ("notifications/resources/list_changed", [:], .resourcesChanged),
            ("notifications/resources/updated", ["uri": "file:///a"], .resourceUpdated(uri: "file:///a")),
            (
                "notifications/message", ["level": "warning", "logger": "db", "data": "slow"],
                .logged(MCPLogMessage(["level": "warning", "logger": "db", "data": "slow"]))
            ),
        ]
        for (method, params, event) in table {
            #expect(machine.received(.notification(method: method, params: params)) == .tell(event))
        }
        #expect(
            machine.received(.notification(method: "notifications/subscriptions/acknowledged", params: [:])) == .listen)
        guard case .ignore = machine.received(.notification(method: "notifications/new", params: nil)) else {
            Issue.record("an unknown notification was taken")
            return
        }
    }
}
