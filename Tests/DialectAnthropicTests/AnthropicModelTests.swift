import Dialect
import DialectAnthropic
import DialectSimulator
import TestSupport
import Testing

/// The provider over a socket.
@Suite(.throttled) struct AnthropicModelTests {
    @Test("Streams an answer, and asks for it as Anthropic wants to be asked")
    func stream() async throws {
        try await withServer(answering: try .stream(saying: "Hello")) { server in
            var request: ModelRequest = "Hi"
            request.headers = ["Anthropic-Beta": "mine-1", "x-trace": "t"]
            request.providerOptions[Anthropic.self].betas = ["theirs-1"]
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("claude-sonnet-4-5")
            let response = try await model.generate(request)
            #expect(response.text == "Hello")
            #expect(response.usage.input.total == 3 && response.usage.output.total == 2)
            #expect(response.metadata.headers["request-id"] == "req_1")
            #expect(model.id == ModelID(provider: "anthropic", model: "claude-sonnet-4-5"))

            let sent = try #require(server.receivedRequests.first)
            #expect(sent.path == "/v1/messages")
            #expect(sent.headers["anthropic-version"] == "2023-06-01")
            #expect(sent.headers["anthropic-beta"] == "mine-1,theirs-1")
            #expect(sent.headers["x-trace"] == "t")
            let body = try JSONValue(parsing: sent.body)
            #expect(body["stream"] == true && body["model"] == "claude-sonnet-4-5")
        }
    }

    @Test("A body that is no stream is an answer too")
    func oneShot() async throws {
        let body =
            #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}"#
        try await withServer(answering: try .answer(body)) { server in
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("m")
            let response = try await model.generate("Hi")
            #expect(response.text == "Hello")
        }
    }

    @Test(
        "Refusals are classified with the provider's own words",
        arguments: [
            (
                401,
                #"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_2"}"#,
                LanguageModelError.Code.authentication
            ),
            (
                404,
                #"{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"},"request_id":"req_2"}"#,
                .notFound
            ),
            (
                429,
                #"{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your rate limit"},"request_id":"req_2"}"#,
                .rateLimited
            ),
            (
                529,
                #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_2"}"#,
                .overloaded
            ),
            (502, "<html>Bad gateway</html>", .server),
        ])
    func refusals(status: Int, body: String, code: LanguageModelError.Code) async throws {
        let exchange = try RecordedExchange.answer(body, status: status, headers: ["retry-after": "7"])
        try await withServer(answering: exchange) { server in
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("claude-x")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == code)
            #expect(error?.httpStatus == status)
            #expect(error?.retryAfter == .seconds(7))
            #expect(error?.provider == "anthropic" && error?.model == "claude-x")
            if status != 502 { #expect(error?.requestID == "req_2") }
            #expect(error.map { "\($0)".contains("secret") } == false)
        }
    }

