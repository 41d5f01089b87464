import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectWire
import Foundation
import Testing
import TestSupport

@Suite("A conversation with a Responses server", .throttled, .timeLimit(.minutes(10)))
struct ConversationTests {
    private static let weather = ToolDeclaration.function(
        FunctionTool(
            name: "weather", description: "Tells the weather.",
            inputSchema: ["type": "object", "properties": ["city": ["type": "string"]]]))

    @Test("brings text, usage, finish reason and metadata", arguments: Transport.allCases)
    func text(_ transport: Transport) async throws {
        let usage = Usage(input: .init(total: 12, cacheRead: 4, cacheWrite: 0), output: .init(total: 34, reasoning: 5))
        let turn = ScriptedTurn([.text("Grüße aus "), .text("Gent 👋🏽")], usage: usage)
        try await withSimulator(ScriptedModel([turn])) { simulator in
            let response = try await transport.model(simulator.baseURL).generate("Hello")
            #expect(response.text == "Grüße aus Gent 👋🏽")
            #expect(response.finishReason.kind == .stop)
            #expect(response.usage.input == usage.input)
            #expect(response.usage.output == usage.output)
            #expect(response.usage.total == 46)
            #expect(response.warnings.isEmpty)
            #expect(response.metadata.id?.hasPrefix("resp_") == true)
            #expect(response.transport?.lowercased() == transport.rawValue.lowercased())
            #expect((response.metadata.requestID != nil) == (transport == .sse))
        }
    }

    @Test("gives the same parts collected and streamed", arguments: Transport.allCases)
    func generateEqualsStream(_ transport: Transport) async throws {
        let turn: ScriptedTurn = [
            .reasoning("Let me think."), .text("It is "), .text("wet."),
            .toolCall("weather", arguments: "{}", id: "c1"),
        ]
        try await withSimulator(ScriptedModel { _ in turn }) { simulator in
            let model = transport.model(simulator.baseURL)
            var collector = ResponseCollector()
            var parts: [StreamPart] = []
            for try await part in model.stream("Hello") {
                parts.append(part)
                collector.append(part)
            }
            let streamed = try collector.response()
            let generated = try await model.generate("Hello")
            #expect(streamed.text == generated.text)
            #expect(streamed.reasoning == generated.reasoning)
            #expect(streamed.toolCalls.map(\.arguments) == generated.toolCalls.map(\.arguments))
            #expect(streamed.finishReason == generated.finishReason)
            #expect(streamed.usage == generated.usage)
            #expect(parts.count { if case .responseMetadata = $0 { true } else { false } } == 1)
            #expect(parts.count { if case .finish = $0 { true } else { false } } == 1)
            guard case .responseMetadata? = parts.first, case .finish? = parts.last else {
                Issue.record("the stream does not begin with metadata and end with a finish")
                return
            }
        }
    }

