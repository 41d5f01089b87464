import DialectOpenAICompatible
import DialectServer
import DialectSimulator
import Foundation
import TestSupport
import Testing

/// Mistral's own parts of the dialect, which its profile has as data.
@Suite("Mistral", .throttled)
struct MistralTests {
    private func completion(_ message: JSONValue, finish: JSONValue = "stop") -> JSONValue {
        [
            "id": "c1", "object": "chat.completion", "created": 1, "model": "mistral-small-latest",
            "choices": [["index": 0, "message": message, "finish_reason": finish]],
            "usage": ["prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5, "num_cached_tokens": 1],
        ]
    }

    private func withServer(
        _ answer: JSONValue, _ body: (OpenAICompatibleProvider, ResponsesServer) async throws -> Void
    ) async throws {
        let exchange: JSONValue = [
            "id": "written", "provider": "mistral", "api": "chat-completions", "request": [:],
            "response": [
                "status": 200, "headers": ["content-type": "application/json"], "body": .string(answer.jsonText),
            ],
        ]
        let backend = ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            try await body(OpenAICompatibleProvider(profile: .mistral.at(server.baseURL), apiKey: "k"), server)
        }
    }

    /// What is sent for a request.
    private func sent(_ request: ModelRequest) async throws -> JSONValue {
        var sent = JSONValue.null
        try await withServer(completion(["role": "assistant", "content": "Yes."])) { provider, server in
            _ = try await provider.model("mistral-small-latest").generate(request)
            sent = try JSONValue(parsing: try #require(server.receivedRequests.first).body)
        }
        return sent
    }

    @Test("answers in chunks: thinking, text and references")
    func chunks() async throws {
        let thinking: JSONValue = ["type": "thinking", "thinking": [["type": "text", "text": "Let me see."]]]
        let chunks: JSONValue = [
            thinking, ["type": "text", "text": "Rome"], ["type": "reference", "reference_ids": [0, "a"]],
            ["type": "text", "text": ", of course."],
        ]
        let answer = completion(["role": "assistant", "content": chunks], finish: "model_length")
        try await withServer(answer) { provider, server in
            let model = provider.model("magistral-medium-latest")
            var request: ModelRequest = "Which city?"
            let response = try await model.generate(request)
            #expect(response.reasoning == "Let me see.")
            #expect(response.text == "Rome, of course.")
            #expect(response.sources.map(\.kind.rawValue) == ["reference", "reference"])
            #expect(response.sources.map(\.fileID) == ["0", "a"])
            #expect(response.finishReason == FinishReason(.length, raw: "model_length"))
            #expect(response.usage.input.cacheRead == 1)
            // Its thinking goes back as it came.
            request.messages += [response.message, .user("Why?")]
            _ = try await model.generate(request)
            let again = try JSONValue(parsing: try #require(server.receivedRequests.last).body)
            #expect(
                again["messages"]?[1]?["content"] == [thinking, ["type": "text", "text": "Rome, of course."]])
        }
    }

    @Test("streams chunks and strings in one answer")
    func stream() async throws {
        let deltas = [
            #"{"role":"assistant","content":""}"#,
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}]}"#,
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"m."}]}]}"#,
            #"{"content":"Ro"}"#, #"{"content":[{"type":"text","text":"me"}]}"#,
            #"{"content":[{"type":"reference","reference_ids":[3]}]}"#,
        ]
        let events =
            deltas.map { #"{"id":"c1","model":"m","choices":[{"index":0,"delta":\#($0),"finish_reason":null}]}"# } + [
                #"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
                "[DONE]",
            ]
        let exchange: JSONValue = [
            "id": "written", "provider": "mistral", "api": "chat-completions", "request": [:],
            "response": [
                "status": 200, "headers": ["content-type": "text/event-stream"],
                "body": .string(events.map { "data: \($0)\n\n" }.joined()),
            ],
        ]
        let backend = ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
        try await withSimulator(backend: backend) { server in
            let provider = OpenAICompatibleProvider(profile: .mistral.at(server.baseURL), apiKey: "k")
            let response = try await provider.model("m").generate("Which?")
            #expect(response.reasoning == "Hmm.")
            #expect(response.text == "Rome")
            #expect(response.sources.map(\.fileID) == ["3"])
            #expect(response.usage.total == 5)
        }
    }

    @Test("has names of its own for settings")
    func settings() async throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(seed: 7, parallelToolCalls: false)
        request.tools = [.function(FunctionTool(name: "f", inputSchema: ["type": "object"]))]
        request.toolChoice = .required
        request.providerOptions[raw: "mistral"] = [
            "extraBody": ["safe_prompt": true, "prompt_mode": "reasoning"]
        ]
        let body = try await sent(request)
        #expect(body["random_seed"] == 7 && body["seed"] == nil)
        #expect(body["tool_choice"] == "any")
        #expect(body["parallel_tool_calls"] == false)
        #expect(body["safe_prompt"] == true && body["prompt_mode"] == "reasoning")
        #expect(body["stream_options"] == nil)
    }

    @Test("takes documents and images where they lie, and a beginning of the answer")
    func content() async throws {
        let body = try await sent(
            ModelRequest(messages: [
                .user([
                    "What is this?", .file(Media(.url("https://x.example/a.pdf"), mediaType: "application/pdf")),
                    .file(Media(data: Data([1]), mediaType: "application/pdf")),
                    .image(Media(.url("https://x.example/a.png"), mediaType: "image/png")),
                ]),
                .assistant("It is"),
            ]))
        let content = body["messages"]?[0]?["content"]
        #expect(content?[1] == ["type": "document_url", "document_url": "https://x.example/a.pdf"])
        #expect(content?[2] == ["type": "document_url", "document_url": "data:application/pdf;base64,AQ=="])
        #expect(content?[3] == ["type": "image_url", "image_url": ["url": "https://x.example/a.png"]])
        #expect(body["messages"]?[1] == ["role": "assistant", "content": "It is", "prefix": true])
        // What is no beginning has no mark.
        let finished = try await sent(ModelRequest(messages: [.user("Hi"), .assistant("Hello"), .user("Bye")]))
        #expect(finished["messages"]?[1] == ["role": "assistant", "content": "Hello"])
    }

    @Test("takes calls that were made elsewhere, by ids of nine signs")
    func callIDs() async throws {
        func ids(_ id: String) async throws -> [String] {
            let call = ToolCall(id: id, name: "now", arguments: "{}")
            let body = try await sent(
                ModelRequest(messages: [
                    .user("When?"), Message(role: .assistant, content: [.toolCall(call)]),
                    .tool([ToolResult(for: call, output: "7")]),
                ]))
            let messages = body["messages"]
            return [messages?[1]?["tool_calls"]?[0]?["id"], messages?[2]?["tool_call_id"]].map { $0?.stringValue ?? "" }
        }
        #expect(try await ids("D681PevKs") == ["D681PevKs", "D681PevKs"])
        let foreign = try await ids("toolu_01A09q90qw90lq917835lq9")
        #expect(foreign[0] == foreign[1])
        #expect(foreign[0].wholeMatch(of: #/[A-Za-z0-9]{9}/#) != nil)
        #expect(try await ids("toolu_01A09q90qw90lq917835lq8") != foreign)
    }

    @Test("embeds with lengths and types of its own")
    func embeddings() async throws {
        let vectors: JSONValue = [
            "id": "e1", "object": "list", "model": "codestral-embed",
            "data": [["object": "embedding", "index": 0, "embedding": [-3, 127]]],
            "usage": ["prompt_tokens": 2, "total_tokens": 2, "completion_tokens": 0],
        ]
        try await withServer(vectors) { provider, server in
            var request = EmbeddingRequest(["Hi"])
            request.dimensions = 2
            request.providerOptions[raw: "mistral"] = ["extraBody": ["output_dtype": "int8"]]
            let response = try await provider.embeddingModel("codestral-embed").embed(request)
            #expect(response.vectors == [[-3, 127]])
            #expect(response.usage.input.total == 2)
            let sent = try JSONValue(parsing: try #require(server.receivedRequests.first).body)
            #expect(
                sent == [
                    "input": ["Hi"], "model": "codestral-embed", "output_dimension": 2, "output_dtype": "int8",
                ])
        }
    }
}
