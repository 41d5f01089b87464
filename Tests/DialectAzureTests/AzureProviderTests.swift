import Dialect
import DialectAzure
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// Azure over sockets.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct AzureProviderTests {
    /// Answers as Azure would.
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
        apiVersion: String? = nil, _ reply: @escaping @Sendable (ReceivedRequest) -> RecordedReply,
        _ body: (AzureProvider, ResponsesServer) async throws -> Void
    ) async throws {
        try await withSimulator(
            backend: Backend(reply: reply), configuration: .init(recordsRequests: true)
        ) { server in
            let endpoint = AzureEndpoint(
                baseURL: "http://127.0.0.1:\(server.port)", apiVersion: apiVersion, headers: ["X-Resource": "r"],
                credentials: { ["X-Token": "fresh"] })
            try await body(AzureProvider(endpoint), server)
        }
    }

    private static let safe: JSONValue = ["filtered": false, "severity": "safe"]

    private static let answer: JSONValue = [
        "id": "c1", "object": "chat.completion", "model": "gpt-5-mini-2025-08-07",
        "prompt_filter_results": [
            ["prompt_index": 0, "content_filter_results": ["hate": safe, "jailbreak": ["detected": true]]]
        ],
        "choices": [
            [
                "index": 0, "finish_reason": "content_filter",
                "content_filter_results": ["violence": ["filtered": true, "severity": "high"]],
                "message": ["role": "assistant", "content": "Once"],
            ]
        ],
        "usage": ["prompt_tokens": 4, "completion_tokens": 1],
    ]

    @Test(
        arguments: [
            (nil, "/openai/v1/chat/completions"),
            ("2024-10-21", "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21"),
        ])
    func aModelAnswers(_ version: String?, _ path: String) async throws {
        try await withServer(apiVersion: version) { _ in
            Self.json(Self.answer)
        } _: { provider, server in
            var request: ModelRequest = "Hi"
            request.options.maxOutputTokens = 5
            request.headers = ["X-Token": "mine"]
            let response = try await provider.model("my gpt").generate(request)
            #expect(response.text == "Once")
            #expect(response.usage.input.total == 4)
            #expect(response.metadata.model == "gpt-5-mini-2025-08-07")
            let received = try #require(server.receivedRequests.first)
            #expect(received.path == path)
            #expect(received.headers["x-resource"] == "r")
            #expect(received.headers["x-token"] == "mine")
            let body = try JSONValue(parsing: received.body)
            #expect(body["model"] == "my gpt")
            #expect(body["max_completion_tokens"] == 5)
        }
    }

    @Test func credentialsAreAskedForEveryRequest() async throws {
        try await withServer { _ in
            Self.json(Self.answer)
        } _: { provider, server in
            _ = try await provider.model("m").generate("Hi")
            #expect(server.receivedRequests.first?.headers["x-token"] == "fresh")
        }
    }

    @Test func whatTheFilterFoundIsKept() async throws {
        try await withServer { _ in
            Self.json(Self.answer)
        } _: { provider, _ in
            let response = try await provider.model("m").generate("Hi")
            #expect(response.finishReason == FinishReason(.contentFilter, raw: "content_filter"))
            let metadata = response.metadata.provider[Azure.self]
            #expect(metadata.promptFilterResults.map(\.category) == ["hate", "jailbreak"])
            #expect(metadata.promptFilterResults.map(\.isDetected) == [nil, true])
            #expect(metadata.promptFilterResults.map(\.severity) == ["safe", nil])
            #expect(metadata.contentFilterResults.map(\.category) == ["violence"])
            #expect(metadata.contentFilterResults.first?.isFiltered == true)
        }
    }

    @Test func aRefusedPromptSaysWhy() async throws {
        let body: JSONValue = [
            "error": [
                "message": "The response was filtered.", "type": nil, "param": "prompt", "code": "content_filter",
                "status": 400,
                "innererror": [
                    "code": "ResponsibleAIPolicyViolation",
                    "content_filter_result": [
                        "violence": ["filtered": true, "severity": "medium"], "hate": Self.safe,
                    ],
                ],
            ]
        ]
        try await withServer { _ in
            Self.json(body, status: 400)
        } _: { provider, _ in
            let thrown = await #expect(throws: LanguageModelError.self) { try await provider.model("m").generate("Hi") }
            let error = try #require(thrown)
            #expect(error.code == .contentFiltered)
            #expect(error.isRetryable == false)
            #expect(error.requestID != nil)
            #expect(error.azureContentFilterResults.map(\.category) == ["hate", "violence"])
            #expect(error.azureContentFilterResults.map(\.isFiltered) == [false, true])
        }
    }

    @Test(
        arguments: [
            (401, ["statusCode": 401, "message": "Unauthorized. Access token is missing."], .authentication),
            (
                401, ["error": ["code": "401", "message": "Access denied due to invalid subscription key."]],
                .authentication
            ),
            (404, ["error": ["code": "DeploymentNotFound", "message": "No such deployment."]], .notFound),
            (429, ["error": ["code": "429", "message": "Requests have exceeded the call rate limit."]], .rateLimited),
            (429, ["error": ["code": "insufficient_quota", "message": "Quota exceeded."]], .quotaExceeded),
            (
                400,
                ["error": ["code": "context_length_exceeded", "message": "maximum context length is 5 tokens"]],
                .contextLengthExceeded
            ),
            (500, ["error": ["code": "InternalServerError", "message": "Oops."]], .server),
        ] as [(Int, JSONValue, LanguageModelError.Code)])
    func refusalsAreClassified(_ status: Int, _ body: JSONValue, _ code: LanguageModelError.Code) async throws {
        try await withServer { _ in
            Self.json(body, status: status, headers: ["retry-after": "7"])
        } _: { provider, _ in
            let chat = await #expect(throws: LanguageModelError.self) { try await provider.model("m").generate("Hi") }
            let vectors = await #expect(throws: LanguageModelError.self) {
                try await provider.embeddingModel("m").embed("Hi")
            }
            for error in [chat, vectors] {
                #expect(error?.code == code)
                #expect(error?.httpStatus == status)
                #expect(error?.provider == "azure")
                #expect(error?.model == "m")
                #expect(error?.retryAfter == .seconds(7))
                #expect(error?.azureContentFilterResults == [])
            }
        }
    }

    @Test func textsAreEmbedded() async throws {
        try await withServer(apiVersion: "2024-10-21") { _ in
            Self.json(["data": [["index": 0, "embedding": [0.5, 1]]], "usage": ["prompt_tokens": 2]])
        } _: { provider, server in
            let response = try await provider.embeddingModel("vectors").embed(["Hi"])
            #expect(response.vectors == [[0.5, 1]])
            #expect(response.usage.input.total == 2)
            #expect(
                server.receivedRequests.first?.path
                    == "/openai/deployments/vectors/embeddings?api-version=2024-10-21")
        }
    }

    @Test func secretsAreNeverShown() {
        let keyed = AzureProvider(.resource("name", apiKey: "az-secret-4711"))
        let tokened = AzureProvider(.resource("name", token: { "az-secret-4711" }))
        for provider in [keyed, tokened] {
            var dumped = ""
            dump(provider, to: &dumped)
            for text in ["\(provider)", "\(provider.configuration.endpoint)", dumped] {
                #expect(!text.contains("4711"))
                #expect(text.contains("name.openai.azure.com"))
            }
        }
    }
}
