import Dialect
import DialectSimulator
import NIOConcurrencyHelpers
import Testing
import TestSupport

/// What this package's providers make of the answers of a simulator that speaks their dialects.
@Suite("Answers in every dialect", .throttled, .timeLimit(.minutes(10)))
struct ServedAnswerTests {
    private static let usage = Usage(
        input: Usage.Input(total: 120, cacheRead: 20), output: Usage.Output(total: 30, reasoning: 5))

    @Test(arguments: ServedProvider.allCases)
    func hasTextUsageAndReason(_ provider: ServedProvider) async throws {
        let turn = ScriptedTurn([.text("Grüße aus \"Köln\"\n👋")], usage: Self.usage)
        try await withSimulator(ScriptedModel([turn])) { server in
            let model = provider.model(at: server)
            let answer = try await model.generate("Hi")
            #expect(answer.text == "Grüße aus \"Köln\"\n👋")
            #expect(answer.finishReason.kind == .stop)
            if provider.tellsUsage {
                #expect(answer.usage.input.total == 120)
                #expect(answer.usage.input.cacheRead == 20)
                #expect(answer.usage.output.total == 30)
                #expect(answer.usage.output.reasoning == (provider.countsReasoning ? 5 : nil))
                #expect(answer.usage.isPartial == false)
            }
            #expect(answer.metadata.model == (provider.tellsModel ? "scripted" : nil))
            #expect(answer.metadata.requestID?.hasPrefix("req_") == true)
            #expect(server.statistics.requests == 1)
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func comesInPieces(_ provider: ServedProvider) async throws {
        try await withSimulator(ScriptedModel([[.text(deltas: ["One", " two", " three"])]])) { server in
            var deltas: [String] = []
            for try await part in provider.model(at: server).stream("Count") {
                if case .textDelta(_, let text) = part { deltas.append(text) }
            }
            #expect(deltas == ["One", " two", " three"])
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func hasReasoningBeforeText(_ provider: ServedProvider) async throws {
        let turn: ScriptedTurn = [.reasoning("They greet."), .text("Hello!")]
        try await withSimulator(ScriptedModel([turn])) { server in
            let answer = try await provider.model(at: server).generate("Hi")
            #expect(answer.reasoning == "They greet.")
            #expect(answer.text == "Hello!")
            #expect(answer.content.count == 2)
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func hasParallelCallsWhoseResultsCount(_ provider: ServedProvider) async throws {
        let seen = NIOLockedValueBox<[Message]>([])
        let script = ScriptedModel { request in
            let results = request.toolTexts
            guard results.isEmpty else {
                seen.withLockedValue { $0 = request.messages }
                return ScriptedTurn([.text(results.joined(separator: ", "))])
            }
            return [
                .reasoning("Two cities."), .text("I look."),
                .toolCall("weather", arguments: #"{"city":"Ghent","days":2}"#, id: "call_a"),
                .toolCall("weather", arguments: #"{"city":"Köln"}"#, id: "call_b"),
            ]
        }
        try await withSimulator(script) { server in
            let model = provider.model(at: server)
            var request = Self.weatherRequest
            let first = try await model.generate(request)
            #expect(first.finishReason.kind == .toolCalls)
            #expect(first.text == "I look.")
            #expect(first.toolCalls.map(\.id) == ["call_a", "call_b"])
            #expect(first.toolCalls.map(\.name) == ["weather", "weather"])
            let arguments = try first.toolCalls.map { try $0.argumentsJSON }
            #expect(arguments == [["city": "Ghent", "days": 2], ["city": "Köln"]])
            request.messages.append(first.message)
            request.messages.append(
                .tool([
                    ToolResult(for: first.toolCalls[0], output: "rain"),
                    ToolResult(for: first.toolCalls[1], output: .error("no such city")),
                ]))
            let second = try await model.generate(request)
            #expect(second.text == "rain, no such city")
            #expect(second.finishReason.kind == .stop)
        }
        let messages = seen.withLockedValue { $0 }
        #expect(messages.map(\.role) == [.system, .user, .assistant, .tool])
        #expect(messages.map(\.text) == ["Be brief.", "What is the weather?", "I look.", ""])
        let results = messages.last?.content.compactMap { if case .toolResult(let result) = $0 { result } else { nil } }
        #expect(results?.map(\.name) == ["weather", "weather"])
        let calls = messages[2].content.compactMap { if case .toolCall(let call) = $0 { call.id } else { nil } }
        #expect(results?.map(\.callID) == calls)
        #expect(Set(calls).count == 2)
        if provider.keepsCallIDs { #expect(calls == ["call_a", "call_b"]) }
        #expect(results?.first?.output == "rain")
        #expect(results?.last?.output == (provider.tellsToolErrors ? ToolOutput.error("no such city") : "no such city"))
        let hasReasoning = messages[2].content.contains { if case .reasoning = $0 { true } else { false } }
        #expect(hasReasoning == provider.replaysReasoning)
    }

    @Test(arguments: ServedProvider.allCases)
    func canBeCutShort(_ provider: ServedProvider) async throws {
        for reason in [FinishReason.length, .contentFilter] {
            try await withSimulator(ScriptedModel([[.text("Once upon"), .finish(reason)]])) { server in
                let answer = try await provider.model(at: server).generate("Tell")
                #expect(answer.finishReason.kind == reason.kind)
                #expect(answer.text == "Once upon")
            }
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func callsToolsWithoutArguments(_ provider: ServedProvider) async throws {
        try await withSimulator(ScriptedModel([[.toolCall("now", arguments: "{}")]])) { server in
            var request: ModelRequest = "What time is it?"
            request.tools = [.function(FunctionTool(name: "now", inputSchema: ["type": "object", "properties": [:]]))]
            let answer = try await provider.model(at: server).generate(request)
            #expect(answer.toolCalls.map(\.name) == ["now"])
            #expect(answer.toolCalls.map(\.arguments) == ["{}"])
        }
    }

    static var weatherRequest: ModelRequest {
        let schema: JSONValue = ["type": "object", "properties": ["city": ["type": "string"]], "required": ["city"]]
        return ModelRequest(
            messages: [.system("Be brief."), .user("What is the weather?")],
            tools: [.function(FunctionTool(name: "weather", description: "Tells.", inputSchema: schema))],
            options: GenerationOptions(maxOutputTokens: 500, temperature: 0.5))
    }
}

extension ModelRequest {
    /// What the tools answered last.
    fileprivate var toolTexts: [String] {
        guard let last = messages.last, last.role == .tool else { return [] }
        return last.content.compactMap { part in
            guard case .toolResult(let result) = part else { return nil }
            switch result.output {
            case .text(let text), .error(let text): return text
            default: return nil
            }
        }
    }
}
