import Dialect
import DialectGoogle
import TestSupport
import Testing

/// Claude on Vertex AI: Anthropic's Messages under Google's URLs and tokens.
@Suite(.throttled, .timeLimit(.minutes(10))) struct VertexClaudeTests {
    private static let stream = [
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"#,
        #"{"type":"content_block_stop","index":0}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
        #"{"type":"message_stop"}"#,
    ].map { "data: \($0)\n\n" }.joined()

    @Test func theURLNamesTheModelAndTheBodyTheVersion() async throws {
        try await withJSONServer { _ in
            .init(Self.stream, contentType: "text/event-stream")
        } _: { server in
            let endpoint = GoogleEndpoint.vertex(
                project: "p", location: "us-east5", credentials: .token { "tok" }, baseURL: "\(server.root)/v1")
            let model = GoogleProvider(.init(endpoint: endpoint)).claude("claude-sonnet-4-5@20250929")
            let response = try await model.generate("Hi")
            #expect(response.text == "Hello")
            #expect(response.finishReason.kind == .stop)
            #expect(model.id == ModelID(provider: "vertex", model: "claude-sonnet-4-5@20250929"))
            let request = try #require(server.requests.first)
            #expect(
                request.target
                    == "/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict"
            )
            #expect(request.headers["authorization"] == "Bearer tok")
            #expect(request.headers["anthropic-version"] == nil)
            #expect(request.json?["anthropic_version"] == "vertex-2023-10-16")
            #expect(request.json?["model"] == nil)
            #expect(request.json?["stream"] == true)
        }
    }

    @Test func betasOfTheAppAreSent() async throws {
        try await withJSONServer { _ in
            .init(Self.stream, contentType: "text/event-stream")
        } _: { server in
            let endpoint = GoogleEndpoint.vertex(project: "p", credentials: .none, baseURL: server.root)
            let model = GoogleProvider(.init(endpoint: endpoint)).claude("claude-x")
            var request = ModelRequest("Hi")
            request.headers = ["Anthropic-Beta": "b-2, a-1", "X-Mine": "1"]
            #expect(try await model.generate(request).text == "Hello")
            let sent = try #require(server.requests.first)
            #expect(sent.headers["anthropic-beta"] == "a-1,b-2")
            #expect(sent.headers["x-mine"] == "1")
        }
    }

    @Test func theGeminiAPIHasNoClaude() async {
        let model = GoogleProvider(apiKey: "k", baseURL: "http://127.0.0.1:9").claude("claude-x")
        let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
        #expect(error?.code == .invalidRequest)
    }
}
