import Dialect
import DialectTransport
import TestSupport
import Testing

@testable import DialectBedrock

/// Counts of tokens, against a server on loopback.
@Suite(.throttled, .timeLimit(.minutes(10))) struct CountTokensTests {
    @Test(
        "ask for the model behind an inference profile",
        arguments: [
            ("us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4-20250514-v1%3A0"),
            ("amazon.nova-pro-v1:0", "amazon.nova-pro-v1%3A0"),
            (
                "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
                "anthropic.claude-haiku-4-5-20251001-v1%3A0"
            ),
            // What an account named by itself tells no model: Bedrock may know.
            (
                "arn:aws:bedrock:us-east-1:1:application-inference-profile/x1y2",
                "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fx1y2"
            ),
        ])
    func path(name: String, encoded: String) async throws {
        try await TestHTTPServer.run(answering: { _ in .init(body: #"{"inputTokens":7}"#) }) { server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: .apiKey("k3y"), baseURL: server.url))
            let count = try await provider.model(name).countTokens("Hi")
            #expect(count == 7)
            #expect(server.requests.map(\.path) == ["/model/\(encoded)/count-tokens"])
            #expect(server.requests.first?.headers["authorization"] == "Bearer k3y")
        }
    }

    @Test("send what is part of the prompt, and no setting beside it")
    func body() async throws {
        var request = ModelRequest(messages: [.system("Be brief."), .user("Hi")])
        request.options.maxOutputTokens = 5
        request.options.temperature = 0.5
        request.tools = [.function(FunctionTool(name: "clock", inputSchema: ["type": "object"]))]
        try await TestHTTPServer.run(answering: { _ in .init(body: #"{"inputTokens":7}"#) }) { [request] server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: .apiKey("k3y"), baseURL: server.url))
            _ = try await provider.model("anthropic.claude-sonnet-4-20250514-v1:0").countTokens(request)
            let sent = try JSONValue(parsing: try #require(server.requests.first).body)
            let converse = sent["input"]?["converse"]
            #expect(Set(converse?.objectValue.map { Array($0.keys) } ?? []) == ["messages", "system", "toolConfig"])
            #expect(converse?["system"] == [["text": "Be brief."]])
            #expect(converse?["toolConfig"]?["tools"]?[0]?["toolSpec"]?["name"] == "clock")
        }
    }

    @Test("that Bedrock does not make are errors in its own words")
    func refusal() async throws {
        let words = #"{"message":"The provided model doesn't support counting tokens."}"#
        try await TestHTTPServer.run(answering: { _ in .init(status: 400, body: words) }) { server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: .apiKey("k3y"), baseURL: server.url))
            let error = await #expect(throws: LanguageModelError.self) {
                try await provider.model("amazon.titan-x").countTokens("Hi")
            }
            #expect(error?.code == .invalidRequest && error?.httpStatus == 400)
            #expect(error?.message == "The provided model doesn't support counting tokens.")
            #expect(error?.provider == "bedrock" && error?.model == "amazon.titan-x")
        }
    }

    @Test("without a number are no counts", arguments: ["{}", "<html>", #"{"inputTokens":"many"}"#])
    func nonsense(answer: String) async throws {
        try await TestHTTPServer.run(answering: { _ in .init(body: answer) }) { server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: .apiKey("k3y"), baseURL: server.url))
            let error = await #expect(throws: LanguageModelError.self) {
                try await provider.model("m").countTokens("Hi")
            }
            #expect(error?.code == .decoding && error?.provider == "bedrock")
        }
    }
}
