import ArgumentParser
import Dialect
import DialectSimulator
import Foundation
import TestSupport
import Testing

@testable import DialectCLI

@Suite("The simulator's scripts", .throttled)
struct SimulateTests {
    private func answer(_ turn: @escaping @Sendable (ModelRequest) throws -> ScriptedTurn, _ request: ModelRequest)
        async throws -> ModelResponse
    {
        try await ScriptedModel(respond: turn).generate(request)
    }

    @Test(
        "without a file, the prompt says what happens",
        arguments: [
            ("Hello", "Hello", FinishReason.Kind.stop), ("long 3", "1 2 3", .stop), ("slow long 2", "1 2", .stop),
            ("cut here", "cut here", .length), ("think twice", "think twice", .stop),
        ])
    func builtIn(_ prompt: String, _ text: String, _ reason: FinishReason.Kind) async throws {
        let response = try await answer(BuiltInScript.turn, ModelRequest(stringLiteral: prompt))
        #expect(response.text == text)
        #expect(response.finishReason.kind == reason)
        #expect(response.reasoning.isEmpty == !prompt.hasPrefix("think"))
    }

    @Test("without a file, a tool that the prompt names is called and its result repeated")
    func builtInTool() async throws {
        var request = ModelRequest(
            messages: [.user(#"forecast {"city":"Ghent"}"#)],
            tools: [.function(FunctionTool(name: "forecast", inputSchema: ["type": "object"]))])
        let call = try #require(try await answer(BuiltInScript.turn, request).toolCalls.first)
        #expect(call.arguments == #"{"city":"Ghent"}"#)
        request.messages += [
            Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: .text("Rain"))]),
        ]
        #expect(try await answer(BuiltInScript.turn, request).text == "The tool said: Rain")
    }

    @Test("without a file, failures are of the kind that the prompt names", arguments: ["fail", "break"])
    func builtInFailure(_ word: String) async throws {
        await #expect {
            try await answer(BuiltInScript.turn, ModelRequest(stringLiteral: "\(word) rateLimited"))
        } throws: {
            ($0 as? LanguageModelError)?.code == .rateLimited
        }
    }

    @Test("a file's first turn that fits answers")
    func file() async throws {
        let script = try ScriptFile(
            json: Data(
                """
                {"turns": [
                    {"prompt": "rain", "steps": [{"toolCall": {"name": "forecast", "arguments": {"city": "Ghent"}}}]},
                    {"after": "forecast", "steps": [{"reasoning": "Hm."}, {"text": "It says: {result}"}]},
                    {"prompt": "stop", "steps": [{"error": {"status": 429, "code": "rate_limit_exceeded"}}]},
                    {"steps": [{"text": "You said: {prompt}"}, {"finish": "length"}]}
                ]}
                """.utf8))
        var request: ModelRequest = "Will it rain?"
        let call = try #require(try await answer(script.turn, request).toolCalls.first)
        #expect(try call.argumentsJSON == ["city": "Ghent"])
        request.messages += [
            Message(role: .assistant, content: [.toolCall(call)]), .tool([ToolResult(for: call, output: .text("Yes"))]),
        ]
        #expect(try await answer(script.turn, request).text == "It says: Yes")
        let other = try await answer(script.turn, "Hello")
        #expect(other.text == "You said: Hello")
        #expect(other.finishReason.kind == .length)
        await #expect { try await answer(script.turn, "stop") } throws: {
            ($0 as? LanguageModelError)?.details.code == "rate_limit_exceeded"
        }
    }

    @Test(
        "a file with a slip is refused at the start",
        arguments: [
            "{", #"{"turns": [{"steps": [{"txet": "Hello"}]}]}"#, #"{"turns": [{"prompt": "Hello"}]}"#,
        ])
    func slips(_ json: String) {
        #expect(throws: LanguageModelError.self) { try ScriptFile(json: Data(json.utf8)) }
    }

    @Test("a certificate without its key is refused")
    func halfOfTLS() {
        #expect(throws: (any Error).self) { try DialectCommand.parseAsRoot(["simulate", "--tls-cert", "a.pem"]) }
    }
}
