import DialectOpenAICompatible
import DialectServer
import DialectSimulator
import TestSupport
import Testing

/// A vendor over a socket: what it gets, and what becomes of what it answers.
@Suite("Models of compatible vendors", .throttled)
struct VendorTests {
    private static let vendor = CompatibleProfile(
        provider: "acme", baseURL: "http://replaced.example",
        authentication: .init(header: "X-Acme-Token", prefix: "k "),
        headers: ["X-Acme-Version": "3"]
    ) {
        $0.maxTokensField = "max_completion_tokens"
    }

    private static let stream = """
        : keep-alive

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"content":"Hello"}}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}

        data: [DONE]


        """

    private static let whole = """
        {"id":"c1","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,\
        "message":{"role":"assistant","content":"Hello there"},"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
        """

    private func answer(_ body: String, type: String, status: Int = 200) throws -> ReplayBackend {
        let exchange: JSONValue = [
            "id": "written", "provider": "acme", "api": "chat-completions", "request": [:],
            "response": [
                "status": .integer(status), "headers": ["content-type": .string(type)], "body": .string(body),
            ],
        ]
        return ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
    }

    @Test("get the request in their own form, with their own header for the key")
    func request() async throws {
        let backend = try answer(Self.stream, type: "text/event-stream")
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let provider = OpenAICompatibleProvider(
                .init(
                    profile: Self.vendor.at(server.baseURL + "/?region=eu"), apiKey: "secret",
                    headers: ["X-Team": "a"], credentials: { ["X-Team": "b"] }))
            var request: ModelRequest = "Hi"
            request.options.maxOutputTokens = 9
            request.headers = ["X-Trace": "t"]
            let response = try await provider.model("acme-1").generate(request)
            #expect(response.text == "Hello there")
            #expect(response.usage.total == 5)
            #expect(response.metadata.model == "m-1")
            let sent = try #require(server.receivedRequests.first)
            #expect(sent.path == "/v1/chat/completions?region=eu")
            #expect(sent.headers["x-acme-token"] == "k secret")
            #expect(sent.headers["x-acme-version"] == "3")
            #expect(sent.headers["x-team"] == "b")
            #expect(sent.headers["x-trace"] == "t")
            #expect(sent.headers["accept"] == "text/event-stream")
            #expect(
                try JSONValue(parsing: sent.body) == [
                    "max_completion_tokens": 9, "messages": [["role": "user", "content": "Hi"]], "model": "acme-1",
                    "stream": true, "stream_options": ["include_usage": true],
                ])
        }
    }

    @Test("may answer at once though a stream was asked for")
    func oneShot() async throws {
        func response(_ body: String, _ type: String) async throws -> ModelResponse {
            try await withSimulator(backend: answer(body, type: type)) { server in
                try await OpenAICompatibleProvider(profile: Self.vendor.at(server.baseURL)).model("m").generate("Hi")
            }
        }
        let streamed = try await response(Self.stream, "text/event-stream")
        let whole = try await response(Self.whole, "application/json")
        #expect(streamed.content == whole.content)
        #expect(streamed.finishReason == whole.finishReason)
        #expect(streamed.usage == whole.usage)
    }

    @Test("get a connection for each request where the server would not keep one")
    func connections() async throws {
        let backend = try answer(Self.stream, type: "text/event-stream")
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let model = OpenAICompatibleProvider(profile: .llamaCpp.at(server.baseURL)).model("m")
            for _ in 0..<3 { _ = try await model.generate("Hi") }
            #expect(server.statistics.connections == 3)
            #expect(server.receivedRequests.map { $0.headers["connection"] } == ["close", "close", "close"])
        }
    }

    @Test(
        "refuse in words of their own",
        arguments: [
            (401, #"{"detail":"Invalid API Key"}"#, LanguageModelError.Code.authentication),
            (
                401, #"{"error":{"code":"invalid_request_error","message":"Wrong key","type":"authentication_error"}}"#,
                .authentication
            ),
            (429, #"{"error":{"code":"1113","message":"Insufficient balance"}}"#, .quotaExceeded),
            (429, #"{"error":{"code":429,"message":"Provider returned error"}}"#, .rateLimited),
            (
                400, #"{"error":{"code":400,"message":"too long","type":"exceed_context_size_error"}}"#,
                .contextLengthExceeded
            ),
            (404, #"{"error":{"code":"model_not_found","message":"No such model"}}"#, .notFound),
            (502, "<html>Bad gateway</html>", .server),
        ])
    func refusals(_ status: Int, _ body: String, _ code: LanguageModelError.Code) async throws {
        try await withSimulator(backend: answer(body, type: "application/json", status: status)) { server in
            let model = OpenAICompatibleProvider(profile: Self.vendor.at(server.baseURL), apiKey: "secret").model("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == code)
            #expect(error?.httpStatus == status)
            #expect(error?.provider == "acme")
            #expect(error?.model == "m")
            #expect("\(String(describing: error))".contains("secret") == false)
        }
    }

    @Test("say how far a prompt is too long")
    func overflow() async throws {
        let body =
            #"{"error":{"code":400,"message":"request (6009 tokens) exceeds the available context size (2048 tokens), try increasing it","type":"exceed_context_size_error"}}"#
        try await withSimulator(backend: answer(body, type: "application/json", status: 400)) { server in
            let model = OpenAICompatibleProvider(profile: Self.vendor.at(server.baseURL)).model("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .contextLengthExceeded)
            #expect(error?.details.usedTokens == 6009)
            #expect(error?.details.maximumTokens == 2048)
        }
    }

    @Test("that break off have not answered")
    func truncated() async throws {
        // The chunk with the finish reason never comes.
        let cut = Self.stream.split(separator: "\n").prefix(3).joined(separator: "\n\n") + "\n\n"
        try await withSimulator(backend: answer(cut, type: "text/event-stream")) { server in
            let model = OpenAICompatibleProvider(profile: Self.vendor.at(server.baseURL)).model("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .connection)
            #expect(error?.replaySafety == .unsafe)
        }
    }
}
