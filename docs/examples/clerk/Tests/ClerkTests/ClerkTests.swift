import DialectTesting
import Foundation
import Testing

// In the library's own tests the app's files are part of the same module.
#if canImport(Clerk)
    @testable import Clerk
#endif

@Suite("The clerk") struct ClerkTests {
    @Test func aSmallRefundIsMadeAtOnce() async throws {
        let model = ModelSpy(
            ScriptedModel([
                [.toolCall("find_order", arguments: #"{"number":"1043"}"#)],
                [.toolCall("refund", arguments: #"{"order":"1043","amount":12.5}"#)],
                #"{"message":"You have your money back.","refunded":12.5}"#,
            ]))
        let clerk = Clerk(model: model)
        let outcome = try await clerk.answer("My cups came broken.")
        guard case .replied(let reply) = outcome else { throw ShopError(description: "\(outcome)") }
        #expect(reply.refunded == 12.5)
        #expect(reply.followUp == nil)
        #expect(await Array(clerk.shop.refunds.values) == [12.5])
        #expect(model.requests.count == 3)
    }

    @Test func aLargeRefundWaitsAndIsMadeByAnotherProcess() async throws {
        let desk = Desk(folder: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
        defer { try? FileManager.default.removeItem(at: desk.folder) }
        let before = Clerk(
            model: ScriptedModel([
                [.toolCall("find_order", arguments: #"{"number":"1042"}"#)],
                [.toolCall("refund", arguments: #"{"order":"1042","amount":49.9}"#, id: "a")],
            ]))
        guard case .waiting(let suspended) = try await before.answer("My kettle never came.") else {
            throw ShopError(description: "It should wait.")
        }
        #expect(suspended.approvals.map(\.call.name) == ["refund"])
        #expect(await before.shop.refunds.isEmpty)
        try desk.put(suspended)

        let after = Clerk(model: ScriptedModel([#"{"message":"It is on its way.","refunded":49.9}"#]))
        var state = try desk.take(suspended.runID)
        #expect(throws: (any Error).self) { try desk.take(suspended.runID) }
        try state.decide(.approve, for: "a")
        guard case .replied(let reply) = try await after.resume(state) else {
            throw ShopError(description: "It should be over.")
        }
        #expect(reply.refunded == 49.9)
        #expect(await after.shop.refunds == ["\(suspended.runID)/1/a": 49.9])
    }

    @Test func ofAnOrderThatThereIsNotTheModelIsTold() async throws {
        let model = ModelSpy(
            ScriptedModel([
                [.toolCall("find_order", arguments: #"{"number":"9999"}"#)],
                #"{"message":"Which number is on your receipt?","refunded":0}"#,
            ]))
        _ = try await Clerk(model: model).answer("Where is my order?")
        let result = model.requests.last?.messages.last?.content.first
        guard case .toolResult(let told) = result, case .error(let words) = told.output else {
            throw ShopError(description: "It should be an error: \(String(describing: result))")
        }
        #expect(words.contains("There is no order 9999."))
    }
}