    @Test("calls tools over several turns with the whole history", arguments: Transport.allCases)
    func toolLoop(_ transport: Transport) async throws {
        let model = ScriptedModel { request in
            let results = request.messages.flatMap(\.content).compactMap { part in
                if case .toolResult(let result) = part { result } else { nil }
            }
            switch results.count {
            case 0:
                return [
                    .toolCall("weather", arguments: #"{"city":"Ghent"}"#, id: "call_1"),
                    .toolCall("weather", arguments: #"{"city":"Bruges"}"#, id: "call_2"),
                ]
            case 2: return [.text("Once more."), .toolCall("weather", arguments: "", id: "call_3")]
            default:
                let outputs = results.map { if case .text(let text) = $0.output { text } else { "?" } }
                return ScriptedTurn([.text(outputs.joined(separator: ","))])
            }
        }
        try await withSimulator(model, configuration: .recording) { simulator in
            let client = transport.model(simulator.baseURL)
            var history: [Message] = [.system("Be brief.")]
            var response = try await client.say(.user("Weather?"), in: &history) { $0.tools = [Self.weather] }
            #expect(response.finishReason.kind == .toolCalls)
            #expect(response.toolCalls.map(\.id) == ["call_1", "call_2"])
            #expect(response.toolCalls.first?.arguments == #"{"city":"Ghent"}"#)
            var rounds = 0
            while !response.toolCalls.isEmpty, rounds < 5 {
                rounds += 1
                let results = response.toolCalls.map { ToolResult(for: $0, output: .text("rain \($0.id)")) }
                response = try await client.say(.tool(results), in: &history) { $0.tools = [Self.weather] }
            }
            #expect(rounds == 2)
            #expect(response.text == "rain call_1,rain call_2,rain call_3")
            let bodies = simulator.bodies
            #expect(bodies.count == 3)
            for body in bodies {
                #expect(body["tools"]?[0]?["name"] == "weather")
                #expect(body["model"] == "test-model")
            }
            if transport == .sse {
                #expect(bodies.allSatisfy { $0["previous_response_id"] == nil })
                #expect(bodies.last?["input"]?.arrayValue?.count == 9)
            } else {
                #expect(bodies.last?["input"]?.arrayValue?.map { $0["call_id"] } == ["call_3"])
            }
        }
    }

    @Test("sends reasoning back as it came", arguments: Transport.allCases)
    func reasoning(_ transport: Transport) async throws {
        var metadata = ProviderMetadata()
        metadata[raw: "openai"] = [
            "itemID": "rs_1",
            "item": ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA+/="],
        ]
        let turns: [ScriptedTurn] = [[.reasoning("Hm. ", metadata: metadata), .text("First.")], "Second."]
        try await withSimulator(ScriptedModel(turns), configuration: .recording) { simulator in
            // Another model has another connection, so that the whole conversation is sent.
            var history: [Message] = []
            let first = try await transport.model(simulator.baseURL).say(.user("One"), in: &history) {
                $0.providerOptions[OpenAI.self].store = false
                $0.providerOptions[OpenAI.self].include = [.encryptedReasoning]
            }
            #expect(first.reasoning == "Hm. ")
            let items = first.content.compactMap { part in
                if case .reasoning(_, let metadata) = part { metadata[OpenAI.self].item } else { nil }
            }
            #expect(items.first?["encrypted_content"]?.stringValue?.isEmpty == false)
            _ = try await transport.model(simulator.baseURL).say(.user("Two"), in: &history) {
                $0.providerOptions[OpenAI.self].store = false
            }
            let input = try #require(simulator.bodies.last?["input"]?.arrayValue)
            #expect(input.map { $0["type"] } == ["message", "reasoning", "message", "message"])
            #expect([input[1]] == items)
            #expect(input[1]["summary"]?[0]?["text"] == "Hm. ")
            #expect(simulator.bodies.first?["include"] == ["reasoning.encrypted_content"])
        }
    }

    @Test("leaves out reasoning that nobody keeps, and says so", arguments: Transport.allCases)
    func unencryptedReasoning(_ transport: Transport) async throws {
        let turns: [ScriptedTurn] = [[.reasoning("Hm."), .text("First.")], "Second."]
        try await withSimulator(ScriptedModel(turns), configuration: .recording) { simulator in
            let model = transport.model(simulator.baseURL)
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history) { $0.providerOptions[OpenAI.self].store = false }
            let second = try await model.say(.user("Two"), in: &history) {
                $0.providerOptions[OpenAI.self].store = false
            }
            #expect(second.warnings.map(\.kind) == [.degradedContent])
            #expect(simulator.bodies.last?.jsonText.contains("Hm.") == false)
        }
    }

    @Test("brings sources", arguments: Transport.allCases)
    func sources(_ transport: Transport) async throws {
        let source = Source(
            kind: .url, url: "https://example.com/a", title: "A", span: Source.Span(start: 0, end: 4))
        try await withSimulator(ScriptedModel([[.text("True."), .source(source)]])) { simulator in
            let response = try await transport.model(simulator.baseURL).generate("Hello")
            #expect(response.text == "True.")
            let found = try #require(response.sources.first)
            #expect(response.sources.count == 1)
            #expect(found.kind == .url)
            #expect(found.url == source.url)
            #expect(found.title == "A")
            #expect(found.span == source.span)
        }
    }

    @Test(
        "keeps the reason for the end", arguments: Transport.allCases,
        [(FinishReason.length, FinishReason.Kind.length), (.contentFilter, .contentFilter), (.stop, .stop)])
    func finishReasons(_ transport: Transport, _ reason: (given: FinishReason, expected: FinishReason.Kind))
        async throws
    {
        try await withSimulator(ScriptedModel([[.text("So far"), .finish(reason.given)]])) { simulator in
            let response = try await transport.model(simulator.baseURL).generate("Hello")
            #expect(response.text == "So far")
            #expect(response.finishReason.kind == reason.expected)
        }
    }

    @Test("asks for structured output and settings", arguments: Transport.allCases)
    func settings(_ transport: Transport) async throws {
        let schema: JSONValue = ["type": "object", "properties": ["a": ["type": "integer"]]]
        try await withSimulator(ScriptedModel([#"{"a":1}"#]), configuration: .recording) { simulator in
            var request = ModelRequest("Go")
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: schema))
            request.options = GenerationOptions(
                maxOutputTokens: 99, temperature: 0.5, topK: 3, reasoningEffort: .low, parallelToolCalls: false)
            request.toolChoice = .required
            request.tools = [Self.weather, OpenAI.webSearch()]
            request.providerOptions[OpenAI.self].serviceTier = .flex
            let response = try await transport.model(simulator.baseURL).generate(request)
            #expect(try JSONValue(parsing: response.text) == ["a": 1])
            #expect(response.warnings.map(\.subject) == ["topK"])
            let body = try #require(simulator.bodies.first)
            let sent = body["text"]?["format"]?["schema"]
            #expect(sent == AdaptedSchema(schema, for: .openAIStrict).schema)
            #expect(response.metadata.structuredOutput == .native)
            #expect(body["text"]?["format"]?["name"] == "answer")
            #expect(body["text"]?["format"]?["strict"] == true)
            #expect(body["max_output_tokens"] == 99)
            #expect(body["temperature"] == 0.5)
            #expect(body["reasoning"]?["effort"] == "low")
            #expect(body["parallel_tool_calls"] == false)
            #expect(body["tool_choice"] == "required")
            #expect(body["tools"]?.arrayValue?.map { $0["type"] } == ["function", "web_search"])
            #expect(body["service_tier"] == "flex")
            #expect(body["stream"] == (transport == .sse ? true : nil))
        }
    }

    @Test("sends images and documents", arguments: Transport.allCases)
    func media(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel(["Seen."]), configuration: .recording) { simulator in
            let request = ModelRequest(messages: [
                .user([
                    "What is this?", .image(Media(data: Data([1, 2, 3]), mediaType: "image/png")),
                    .image(Media(.url("https://example.com/cat.jpg"), mediaType: "image/jpeg")),
                    .file(Media(data: Data([4, 5]), mediaType: "application/pdf", filename: "paper.pdf")),
                ])
            ])
            _ = try await transport.model(simulator.baseURL).generate(request)
            let content = try #require(simulator.bodies.first?["input"]?[0]?["content"]?.arrayValue)
            #expect(content.map { $0["type"] } == ["input_text", "input_image", "input_image", "input_file"])
            #expect(content[1]["image_url"] == "data:image/png;base64,AQID")
            #expect(content[2]["image_url"] == "https://example.com/cat.jpg")
            #expect(content[3]["file_data"] == "data:application/pdf;base64,BAU=")
            #expect(content[3]["filename"] == "paper.pdf")
        }
    }

    @Test("sends a request's own headers, over a WebSocket of its own", arguments: Transport.allCases)
    func headers(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: .recording) { simulator in
            let model = transport.model(simulator.baseURL)
            var request = ModelRequest("Hello")
            _ = try await model.generate(request)
            request.headers = ["X-Trace": "t-1", "user-agent": "my-app"]
            for _ in 0..<2 {
                let response = try await model.generate(request)
                #expect(response.transport == (transport == .sse ? "sse" : "websocket"))
                #expect(response.warnings.isEmpty)
            }
            let received = simulator.receivedRequests
            #expect(received.map(\.isWebSocket) == Array(repeating: transport != .sse, count: 3))
            #expect(received.map { $0.headers["x-trace"] } == [nil, "t-1", "t-1"])
            #expect(received.map { $0.headers["user-agent"] } == ["dialect-swift", "my-app", "my-app"])
            #expect(simulator.statistics.webSocketConnections == (transport == .sse ? 0 : 2))
        }
    }
}
