import Dialect
import DialectGoogle
import TestSupport
import Testing

/// The provider against a server on loopback: what it sends, and what it makes of the answers.
@Suite(.throttled, .timeLimit(.minutes(10))) struct GoogleProviderTests {
    private static let stream =
        #"data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]}}],"responseId":"r"}"# + "\r\n\r\n"
        + #"data: {"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":"STOP"}]}"# + "\r\n\r\n"

    @Test func aKeyTravelsInAHeader() async throws {
        try await withJSONServer { _ in
            .init(Self.stream, contentType: "text/event-stream")
        } _: { server in
            let provider = GoogleProvider(apiKey: "secret-key", baseURL: "\(server.root)/v1beta/")
            let response = try await provider.model("gemini-2.5-flash").generate("Hi")
            #expect(response.text == "Hello")
            #expect(response.metadata.id == "r")
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")
            #expect(request.headers["x-goog-api-key"] == "secret-key")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.json == ["contents": [["role": "user", "parts": [["text": "Hi"]]]]])
            var dumped = ""
            dump(provider, to: &dumped)
            #expect(!dumped.contains("secret-key") && !"\(provider)".contains("secret-key"))
            #expect(!"\(provider.configuration)".contains("secret-key"))
        }
    }

    @Test func vertexAIIsAskedWithAToken() async throws {
        try await withJSONServer { _ in
            .init(Self.stream, contentType: "text/event-stream")
        } _: { server in
            let endpoint = GoogleEndpoint.vertex(
                project: "p", location: "europe-west4", credentials: .token { "tok" }, baseURL: "\(server.root)/v1")
            let model = GoogleProvider(.init(endpoint: endpoint)).model("gemini-2.5-pro")
            #expect(try await model.generate("Hi").text == "Hello")
            #expect(model.id == ModelID(provider: "vertex", model: "gemini-2.5-pro"))
            let request = try #require(server.requests.first)
            #expect(
                request.target
                    == "/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse"
            )
            #expect(request.headers["authorization"] == "Bearer tok")
        }
    }

    @Test func aNameCannotLeaveItsPlace() async throws {
        try await withJSONServer { _ in
            .init("{}", status: 404)
        } _: { server in
            let provider = GoogleProvider(apiKey: "k", baseURL: server.root)
            await #expect(throws: LanguageModelError.self) {
                try await provider.model("tunedModels/a b?x=1#y").generate("Hi")
            }
            #expect(
                server.requests.first?.target
                    == "/tunedModels/a%20b%3Fx%3D1%23y:streamGenerateContent?alt=sse")
        }
    }

    @Test func hostsOfVertexAIFollowTheLocation() {
        func url(_ location: String) -> String {
            GoogleEndpoint.vertex(project: "p", location: location, credentials: .none).baseURL
        }
        #expect(url("global") == "https://aiplatform.googleapis.com/v1beta1/projects/p/locations/global")
        #expect(url("us-east5") == "https://us-east5-aiplatform.googleapis.com/v1beta1/projects/p/locations/us-east5")
        #expect(url("eu") == "https://aiplatform.eu.rep.googleapis.com/v1beta1/projects/p/locations/eu")
    }

    @Test func aRefusalIsAnErrorWithGooglesWords() async throws {
        let body = #"""
            [{"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}]
            """#
        try await withJSONServer { _ in
            .init(body, status: 429)
        } _: { server in
            let model = GoogleProvider(apiKey: "k", baseURL: server.root).model("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .rateLimited)
            #expect(error?.message == "Slow down.")
            #expect(error?.retryAfter == .milliseconds(34_500))
            #expect(error?.details.type == "RESOURCE_EXHAUSTED")
            #expect(error?.provider == "google" && error?.httpStatus == 429)
        }
    }

    @Test func aBodyThatBreaksOffIsNoSuccess() async throws {
        let cut = #"data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}"# + "\r\n\r\n"
        try await withJSONServer { _ in
            .init(cut, contentType: "text/event-stream")
        } _: { server in
            let model = GoogleProvider(apiKey: "k", baseURL: server.root).model("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .connection)
        }
    }

    @Test func modelsComePageByPage() async throws {
        try await withJSONServer { request in
            request.target.contains("pageToken=a%2Bb")
                ? .init(#"{"models":[{"name":"tunedModels/mine"},{"displayName":"no name"}]}"#)
                : .init(
                    #"{"models":[{"name":"models/gemini-x","displayName":"X","inputTokenLimit":5,"supportedGenerationMethods":["generateContent"]}],"nextPageToken":"a+b"}"#
                )
        } _: { server in
            let models = try await GoogleProvider(apiKey: "k", baseURL: "\(server.root)/v1beta").models()
            #expect(models.map(\.name) == ["gemini-x", "tunedModels/mine"])
            #expect(models.first?.inputTokenLimit == 5)
            #expect(models.first?.methods == ["generateContent"])
            #expect(server.requests.map(\.method) == ["GET", "GET"])
            #expect(server.requests.first?.target == "/v1beta/models?pageSize=1000")
        }
    }

    @Test func tokensAreCounted() async throws {
        try await withJSONServer { _ in
            .init(#"{"totalTokens":12}"#)
        } _: { server in
            let model = GoogleProvider(apiKey: "k", baseURL: server.root).model("gemini-x")
            #expect(try await model.countTokens("Hi") == 12)
            let request = try #require(server.requests.first)
            #expect(request.target == "/models/gemini-x:countTokens")
            #expect(request.json?["generateContentRequest"]?["model"] == "models/gemini-x")
        }
    }

    @Test func aCountKeepsWhatGoesWithARequest() async throws {
        try await withJSONServer { _ in
            .init("{}", status: 404)
        } _: { server in
            let model = GoogleProvider(apiKey: "k", baseURL: server.root).model("gemini-x")
            let request = ModelRequest(
                messages: [.user("Hi")], headers: ["X-Tenant": "a", "X-Goog-Api-Key": "another"])
            let refusal = await #expect(throws: LanguageModelError.self) { try await model.countTokens(request) }
            #expect(refusal?.provider == "google" && refusal?.model == "gemini-x")
            #expect(server.requests.first?.headers["x-tenant"] == "a")
            #expect(server.requests.first?.headers["x-goog-api-key"] == "another")
        }
        let silent = try await TestServer.start { _, _ in }
        let model = GoogleProvider(apiKey: "k", baseURL: silent.root).model("gemini-x")
        let late = ModelRequest(messages: [.user("Hi")], deadline: .now + .milliseconds(20))
        let timeout = await #expect(throws: LanguageModelError.self) { try await model.countTokens(late) }
        #expect(timeout?.code == .timeout && timeout?.model == "gemini-x")
    }

    @Test func requestHeadersAreAddedAndWin() async throws {
        try await withJSONServer { _ in
            .init(Self.stream, contentType: "text/event-stream")
        } _: { server in
            var request = ModelRequest("Hi")
            request.headers = ["X-Vertex-AI-LLM-Shared-Request-Type": "flex", "X-Goog-Api-Key": "another"]
            _ = try await GoogleProvider(apiKey: "k", baseURL: server.root).model("m").generate(request)
            #expect(server.requests.first?.headers["x-vertex-ai-llm-shared-request-type"] == "flex")
            #expect(server.requests.first?.headers["x-goog-api-key"] == "another")
        }
    }
}
