import Dialect
import DialectBedrock
import DialectSimulator
import NIOHTTP1
import Testing
import TestSupport

/// Answers that are not streamed, which most of this package's providers never ask for.
@Suite("Whole answers in every dialect", .throttled, .timeLimit(.minutes(10)))
struct ServedWholeTests {
    private static let turn = ScriptedTurn(
        [
            .reasoning("Hm."), .text("Good day"), .toolCall("now", arguments: #"{"zone":"UTC"}"#, id: "call_a"),
            .toolCall("now", arguments: "{}", id: "call_b"),
        ], usage: Usage(input: .init(total: 100, cacheRead: 40), output: .init(total: 30, reasoning: 10)))
    private static let user: JSONValue = [["role": "user", "content": "Hi"]]

    private func answer(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await withSimulator(ScriptedModel([Self.turn])) { server in
            let answer = try await server.send(.POST, path, body)
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "content-type") == "application/json")
            return try #require(answer.json)
        }
    }

    @Test func chatCompletions() async throws {
        let json = try await answer("/v1/chat/completions", ["model": "m", "messages": Self.user])
        #expect(json["object"] == "chat.completion")
        #expect(json["model"] == "scripted")
        let choice = try #require(json["choices"]?[0])
        #expect(choice["finish_reason"] == "tool_calls")
        #expect(choice["message"]?["content"] == "Good day")
        #expect(choice["message"]?["reasoning_content"] == "Hm.")
        let calls = try #require(choice["message"]?["tool_calls"]?.arrayValue)
        #expect(calls.map { $0["id"] } == ["call_a", "call_b"])
        #expect(calls[0]["function"] == ["name": "now", "arguments": #"{"zone":"UTC"}"#])
        #expect(json["usage"]?["prompt_tokens"] == 100)
        #expect(json["usage"]?["prompt_tokens_details"]?["cached_tokens"] == 40)
        #expect(json["usage"]?["completion_tokens_details"]?["reasoning_tokens"] == 10)
    }

    @Test func messages() async throws {
        let json = try await answer("/v1/messages", ["model": "m", "max_tokens": 9, "messages": Self.user])
        #expect(json["type"] == "message")
        #expect(json["stop_reason"] == "tool_use")
        let content = try #require(json["content"]?.arrayValue)
        #expect(content.map { $0["type"] } == ["thinking", "text", "tool_use", "tool_use"])
        #expect(content[0]["signature"]?.stringValue?.isEmpty == false)
        #expect(content[2]["input"] == ["zone": "UTC"])
        #expect(json["usage"]?["input_tokens"] == 60)
        #expect(json["usage"]?["cache_read_input_tokens"] == 40)
    }

    @Test func generateContent() async throws {
        let body: JSONValue = ["contents": [["parts": [["text": "Hi"]]]]]
        let json = try await answer("/v1beta/models/gemini-3-pro:generateContent", body)
        let candidate = try #require(json["candidates"]?[0])
        #expect(candidate["finishReason"] == "STOP")
        let parts = try #require(candidate["content"]?["parts"]?.arrayValue)
        #expect(parts.prefix(2) == [["text": "Hm.", "thought": true], ["text": "Good day"]])
        #expect(parts[2]["functionCall"] == ["id": "call_a", "name": "now", "args": ["zone": "UTC"]])
        #expect(parts.count == 4)
        #expect(json["usageMetadata"]?["candidatesTokenCount"] == 20)
        #expect(json["usageMetadata"]?["thoughtsTokenCount"] == 10)
        #expect(json["usageMetadata"]?["cachedContentTokenCount"] == 40)
    }

    @Test func converse() async throws {
        let body: JSONValue = ["messages": [["role": "user", "content": [["text": "Hi"]]]]]
        let json = try await answer("/model/m/converse", body)
        #expect(json["stopReason"] == "tool_use")
        let content = try #require(json["output"]?["message"]?["content"]?.arrayValue)
        #expect(content[0]["reasoningContent"]?["reasoningText"]?["text"] == "Hm.")
        #expect(content[1] == ["text": "Good day"])
        #expect(content[2] == ["toolUse": ["toolUseId": "call_a", "name": "now", "input": ["zone": "UTC"]]])
        #expect(json["usage"]?["inputTokens"] == 60)
        #expect(json["usage"]?["totalTokens"] == 130)
    }

    @Test func converseAsItsProviderReadsIt() async throws {
        try await withSimulator(ScriptedModel([Self.turn])) { server in
            var request: ModelRequest = "Hi"
            request.providerOptions[Bedrock.self].isStreamed = false
            let answer = try await ServedProvider.bedrock.model(at: server).generate(request)
            #expect(answer.text == "Good day")
            #expect(answer.reasoning == "Hm.")
            #expect(answer.toolCalls.map(\.arguments) == [#"{"zone":"UTC"}"#, "{}"])
            #expect(answer.usage.input == Usage.Input(total: 100, cacheRead: 40, cacheWrite: 0))
        }
    }

    @Test func cohere() async throws {
        let json = try await answer("/v2/chat", ["model": "m", "messages": Self.user])
        #expect(json["finish_reason"] == "TOOL_CALL")
        let content = json["message"]?["content"]
        #expect(content == [["type": "thinking", "thinking": "Hm."], ["type": "text", "text": "Good day"]])
        #expect(json["message"]?["tool_calls"]?.arrayValue?.count == 2)
        #expect(json["usage"]?["tokens"]?["reasoning_tokens"] == 10)
    }
}
