import DialectTesting
import Foundation
import TestSupport
import Testing

/// The code of the guide to tests. All of it runs.
@Suite("The guide to tests", .throttled)
struct TestingExamples {
    // MARK: What is tested

    struct Adviser: Sendable {
        var model: any LanguageModel

        func advice(for city: String) async throws -> String {
            try await model.generate("In one sentence: what to wear in \(city)?").text
        }
    }

    struct Weather: Tool {
        struct Arguments: Generable {
            var city: String

            static let jsonSchema: JSONValue = [
                "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
            ]
        }

        let name = "weather"
        let description = "The weather in a city, now."

        func call(arguments: Arguments, context: ToolContext) async throws -> String {
            context.report(["asked": .string(arguments.city)])
            return arguments.city == "Oslo" ? "rain" : "sun"
        }
    }

    // MARK: Models

    @Test func adviceIsWhatTheModelSays() async throws {
        let model = ModelSpy(ScriptedModel(["Take a coat."]))
        #expect(try await Adviser(model: model).advice(for: "Oslo") == "Take a coat.")
        #expect(model.requests.map(\.messages.last?.text) == ["In one sentence: what to wear in Oslo?"])
    }

    @Test func adviceDependsOnTheCity() async throws {
        let model = ScriptedModel { request in
            let question = request.messages.last?.text ?? ""
            return question.contains("Oslo") ? "Take a coat." : "Take a hat."
        }
        #expect(try await Adviser(model: model).advice(for: "Lagos") == "Take a hat.")
    }

    static func record(_ model: some LanguageModel, to file: URL) async throws {
        let recorder = RecordingModel(model)
        _ = try await Adviser(model: recorder).advice(for: "Oslo")
        try recorder.save(to: file)
    }

    @Test func adviceIsStillAskedForInTheSameWay() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "advice-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try await Self.record(ScriptedModel(["Take a coat."]), to: file)
        let model = try RecordedModel(contentsOf: file)
        #expect(try await Adviser(model: model).advice(for: "Oslo") == "Take a coat.")
        #expect(model.unused.isEmpty)
    }

    // MARK: Streams

    @Test func theAnswerComesInOrder() async throws {
        let model = ScriptedModel([
            [
                .reasoning("It may rain."), .text("Let me look. "),
                .toolCall("weather", arguments: #"{"city":"Oslo"}"#),
            ]
        ])
        let parts = try await model.stream("What to wear in Oslo?").parts()
        let pattern: StreamPattern = [
            .text(containing: "look"), .toolCall("weather", arguments: ["city": "Oslo"]), .finish(.toolCalls),
        ]
        #expect(pattern.mismatch(in: parts) == nil)
        #expect(StreamLaws.violations(in: parts) == [])
    }

    // MARK: Tools

    @Test func itRainsInOslo() async throws {
        let weather = try await Weather().call(arguments: .init(city: "Oslo"), context: .test())
        #expect(weather == "rain")
    }

    @Test func theModelLearnsOfTheRain() async throws {
        let model = ModelSpy(
            ScriptedModel([[.toolCall("weather", arguments: #"{"city":"Oslo"}"#)], "Take a coat."]))
        let weather = ToolSpy(Weather())
        let agent = Agent(model: model, tools: [weather])
        #expect(try await agent.run("What to wear in Oslo?").text == "Take a coat.")
        #expect(weather.calls.map(\.arguments) == [["city": "Oslo"]])
        #expect(weather.calls.map(\.outcome) == [.returned("rain")])
    }

    // MARK: Agents

    @Test func bothCitiesAreLookedUp() async throws {
        let model = ScriptedModel([
            [
                .toolCall("weather", arguments: #"{"city":"Oslo"}"#),
                .toolCall("weather", arguments: #"{"city":"Lagos"}"#),
            ],
            "Take a coat, and a hat.",
        ])
        let agent = Agent(model: model, tools: [Weather()])
        let pattern: AgentPattern = [
            .inAnyOrder(.toolFinished("weather", output: "rain"), .toolFinished("weather", output: "sun")),
            .text(containing: "coat"), .finished(),
        ]
        let events = try await agent.stream("What to pack for Oslo and Lagos?").events()
        #expect(pattern.mismatch(in: events) == nil)
    }

    @Test func nothingIsPaidUnlessSomebodyAgrees() async throws {
        let model = ScriptedModel([[.toolCall("pay", arguments: #"{"sum":120}"#, id: "a")], "Then not."])
        let pay = ToolSpy("pay", settings: ToolSettings(approval: .always)) { _, _ in "paid" }
        let agent = Agent(model: model, tools: [pay])
        let result = try await agent.run("Book the night train.")
        #expect(result.approvals.map(\.call.name) == ["pay"])

        let saved = try JSONEncoder().encode(result.state)
        var state = try JSONDecoder().decode(AgentState.self, from: saved)
        try state.decide(.deny("Too dear."), for: "a")
        #expect(try await agent.run(resuming: state).text == "Then not.")
        #expect(pay.calls.isEmpty)
    }

    // MARK: Faults

    @Test func aLostConnectionIsNoShortAnswer() async throws {
        let model = FaultyModel(ScriptedModel(["Take a coat."]), faults: [0: .connectionLost(after: 3)])
        let (parts, error) = await model.stream("What to wear in Oslo?").partsAndError()
        #expect(parts.count == 3)
        #expect((error as? LanguageModelError)?.replaySafety == .unsafe)
    }

    @Test func whoeverWaitsCanLeave() async throws {
        let model = FaultyModel(ScriptedModel(["Take a coat."]), faults: [0: .stall(after: 2)])
        let task = Task { try await Adviser(model: model).advice(for: "Oslo") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    // MARK: Stores

    @Test func theStoreKeepsTheLaws() async throws {
        let store = InMemoryConversationStore()
        #expect(try await ConversationStoreLaws.violations(of: store) == [])
    }
}
