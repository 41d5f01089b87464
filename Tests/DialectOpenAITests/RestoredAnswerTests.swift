import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// Answers in the form of a schema that had to be adapted, over a socket: the app gets what it asked for.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct RestoredAnswerTests {
    private static let person: JSONValue = [
        "type": "object", "properties": ["name": ["type": "string"], "age": ["type": "integer"]],
        "required": ["name"],
    ]
    private static let people = JSONSchemaFormat(name: "people", schema: ["type": "array", "items": person])
    private static let written = #"{"value":[{"name":"Ada","age":null}]}"#

    private func withServer(
        _ body: JSONValue, _ run: (OpenAIProvider, ResponsesServer) async throws -> Void
    ) async throws {
        let exchange: JSONValue = [
            "id": "written", "provider": "openai", "api": "any", "request": [:],
            "response": [
                "status": 200, "headers": ["content-type": "application/json"], "body": .string(body.jsonText),
            ],
        ]
        let backend = ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            try await run(OpenAIProvider(apiKey: "k", baseURL: server.baseURL), server)
        }
    }

    private func completion(_ message: JSONValue, finish: JSONValue) -> JSONValue {
        [
            "id": "c1", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [["index": 0, "message": message, "finish_reason": finish]],
        ]
    }

    private func calls(_ name: String, _ arguments: String) -> JSONValue {
        let function: JSONValue = ["name": .string(name), "arguments": .string(arguments)]
        return ["role": "assistant", "tool_calls": [["id": "t1", "type": "function", "function": function]]]
    }

    @Test("A list comes as a list, without nulls for what is absent")
    func chatAnswer() async throws {
        let body = completion(["role": "assistant", "content": .string(Self.written)], finish: "stop")
        try await withServer(body) { provider, server in
            var request: ModelRequest = "Who?"
            request.outputFormat = .jsonSchema(Self.people)
            let response = try await provider.chatModel("gpt-4.1").generate(request)
            #expect(response.text == #"[{"name":"Ada"}]"#)
            #expect(response.metadata.structuredOutput == .native)
            #expect(response.warnings == [])
            let sent = try JSONValue(parsing: try #require(server.receivedRequests.first).body)
            let schema = sent["response_format"]?["json_schema"]?["schema"]
            #expect(schema?["properties"]?["value"]?["items"]?["required"] == ["name", "age"])
        }
    }

    @Test("Arguments hold no nulls for what is absent")
    func chatArguments() async throws {
        let body = completion(calls("greet", #"{"name":"Ada","age":null}"#), finish: "tool_calls")
        try await withServer(body) { provider, _ in
            var request: ModelRequest = "Greet Ada."
            request.tools = [.function(FunctionTool(name: "greet", inputSchema: Self.person, strict: true))]
            let response = try await provider.chatModel("gpt-4.1").generate(request)
            #expect(response.toolCalls.map(\.arguments) == [#"{"name":"Ada"}"#])
            #expect(response.metadata.structuredOutput == nil)
            // As the model wrote them, where nothing was adapted.
            request.tools = [.function(FunctionTool(name: "greet", inputSchema: Self.person))]
            let plain = try await provider.chatModel("gpt-4.1").generate(request)
            #expect(plain.toolCalls.map(\.arguments) == [#"{"name":"Ada","age":null}"#])
        }
    }

    @Test("A model that obeys no schema answers by a call")
    func chatTool() async throws {
        let body = completion(calls("person", #"{"name":"Ada"}"#), finish: "tool_calls")
        try await withServer(body) { provider, server in
            var request: ModelRequest = "Who?"
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "person", schema: Self.person))
            let response = try await provider.chatModel("gpt-4-turbo").generate(request)
            #expect(response.text == #"{"name":"Ada"}"#)
            #expect(response.toolCalls == [])
            #expect(response.finishReason == FinishReason(.stop, raw: "tool_calls"))
            #expect(response.metadata.structuredOutput == .tool)
            #expect(response.warnings.map(\.subject) == ["outputFormat"])
            let sent = try JSONValue(parsing: try #require(server.receivedRequests.first).body)
            #expect(sent["tool_choice"]?["function"]?["name"] == "person")
            #expect(sent["tools"]?[0]?["function"]?["parameters"] == Self.person)
        }
    }

    @Test("What was restored goes back to the Responses API as the model wrote it")
    func responses() async throws {
        let message: JSONValue = [
            "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
            "content": [["type": "output_text", "text": .string(Self.written), "annotations": []]],
        ]
        let call: JSONValue = [
            "type": "function_call", "id": "fc_1", "call_id": "t1", "name": "greet", "status": "completed",
            "arguments": #"{"name":"Ada","age":null}"#,
        ]
        let body: JSONValue = [
            "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-5",
            "output": [message, call], "usage": ["input_tokens": 1, "output_tokens": 1, "total_tokens": 2],
        ]
        try await withServer(body) { provider, server in
            var request: ModelRequest = "Who?"
            request.outputFormat = .jsonSchema(Self.people)
            request.tools = [.function(FunctionTool(name: "greet", inputSchema: Self.person, strict: true))]
            let response = try await provider.model("gpt-5").generate(request)
            #expect(response.text == #"[{"name":"Ada"}]"#)
            #expect(response.toolCalls.map(\.arguments) == [#"{"name":"Ada"}"#])
            #expect(response.metadata.structuredOutput == .native)
            let calls = response.toolCalls.map { ToolResult(for: $0, output: "Hello!") }
            request.messages += [response.message, .tool(calls)]
            _ = try await provider.model("gpt-5").generate(request)
            let sent = try JSONValue(parsing: try #require(server.receivedRequests.last).body)
            #expect(sent["input"]?.arrayValue?.dropFirst().prefix(2) == [message, call])
        }
    }

    @Test("A schema that cannot be told is the input of a tool at the Responses API too")
    func responsesTool() async throws {
        let call: JSONValue = [
            "type": "function_call", "id": "fc_1", "call_id": "t1", "name": "map", "status": "completed",
            "arguments": #"{"a":"b"}"#,
        ]
        let body: JSONValue = [
            "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-5",
            "output": [call], "usage": ["input_tokens": 1, "output_tokens": 1, "total_tokens": 2],
        ]
        try await withServer(body) { provider, server in
            var request: ModelRequest = "Which?"
            request.outputFormat = .jsonSchema(
                JSONSchemaFormat(
                    name: "map", schema: ["type": "object", "additionalProperties": ["type": "string"]]))
            let response = try await provider.model("gpt-5").generate(request)
            #expect(response.text == #"{"a":"b"}"#)
            #expect(response.finishReason.kind == .stop)
            #expect(response.metadata.structuredOutput == .tool)
            request.tools = [.function(FunctionTool(name: "greet", inputSchema: Self.person))]
            let prompted = try await provider.model("gpt-5").generate(request)
            #expect(prompted.metadata.structuredOutput == .prompted)
            #expect(prompted.warnings.map(\.subject) == ["outputFormat"])
            let sent = try server.receivedRequests.map { try JSONValue(parsing: $0.body) }
            #expect(sent[0]["tool_choice"] == ["type": "function", "name": "map"])
            #expect(sent[1]["instructions"]?.stringValue?.contains("additionalProperties") == true)
        }
    }
}
