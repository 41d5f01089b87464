import Dialect
import DialectAzure
import DialectServer
import DialectSimulator
import Foundation
import Testing
import TestSupport

/// What Azure's recordings do not show, in answers written as Azure would: through its own model over a socket.
@Suite("Scenarios at Azure", .throttled, .timeLimit(.minutes(10)))
struct AzureScenarioTests {
    /// Sends a request to a server that gives one answer, and returns both.
    private func exchange(
        _ request: ModelRequest, message: JSONValue, finish: JSONValue = "stop", usage: JSONObject = JSONObject()
    ) async throws -> (response: ModelResponse, sent: JSONValue) {
        var tokens: JSONObject = ["prompt_tokens": 30, "completion_tokens": 4, "total_tokens": 34]
        for (key, value) in usage { tokens[key] = value }
        let body: JSONValue = [
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5-mini-2025-08-07",
            "prompt_filter_results": [["prompt_index": 0, "content_filter_results": [:]]],
            "choices": [
                ["index": 0, "message": message, "finish_reason": finish, "content_filter_results": [:]]
            ],
            "usage": .object(tokens),
        ]
        let recorded: JSONValue = [
            "id": "written", "provider": "azure", "api": "chat-completions", "request": [:],
            "response": [
                "status": 200, "headers": ["content-type": "application/json"], "body": .string(body.jsonText),
            ],
        ]
        let backend = ReplayBackend(try RecordedExchange(json: recorded.jsonBytes()))
        return try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let endpoint = AzureEndpoint(baseURL: "http://127.0.0.1:\(server.port)", headers: ["api-key": "k"])
            let response = try await AzureProvider(endpoint).model("gpt-5-mini").generate(request)
            let received = try #require(server.receivedRequests.first)
            return (response, try JSONValue(parsing: received.body))
        }
    }

    private static func call(_ id: String, _ name: String, _ arguments: String) -> JSONValue {
        [
            "id": .string(id), "type": "function",
            "function": ["name": .string(name), "arguments": .string(arguments)],
        ]
    }

    private static let place: JSONValue = [
        "type": "object", "properties": ["city": ["type": "string"], "zip": ["type": "string"]],
        "required": ["city"],
    ]

    @Test("Several calls come in one answer")
    func parallelTools() async throws {
        var request: ModelRequest = "Weather and time in Rome?"
        request.tools = [
            .function(FunctionTool(name: "weather", inputSchema: Self.place, strict: true)),
            .function(FunctionTool(name: "time", inputSchema: Self.place)),
        ]
        request.options.parallelToolCalls = true
        let calls: JSONValue = [
            Self.call("c1", "weather", #"{"city":"Rome","zip":null}"#), Self.call("c2", "time", #"{"city":"Rome"}"#),
        ]
        let message: JSONValue = ["role": "assistant", "content": .null, "tool_calls": calls]
        let (response, sent) = try await exchange(request, message: message, finish: "tool_calls")
        #expect(response.toolCalls.map(\.id) == ["c1", "c2"])
        #expect(response.toolCalls.map(\.arguments) == [#"{"city":"Rome"}"#, #"{"city":"Rome"}"#])
        #expect(response.finishReason.kind == .toolCalls)
        #expect(sent["parallel_tool_calls"] == true)
        #expect(sent["tools"]?[0]?["function"]?["parameters"]?["required"] == ["city", "zip"])
    }

    @Test("Media of a tool's result follow in a message, and a warning says so")
    func mediaResults() async throws {
        let call = ToolCall(id: "c1", name: "look", arguments: "{}")
        let image = ContentPart.image(Media(data: Data([1, 2]), mediaType: "image/png"))
        let request = ModelRequest(messages: [
            .user("Look."), Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: .content(["Here:", image]))]),
        ])
        let (response, sent) = try await exchange(request, message: ["role": "assistant", "content": "A cat."])
        #expect(response.text == "A cat.")
        #expect(response.warnings.map(\.subject) == ["look"])
        #expect(sent["messages"]?[2]?["role"] == "tool")
        #expect(sent["messages"]?[2]?["content"] == "Here:")
        #expect(
            sent["messages"]?[3]?["content"]?[1]
                == ["type": "image_url", "image_url": ["url": "data:image/png;base64,AQI="]])
    }

    @Test("An answer in the form of a schema is held to it, and comes in the form that the app asked for")
    func structured() async throws {
        var request: ModelRequest = "Where?"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "place", schema: Self.place))
        let message: JSONValue = ["role": "assistant", "content": #"{"city":"Rome","zip":null}"#]
        let (response, sent) = try await exchange(request, message: message)
        #expect(response.text == #"{"city":"Rome"}"#)
        #expect(response.metadata.structuredOutput == .native)
        #expect(sent["response_format"]?["json_schema"]?["strict"] == true)
        #expect(sent["response_format"]?["json_schema"]?["schema"]?["additionalProperties"] == false)
    }

    @Test("Images and documents are sent")
    func media() async throws {
        let request = ModelRequest(messages: [
            .user([
                "Compare.", .image(Media(.url("https://x.example/a.png"), mediaType: "image/png")),
                .file(Media(data: Data([1]), mediaType: "application/pdf", filename: "a.pdf")),
            ])
        ])
        let (response, sent) = try await exchange(request, message: ["role": "assistant", "content": "Alike."])
        #expect(response.warnings == [])
        let content = sent["messages"]?[0]?["content"]
        #expect(content?[1] == ["type": "image_url", "image_url": ["url": "https://x.example/a.png"]])
        #expect(
            content?[2] == [
                "type": "file", "file": ["file_data": "data:application/pdf;base64,AQ==", "filename": "a.pdf"],
            ])
    }

    @Test("Annotations are sources")
    func citations() async throws {
        let citation: JSONValue = [
            "url": "https://x.example/rome", "title": "Rome", "start_index": 0, "end_index": 4,
        ]
        let message: JSONValue = [
            "role": "assistant", "content": "Rome.",
            "annotations": [["type": "url_citation", "url_citation": citation]],
        ]
        let source = try #require(try await exchange("Where?", message: message).response.sources.first)
        #expect(source.kind == .url && source.url == "https://x.example/rome" && source.title == "Rome")
        #expect(source.span == Source.Span(start: 0, end: 4))
    }

    @Test("A refusal is text, and ends as a filter does")
    func refusal() async throws {
        let message: JSONValue = ["role": "assistant", "content": .null, "refusal": "I can't help with that."]
        let response = try await exchange("How?", message: message).response
        #expect(response.text == "I can't help with that.")
        #expect(response.finishReason == FinishReason(.contentFilter, raw: "stop"))
    }

    @Test("A limit is told")
    func length() async throws {
        var request: ModelRequest = "Tell me everything."
        request.options.maxOutputTokens = 4
        let message: JSONValue = ["role": "assistant", "content": "Once upon a"]
        let (response, sent) = try await exchange(request, message: message, finish: "length")
        #expect(response.finishReason == FinishReason(.length, raw: "length"))
        #expect(sent["max_completion_tokens"] == 4)
    }

    @Test("What a cache held is counted")
    func cache() async throws {
        let usage: JSONObject = [
            "prompt_tokens_details": ["cached_tokens": 20], "completion_tokens_details": ["reasoning_tokens": 3],
        ]
        let message: JSONValue = ["role": "assistant", "content": "Yes."]
        let response = try await exchange("Again?", message: message, usage: usage).response
        #expect(response.usage.input.total == 30)
        #expect(response.usage.input.cacheRead == 20)
        #expect(response.usage.output.reasoning == 3)
    }
}
