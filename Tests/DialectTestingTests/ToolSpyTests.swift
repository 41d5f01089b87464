import Dialect
import DialectTesting
import Testing

/// A spy keeps the calls and what became of them.
struct ToolSpyTests {
    private func context(_ id: String) -> ToolContext { .test(step: 1, callID: id) }

    @Test func callsAreKept() async throws {
        struct Refused: Error, CustomStringConvertible { let description = "refused" }
        let spy = ToolSpy("weather") { arguments, _ in
            switch arguments["city"] {
            case "Ghent": return "rain"
            case "Nowhere": throw Refused()
            default: throw CancellationError()
            }
        }
        #expect(try await spy.tool.call(["city": "Ghent"], context: context("1")) == .text("rain"))
        await #expect(throws: Refused.self) { try await spy.tool.call(["city": "Nowhere"], context: context("2")) }
        await #expect(throws: CancellationError.self) { try await spy.tool.call(["city": "?"], context: context("3")) }
        #expect(spy.calls.map(\.id) == ["1", "2", "3"])
        #expect(spy.calls.map(\.arguments) == [["city": "Ghent"], ["city": "Nowhere"], ["city": "?"]])
        #expect(spy.calls.map(\.outcome) == [.returned(.text("rain")), .threw("refused"), .cancelled])
        #expect(spy.calls.allSatisfy { $0.step == 1 })
        #expect(spy.runningCount == 0)
        #expect(spy.mostRunningCount == 1)
        #expect(spy.tool.name == "weather")
    }

    @Test func aSpyIsDeclaredAsWhatItSpiesOn() async throws {
        let shell = ProviderTool(provider: "openai", type: "local_shell", name: "shell")
        let spy = ToolSpy(AnyTool(shell, settings: .init(isConcurrent: false)) { arguments, _ in .json(arguments) })
        let model = ModelSpy(ScriptedModel([[.toolCall("shell", arguments: #"{"command":"ls"}"#)], "Done."]))
        let result = try await Agent(model: model, tools: [spy]).run("List the files.")
        #expect(result.text == "Done.")
        #expect(model.requests.first?.tools == [.provider(shell)])
        #expect(spy.calls.map(\.outcome) == [.returned(.json(["command": "ls"]))])
        #expect(!spy.tool.settings.isConcurrent)
    }

    @Test func aToolIsCalledWithoutARun() async throws {
        let (reports, continuation) = AsyncStream.makeStream(of: JSONValue.self)
        let tool = AnyTool(name: "count", description: "", inputSchema: ["type": "object"]) { arguments, context in
            context.report(["done": 1])
            return .text("\(arguments["to"] ?? .null) in \(context.runID) after \(context.history.count)")
        }
        let context = ToolContext.test(runID: "mine", history: [.user("Hi")]) { continuation.yield($0) }
        #expect(try await tool.call(["to": 3], context: context) == "3 in mine after 1")
        continuation.finish()
        let seen = await reports.reduce(into: [JSONValue]()) { $0.append($1) }
        #expect(seen == [["done": 1]])
    }

    @Test func callsAtOnceAreCounted() async throws {
        let (arrivals, continuation) = AsyncStream.makeStream(of: CheckedContinuation<Void, Never>.self)
        let spy = ToolSpy("wait") { _, _ in
            await withCheckedContinuation { continuation.yield($0) }
            return "done"
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<3 { group.addTask { _ = try await spy.tool.call([:], context: context("\(index)")) } }
            var waiting: [CheckedContinuation<Void, Never>] = []
            for await arrival in arrivals {
                waiting.append(arrival)
                if waiting.count == 3 { break }
            }
            #expect(spy.runningCount == 3)
            #expect(spy.calls.allSatisfy { $0.outcome == .running })
            for one in waiting { one.resume() }
            try await group.waitForAll()
        }
        #expect(spy.mostRunningCount == 3)
        #expect(spy.runningCount == 0)
    }
}
