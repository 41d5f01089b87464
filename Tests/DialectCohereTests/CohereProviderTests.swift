import Dialect
import DialectCohere
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// Cohere over sockets.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct CohereProviderTests {
    /// Answers as Cohere would.
    private struct Backend: ReplayingBackend {
        var reply: @Sendable (ReceivedRequest) -> RecordedReply

        func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply {
            .recorded(RecordedReply(status: 404, contentType: nil, body: []))
        }

        func replay(_ request: ReceivedRequest) async throws -> RecordedReply { reply(request) }
    }

    private static func json(_ json: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> RecordedReply {
        RecordedReply(status: status, contentType: "application/json", headers: headers, body: json.jsonBytes())
    }

    private func withServer(
        _ reply: @escaping @Sendable (ReceivedRequest) -> RecordedReply,
        _ body: (CohereProvider, ResponsesServer) async throws -> Void
    ) async throws {
        try await withSimulator(
            backend: Backend(reply: reply), configuration: .init(recordsRequests: true)
        ) { server in
            let base = "http://127.0.0.1:\(server.port)"
            try await body(CohereProvider(.init(apiKey: "co-secret-4711", baseURL: base)), server)
        }
    }

    @Test func aModelAnswers() async throws {
        let body = """
            event: message-start
            data: {"id":"r1","type":"message-start","delta":{"message":{"role":"assistant"}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello"}}}}

            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"COMPLETE"}}

            data: [DONE]


            """
        try await withServer { _ in
            RecordedReply(contentType: "text/event-stream", body: Array(body.utf8))
        } _: { provider, server in
            let model = provider.model("command-a-03-2025")
            let response = try await model.generate("Hi")
            #expect(response.text == "Hello")
            #expect(response.metadata.id == "r1")
            let request = try #require(server.receivedRequests.first)
            #expect(request.path == "/v2/chat")
            #expect(request.headers["accept"] == "text/event-stream")
            #expect(try JSONValue(parsing: request.body)["stream"] == true)
            #expect(model.id.description == "cohere/command-a-03-2025")
            #expect(model.capabilities.features.contains(.tools))
        }
    }

    @Test(
        arguments: [
            (400, "too many tokens: size limit exceeded by 11326 tokens.", .contextLengthExceeded),
            (400, "invalid request: message must be at least 1 token long.", .invalidRequest),
            (401, "invalid api token", .authentication), (403, "no access", .permissionDenied),
            (404, "model 'x' not found", .notFound), (429, "You are using a Trial key.", .rateLimited),
            (500, "internal server error", .server), (503, "overloaded", .overloaded),
        ] as [(Int, String, LanguageModelError.Code)])
    func refusalsAreClassified(_ status: Int, _ message: String, _ code: LanguageModelError.Code) async throws {
        try await withServer { _ in
            Self.json(["id": "e1", "message": .string(message)], status: status, headers: ["retry-after": "2"])
        } _: { provider, _ in
            let chat = await #expect(throws: LanguageModelError.self) { try await provider.model("m").generate("Hi") }
            let vectors = await #expect(throws: LanguageModelError.self) {
                try await provider.embeddingModel("m").embed("Hi")
            }
            for error in [chat, vectors] {
                #expect(error?.code == code)
                #expect(error?.message == message)
                #expect(error?.httpStatus == status)
                #expect(error?.model == "m")
                #expect(error?.provider == "cohere")
                #expect(error?.retryAfter == .seconds(2))
            }
        }
    }

    @Test func manyTextsAreEmbeddedInSeveralCalls() async throws {
        try await withServer { request in
            let texts = (try? JSONValue(parsing: request.body))?["texts"]?.arrayValue ?? []
            let vectors = texts.map { JSONValue.array([.number(JSONNumber(Double($0.stringValue ?? "") ?? -1)), 0.5]) }
            return Self.json([
                "id": "v", "embeddings": ["float": .array(vectors)],
                "meta": ["billed_units": ["input_tokens": .integer(texts.count)]],
            ])
        } _: { provider, server in
            let texts = (0..<200).map(String.init)
            let response = try await provider.embeddingModel("embed-v4.0").embed(texts, as: .query, dimensions: 2)
            #expect(response.vectors == (0..<200).map { [Float($0), 0.5] })
            #expect(response.usage.input.total == 200)
            #expect(server.receivedRequests.count == 3)
            let body = try JSONValue(parsing: try #require(server.receivedRequests.first).body)
            #expect(server.receivedRequests.allSatisfy { $0.path == "/v2/embed" })
            #expect(body["input_type"] == "search_query")
            #expect(body["output_dimension"] == 2)
            #expect(body["embedding_types"] == ["float"])
        }
    }

    @Test func anAnswerInAFormIsRestored() async throws {
        try await withServer { request in
            let isForced = (try? JSONValue(parsing: request.body))?["tool_choice"] == "REQUIRED"
            let call: JSONValue = ["name": "map", "arguments": #"{"a":"b"}"#]
            let message: JSONValue =
                isForced
                ? ["role": "assistant", "tool_calls": [["id": "t1", "type": "function", "function": call]]]
                : ["role": "assistant", "content": [["type": "text", "text": #"{"value":["a","b"]}"#]]]
            return Self.json([
                "id": "r1", "message": message, "finish_reason": isForced ? "TOOL_CALL" : "COMPLETE",
            ])
        } _: { provider, server in
            let model = provider.model("command-a-03-2025")
            let list: JSONValue = ["type": "array", "items": ["type": "string"]]
            var request: ModelRequest = "Which?"
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "list", schema: list))
            let native = try await model.generate(request)
            #expect(native.text == #"["a","b"]"#)
            #expect(native.metadata.structuredOutput == .native)
            // Beside documents there is no form of the answer.
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "map", schema: ["type": "object"]))
            request.providerOptions[Cohere.self].documents = [CohereDocument("A text.")]
            let tool = try await model.generate(request)
            #expect(tool.text == #"{"a":"b"}"#)
            #expect(tool.finishReason.kind == .stop)
            #expect(tool.metadata.structuredOutput == .tool)
            request.tools = [.function(FunctionTool(name: "find", inputSchema: list, strict: true))]
            let prompted = try await model.generate(request)
            #expect(prompted.metadata.structuredOutput == .prompted)
            #expect(prompted.warnings.map(\.subject) == ["outputFormat", "find"])
            let sent = try server.receivedRequests.map { try JSONValue(parsing: $0.body) }
            #expect(sent[0]["response_format"]?["json_schema"]?["properties"]?["value"]?["type"] == "array")
            #expect(sent[1]["response_format"] == nil)
            // A list is no input of a tool that could be guaranteed.
            #expect(sent[2]["strict_tools"] == false)
        }
    }

    @Test func theKeyIsNeverShown() {
        let provider = CohereProvider(apiKey: "co-secret-4711")
        var dumped = ""
        dump(provider, to: &dumped)
        for text in ["\(provider)", "\(provider.configuration)", dumped] { #expect(!text.contains("4711")) }
    }
}