    @Test("Counts tokens without generating")
    func countTokens() async throws {
        try await withServer(answering: try .answer(#"{"input_tokens":42}"#)) { server in
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("claude-sonnet-4-5")
            #expect(try await model.countTokens("Hi") == 42)
            let sent = try #require(server.receivedRequests.first)
            #expect(sent.path == "/v1/messages/count_tokens")
            #expect(try JSONValue(parsing: sent.body)["max_tokens"] == nil)
        }
    }

    @Test("A count that holds none is an error")
    func brokenCount() async throws {
        try await withServer(answering: try .answer(#"{"tokens":42}"#)) { server in
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.countTokens("Hi") }
            #expect(error?.code == .decoding && error?.model == "m")
        }
    }

    @Test("A gateway has its own name, token and headers, asked for anew")
    func gateway() async throws {
        try await withServer(answering: try .stream(saying: "Hello")) { server in
            var endpoint = AnthropicEndpoint.gateway(
                baseURL: server.baseURL + "/?region=eu", token: "secret", provider: "gate")
            endpoint.headers["anthropic-beta"] = "always-1"
            endpoint.credentials = { ["x-session": "s-1"] }
            let model = AnthropicProvider(.init(endpoint: endpoint)).model("anthropic/claude-haiku-4.5")
            var request: ModelRequest = "Hi"
            request.providerOptions[Anthropic.self].userID = "u"
            #expect(try await model.generate(request).text == "Hello")
            let sent = try #require(server.receivedRequests.first)
            #expect(sent.path == "/v1/messages?region=eu")
            #expect(sent.headers["x-session"] == "s-1")
            #expect(sent.headers["anthropic-beta"] == "always-1")
            #expect(try JSONValue(parsing: sent.body)["metadata"]?["user_id"] == "u")
        }
    }

    @Test("A schema for an older model is the input of a tool, and comes back as text")
    func answerTool() async throws {
        let body =
            #"{"id":"msg_1","type":"message","content":[{"type":"tool_use","id":"t1","name":"city","input":{"name":"Rome"}}],"stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":2}}"#
        try await withServer(answering: try .answer(body)) { server in
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("claude-3-5-haiku-latest")
            var request: ModelRequest = "Where?"
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "city", schema: ["type": "object"]))
            let response = try await model.generate(request)
            #expect(response.text == #"{"name":"Rome"}"#)
            #expect(response.finishReason.kind == .stop)
            #expect(response.warnings.map(\.subject) == ["outputFormat"])
            #expect(response.metadata.structuredOutput == .tool)
        }
    }

    @Test("A schema for a model that obeys them is native; one that cannot be told is the input of a tool")
    func structuredOutput() async throws {
        let body =
            #"{"id":"msg_1","type":"message","content":[{"type":"text","text":"{\"age\":36}"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}"#
        try await withServer(answering: try .answer(body)) { server in
            let model = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).model("claude-sonnet-4-5")
            let age: JSONValue = ["type": "object", "properties": ["age": ["type": "integer", "minimum": 18]]]
            var request: ModelRequest = "How old?"
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "age", schema: age))
            request.tools = [.function(FunctionTool(name: "find", inputSchema: age, strict: true))]
            let native = try await model.generate(request)
            #expect(native.metadata.structuredOutput == .native)
            // What is not enforced of either schema is said.
            #expect(native.warnings.map(\.subject) == ["find", "outputFormat"])
            request.outputFormat = .jsonSchema(
                JSONSchemaFormat(name: "map", schema: ["type": "object", "additionalProperties": age]))
            #expect(try await model.generate(request).metadata.structuredOutput == .prompted)
            request.tools = []
            #expect(try await model.generate(request).metadata.structuredOutput == .tool)
            let sent = try server.receivedRequests.map { try JSONValue(parsing: $0.body) }
            let schema = sent[0]["output_config"]?["format"]?["schema"]
            #expect(schema?["additionalProperties"] == false)
            #expect(schema?["properties"]?["age"]?["minimum"] == nil)
            #expect(sent[0]["tools"]?[0]?["strict"] == true)
            #expect(sent[0]["tools"]?[0]?["input_schema"]?["additionalProperties"] == false)
            #expect(sent[2]["tool_choice"] == ["type": "tool", "name": "map"])
        }
    }

    @Test("Keys show nowhere")
    func secrets() {
        let provider = AnthropicProvider(apiKey: "secret")
        var dumped = ""
        dump(provider, to: &dumped)
        #expect(!dumped.contains("secret"))
        #expect("\(provider)" == "AnthropicProvider(anthropic at https://api.anthropic.com/v1)")
    }

    @Test("Claude's abilities are known by name, others' are not")
    func capabilities() {
        let provider = AnthropicProvider(apiKey: "secret")
        #expect(provider.model("claude-sonnet-4-5").capabilities.features.isSuperset(of: [.reasoning, .jsonSchema]))
        #expect(!provider.model("claude-3-5-haiku-latest").capabilities.features.contains(.reasoning))
        #expect(provider.model("claude-opus-4-5-20251101").capabilities.maxOutputTokens == 64_000)
        #expect(provider.model("llama").capabilities == .unknown)
        // A gateway's spelling.
        let gateway = AnthropicProvider(
            .init(endpoint: .gateway(baseURL: "https://gate.example", token: "secret", provider: "gate")))
        let known = gateway.model("anthropic/claude-haiku-4.5").capabilities
        #expect(known == provider.model("claude-haiku-4-5").capabilities && known.contextWindow == 200_000)
    }
}
