import Dialect
import Foundation
import Testing

@testable import DialectBedrock

/// What requests say, against the shapes of AWS's own model of the service: names, types, enumerations, patterns.
@Suite(
    "The shapes of AWS's own model",
    .enabled(if: BedrockInterop.endpoint != nil, "Left out: .ci/bedrock starts the server that it needs."),
    .timeLimit(.minutes(5)))
struct BedrockShapeTests {
    private let image = Media(data: Data([1, 2, 3]), mediaType: "image/png")
    private let schema: JSONValue = [
        "type": "object", "properties": ["text": ["type": "string"], "more": ["$ref": "#/$defs/more"]],
        "required": ["text"], "$defs": ["more": ["type": "object", "properties": ["count": ["type": "integer"]]]],
    ]

    private func generate(_ request: ModelRequest, _ name: String? = nil) async throws -> ModelResponse {
        let model = name.map { BedrockInterop.model($0) } ?? BedrockInterop.model()
        return try await model.generate(request)
    }

    @Test("a conversation with a tool has them, streamed and at once")
    func tools() async throws {
        for isStreamed in [true, false] {
            for name in ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-lite-v1:0", "mistral.mixtral-8"] {
                var request: ModelRequest = "Grüße"
                request.providerOptions[Bedrock.self].isStreamed = isStreamed
                request.tools = [
                    .function(FunctionTool(name: "f", description: "F.", inputSchema: schema, strict: true))
                ]
                request.toolChoice = .auto
                let asked = try await generate(request, name)
                let call = try #require(asked.toolCalls.first)
                #expect(asked.finishReason.kind == .toolCalls)
                #expect(try call.argumentsJSON == ["text": "Grüße"])
                let outputs: [ToolOutput] = [
                    "Fertig", .json(["a": "ü"]), .content(["Fertig", .image(image)]), .error("Fehler"),
                ]
                for output in outputs {
                    var next = request
                    next.messages += [asked.message, .tool([ToolResult(for: call, output: output)])]
                    let answer = try await generate(next, name)
                    #expect(answer.finishReason.kind == .stop && !answer.text.isEmpty)
                }
            }
        }
    }

    @Test("every kind of content has them")
    func content() async throws {
        var cited = Media(data: Data([1]), mediaType: "application/pdf", filename: "A report_(2).pdf")
        cited.metadata[raw: "bedrock"] = ["citations": ["enabled": true], "context": "Sales"]
        var signed = ProviderMetadata()
        signed[raw: "bedrock"] = ["signature": "c2ln"]
        var redacted = ProviderMetadata()
        redacted[raw: "bedrock"] = ["redactedContent": "c2ln"]
        let parts: [ContentPart] = [
            "Look:", .image(image), .image(Media(.url("s3://bucket/key.png"), mediaType: "image/png")), .file(cited),
            .file(Media(data: Data([1]), mediaType: "text/markdown")),
            .file(Media(data: Data([1]), mediaType: "video/mp4")),
            .audio(Media(data: Data([1]), mediaType: "audio/mpeg")), Bedrock.cachePoint(ttl: "1h"),
            Bedrock.guardContent("Guarded.", qualifiers: ["query"]),
            Bedrock.searchResult(source: "https://a.example", title: "T", passages: ["P"]),
        ]
        let request = ModelRequest(messages: [
            .system("Be brief."), .user(parts),
            Message(
                role: .assistant,
                content: [.reasoning("Hm.", metadata: signed), .reasoning("", metadata: redacted), "Yes."]),
            .user("Go on."),
        ])
        #expect(try await generate(request).text == "Go on.")
    }

    @Test("every setting has them")
    func settings() async throws {
        for name in ["us.anthropic.claude-opus-4-6-v1", "us.amazon.nova-2-lite-v1:0", "openai.gpt-oss-20b-1:0"] {
            var request: ModelRequest = "Hi"
            request.options = GenerationOptions(
                maxOutputTokens: 4_000, temperature: 0.5, topP: 0.9, topK: 5, stopSequences: ["X"],
                reasoningEffort: .low)
            request.tools = [Bedrock.systemTool("nova_grounding")]
            request.providerOptions[Bedrock.self].guardrail = .init(
                id: "fytaiyvapuzp", version: "1", trace: "enabled", streamProcessingMode: "async")
            request.providerOptions[Bedrock.self].latency = "optimized"
            request.providerOptions[Bedrock.self].serviceTier = .flex
            request.providerOptions[Bedrock.self].requestMetadata = ["team": "a b"]
            request.providerOptions[Bedrock.self].additionalModelResponseFieldPaths = ["/stop_sequence"]
            request.providerOptions[Bedrock.self].cachePlaces = [.tools, .system, .messages]
            #expect(try await generate(request, name).text == "Hi")
        }
    }

    @Test("an answer with a schema has them: by Bedrock itself, by a tool, in words")
    func schemas() async throws {
        var request: ModelRequest = "Hi"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: schema, description: "An answer."))
        #expect(try await generate(request).text == "Hi")
        #expect(try await generate(request, "amazon.nova-lite-v1:0").text == #"{"text": "Hi"}"#)
        #expect(try await generate(request, "deepseek.r1-v1:0").text == "Hi")
    }
}
