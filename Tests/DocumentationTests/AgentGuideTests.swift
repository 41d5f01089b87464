import DialectOpenAI
import DialectSQLite
import DialectSimulator
import DialectTesting
import Foundation
import TestSupport
import Testing

/// The app of the guide, from the letter to the reply, over the wire; and the rest of the guide's code.
@Suite("The guide to agents", .throttled) struct AgentGuideTests {
    private static let reply = #"{"message":"Your money is on its way.","refunded":49.9,"followUp":"sendAgain"}"#

    /// The program as another process has it: nothing is shared but the folder.
    private final class Run: Sendable {
        private let lines = LockedText()
        let counter: Counter

        init(_ model: some LanguageModel, _ folder: URL) throws {
            counter = Counter(
                clerk: Clerk(model: model), desk: Desk(folder: folder.appending(path: "desk")),
                chats: try SQLiteConversationStore(path: folder.appending(path: "chats.sqlite").path),
                write: { [lines] in lines.append($0) })
        }

        func serve(_ arguments: String...) async throws -> String {
            try await counter.serve(arguments)
            return lines.text
        }
    }

    private static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clerk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("Its program suspends a run, and resumes it in another process", arguments: [false, true])
    func aLetterIsAnswered(webSocket: Bool) async throws {
        let model = ScriptedModel([
            [.toolCall("find_order", arguments: #"{"number":"1042"}"#)],
            [.text("It is lost."), .toolCall("refund", arguments: #"{"order":"1042","amount":49.9}"#)],
            ScriptedTurn([.text(Self.reply)]),
        ])
        try await withSimulator(model) { simulator in
            func provider() -> OpenAIProvider {
                let provider = OpenAIProvider(apiKey: "any", baseURL: simulator.baseURL)
                return webSocket ? provider.withWebSocket() : provider
            }
            try await Self.inFolder { folder in
                let before = provider()
                let first = try Run(before.model("any"), folder)
                let asked = try await first.serve("answer", "My kettle, order 1042, never came.")
                #expect(asked.contains("would refund"))
                #expect(asked.contains("49.9"))
                let runID = try #require(asked.split(separator: " ").first.map(String.init))
                await before.shutDown()

                let after = provider()
                let second = try Run(after.model("any"), folder)
                let answered = try await second.serve("approve", runID)
                #expect(answered == "Your money is on its way.\nPaid back: 49.9\n")
                #expect(await Array(second.counter.clerk.shop.refunds.values) == [49.9])
                #expect(await first.counter.clerk.shop.refunds.isEmpty)
                let again = await #expect(throws: ShopError.self) { _ = try await second.serve("approve", runID) }
                #expect(again?.description == "No run \(runID) waits for a decision.")
                await after.shutDown()
            }
        }
    }

    @Test func whatIsDeniedIsNotPaid() async throws {
        let model = ModelSpy(
            ScriptedModel([
                [.toolCall("refund", arguments: #"{"order":"1042","amount":49.9}"#)],
                #"{"message":"Somebody will call you.","refunded":0,"followUp":"callCustomer"}"#,
            ]))
        try await Self.inFolder { folder in
            let program = try Run(model, folder)
            let asked = try await program.serve("answer", "My kettle never came.")
            let runID = try #require(asked.split(separator: " ").first.map(String.init))
            let answered = try await program.serve("deny", runID, "The carrier pays.")
            #expect(answered.hasSuffix("Somebody will call you.\nPaid back: 0.0\n"))
            #expect(await program.counter.clerk.shop.refunds.isEmpty)
        }
        let told = model.requests[1].messages.last?.content
        #expect("\(told ?? [])".contains("The carrier pays."))
    }

    @Test func aFailedResumptionCanBeTriedAgain() async throws {
        let refund: ScriptedTurn = [.toolCall("refund", arguments: #"{"order":"1042","amount":49.9}"#)]
        let model = ScriptedModel([
            refund, [.error(LanguageModelError(.overloaded, "Too much to do."))], ScriptedTurn([.text(Self.reply)]),
        ])
        try await Self.inFolder { folder in
            let program = try Run(model, folder)
            let asked = try await program.serve("answer", "My kettle never came.")
            let runID = try #require(asked.split(separator: " ").first.map(String.init))
            await #expect(throws: AgentError.self) { _ = try await program.serve("approve", runID) }
            #expect(await program.counter.clerk.shop.refunds.count == 1)
            #expect(try await program.serve("approve", runID).hasSuffix("Paid back: 49.9\n"))
            #expect(await program.counter.clerk.shop.refunds.count == 1)
        }
    }

    @Test func aChatIsContinuedByAnotherProcess() async throws {
        let model = ModelSpy(
            ScriptedModel([
                [.toolCall("find_order", arguments: #"{"number":"1043"}"#)], "It came on Monday.", "You are welcome.",
            ]))
        try await Self.inFolder { folder in
            let first = try await Run(model, folder).serve("chat", "anna", "Where is 1043?")
            #expect(first == "(find_order {\"number\":\"1043\"})\nIt came on Monday.\n")
            #expect(try await Run(model, folder).serve("chat", "anna", "Thanks!") == "You are welcome.\n")
        }
        #expect(model.requests.last?.messages.map(\.role) == [.system, .user, .assistant, .tool, .assistant, .user])
        #expect(model.requests.last?.tools.map(\.name) == ["find_order"])
    }

    @Test func theRestOfItsCodeWorks() async throws {
        let call: ScriptedTurn = [.toolCall("weather", arguments: #"{"city":"Oslo"}"#)]
        let printed = try await AgentExamples.readme(ScriptedModel([call, "A coat."])) { "Rain in \($0)." }
        #expect(printed == ["A coat."])
        #expect(try await AgentExamples.first(ScriptedModel(["Yes."])).text == "Yes.")

        let overloaded = LanguageModelError(.overloaded, "Too much to do.", retryAfter: .milliseconds(1))
        let failing = Clerk(
            model: ScriptedModel([
                [.toolCall("find_order", arguments: #"{"number":"1043"}"#)], [.error(overloaded)], "On Monday.",
            ]))
        let retried = try await AgentExamples.retrying(failing.agent, "Where is 1043?")
        #expect(retried.text == "On Monday.")
        #expect(retried.steps.count == 2)

        let slow = ScriptedModel { request in
            let isSecond = request.messages.last?.text == "Go on, please."
            return isSecond ? "Two." : [.text("One"), .pause(.seconds(3600)), .text(".")]
        }
        #expect(try await AgentExamples.leaving(Agent(model: slow), "Count.").text == "Two.")

        var stopping = Clerk(
            model: ScriptedModel([[.toolCall("refund", arguments: #"{"order":"1043","amount":5}"#)]])
        ).agent
        AgentExamples.stopping(&stopping)
        #expect(try await stopping.run("The cups are chipped.").ending == .stopped)
    }
}

/// What the program has written.
private final class LockedText: Sendable {
    private let state = LockedValue("")

    var text: String { state.withLock { $0 } }
    func append(_ text: String) { state.withLock { $0 += text } }
}
