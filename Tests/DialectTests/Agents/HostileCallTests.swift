import Dialect
import Testing

/// Whatever a model writes as a call, and a tool tells, is dealt with in a time and a space that are known.
@Suite(.timeLimit(.minutes(2)))
struct HostileCallTests {
    private static let tenMegabytes = 10 << 20

    /// The result that the model gets for a call of a tool that takes a text, or anything.
    private func answer(_ arguments: String, _ schema: JSONValue = ["type": "object"]) async throws -> ToolOutput? {
        let count = AnyTool(name: "count", description: "", inputSchema: schema) { arguments, _ in
            .text("\(arguments["text"]?.stringValue?.utf8.count ?? -1)")
        }
        let model = TestModel(.calls(call("count", arguments)), .text("Well."))
        let result = try await Agent(model: model, tools: [count]).run("Go")
        #expect(result.ending == .finished)
        #expect(faults(in: result.messages).isEmpty)
        return result.steps[0].toolResults.first?.output
    }

    @Test func tenMegabytesWithoutAnEndAreMended() async throws {
        let text = String(repeating: "x", count: Self.tenMegabytes)
        #expect(try await answer("{\"text\": \"\(text)") == .text("\(Self.tenMegabytes)"))
    }

    @Test(arguments: ["[", "{\"a\":", "\"", "{", "```\n"])
    func aMegabyteOfNoSenseIsAnswered(_ piece: String) async throws {
        let noise = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
        guard case .error(let text)? = try await answer(noise) else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.hasPrefix("The arguments of count are wrong: "))
        #expect(text.utf8.count < 9_000)
    }

    @Test func aLongKeyWithMuchBelowIsReadAndAnsweredInAFewWords() async throws {
        let key = String(repeating: "k", count: 4 << 20)
        let numbers = Array(repeating: "1", count: 50_000).joined(separator: ",")
        let arguments = "{\"\(key)\":[\(numbers)]}"
        func schema(_ type: String) -> JSONValue {
            ["type": "object", "additionalProperties": ["type": "array", "items": ["type": .string(type)]]]
        }
        #expect(try await answer(arguments, schema("integer")) == "-1")
        guard case .error(let text)? = try await answer(arguments, schema("string")) else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.contains("kkk…/0 must be string, is integer"))
        #expect(text.utf8.count < 9_000)
    }

    @Test func theNameOfAnUnknownToolIsCut() async throws {
        // One character, as Swift counts them.
        let name = "a" + String(repeating: "\u{301}", count: 1 << 20)
        let result = try await Agent(model: TestModel(.calls(call(name, id: "1")), .text("Well."))).run("Go")
        guard case .error(let text)? = result.steps[0].toolResults.first?.output else {
            Issue.record("There is no error.")
            return
        }
        #expect(text.hasSuffix("There are no tools.") && text.utf8.count < 1_000)
    }

    @Test func anyNumberOfCallsOfOneIDIsAnswered() async throws {
        struct Flood: LanguageModel {
            let id = ModelID(provider: "test", model: "flood")

            func stream(_ request: ModelRequest) -> ResponseStream {
                let isFirst = request.messages.count == 1
                let calls = Array(repeating: StreamPart.toolCall(call("look", id: "x")), count: isFirst ? 10_000 : 0)
                return ResponseStream(calls + [.finish(.stop, tokens(1, 1), ResponseMetadata())])
            }
        }
        let runs = Record()
        let look = AnyTool.any("look") { _, context in
            runs.note(context.callID)
            return "done"
        }
        let result = try await Agent(model: Flood(), tools: [look]).run("Go")
        #expect(result.ending == .finished)
        #expect(runs.all.count == AgentLimits().callsPerStep)
        #expect(faults(in: result.messages).isEmpty)
        #expect(result.steps[0].toolResults.prefix(3).map(\.callID) == ["x", "x#2", "x#3"])
        #expect(Set(result.steps[0].toolResults.map(\.callID)).count == 10_000)
    }

    @Test func ofReportsThatNobodyTakesTheLastAreKept() async throws {
        let reported = Gate()
        let busy = AnyTool.any("busy") { _, context in
            for number in 0..<4_500 { context.report(.integer(number)) }
            reported.open()
            return "done"
        }
        let model = TestModel(.calls(call("busy")), .text("Well."))
        var seen: [Int] = []
        for try await event in Agent(model: model, tools: [busy]).stream("Go") {
            if case .toolStarted = event { await reported.wait() }
            if case .toolProgress(_, let value) = event, let number = value.intValue { seen.append(number) }
        }
        #expect(seen == Array(3_500..<4_500))
    }

    @Test func aToolThatTakesNoObjectIsRefused() async throws {
        let model = TestModel(.text("Hi"))
        let shout = ClosureTool("shout", description: "") { (word: String) in word.uppercased() }
        let error = await #expect(throws: AgentError.self) { try await Agent(model: model, tools: [shout]).run("Go") }
        #expect((error?.underlying as? LanguageModelError)?.code == .misuse)
        #expect("\(error!)".contains("The arguments of the tool \"shout\" of the agent agent are of type string"))
        #expect(model.requests.isEmpty)
        // What is not active is not told to the model either.
        var agent = Agent(model: model, tools: [shout, Weather()])
        agent.prepareStep = { $0.tools = $0.tools.only(["weather"]) }
        #expect(try await agent.run("Go").text == "Hi")
    }
}
