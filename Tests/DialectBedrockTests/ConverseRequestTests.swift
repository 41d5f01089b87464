import Dialect
import Foundation
import Testing

@testable import DialectBedrock

@Suite struct ConverseRequestTests {
    private static let claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

    private func encode(
        _ request: ModelRequest, _ model: String = Self.claude
    ) throws -> (body: JSONValue, warnings: [ModelWarning]) {
        let encoded = try ConverseRequestEncoder(model: model).encode(request)
        return (try JSONValue(parsing: encoded.body), encoded.warnings)
    }

    private func content(_ parts: [ContentPart], _ model: String = Self.claude) throws -> (JSONValue?, [String]) {
        let (body, warnings) = try encode(ModelRequest(messages: [.user(parts)]), model)
        return (body["messages"]?[0]?["content"], warnings.map(\.message))
    }

    @Test func saysAConversation() throws {
        var request = ModelRequest(messages: [
            .system("Be brief."), Message(role: .developer, content: ["In Latin.", Bedrock.cachePoint(ttl: "1h")]),
            .user("Salve"), .user("Quid novi?"), .assistant("Nihil."),
            Message(role: .assistant, content: [.toolCall(ToolCall(id: "a", name: "f", arguments: #"{"x":1}"#))]),
            .tool([ToolResult(callID: "a", name: "f", output: .json(["y": 2]))]), .user("Gratias"),
        ])
        request.options = GenerationOptions(maxOutputTokens: 9, topP: 0.25, stopSequences: ["X"])
        request.tools = [
            .function(FunctionTool(name: "f", description: "F.", inputSchema: ["type": "object"], strict: true)),
            Bedrock.systemTool("nova_grounding"), Bedrock.toolCachePoint(),
        ]
        request.toolChoice = .tool("f")
        let (body, warnings) = try encode(request)
        let expected = """
            {"inferenceConfig":{"maxTokens":9,"topP":0.25,"stopSequences":["X"]},\
            "system":[{"text":"Be brief."},{"text":"In Latin."},{"cachePoint":{"ttl":"1h","type":"default"}}],\
            "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"F.","inputSchema":{"json":{"type":"object",\
            "properties":{},"additionalProperties":false}},"strict":true}},{"systemTool":{"name":"nova_grounding"}},{"cachePoint":{"type":"default"}}],\
            "toolChoice":{"tool":{"name":"f"}}},\
            "messages":[{"role":"user","content":[{"text":"Salve"},{"text":"Quid novi?"}]},\
            {"role":"assistant","content":[{"text":"Nihil."},{"toolUse":{"toolUseId":"a","name":"f","input":{"x":1}}}]},\
            {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"json":{"y":2}}]}},{"text":"Gratias"}]}]}
            """
        #expect(body.jsonText == expected)
        #expect(warnings == [])
    }

    @Test func saysBedrocksOwnOptions() throws {
        var request: ModelRequest = "Hi"
        request.providerOptions[Bedrock.self].guardrail = .init(
            id: "g", version: "1", trace: "enabled", streamProcessingMode: "async")
        request.providerOptions[Bedrock.self].latency = "optimized"
        request.providerOptions[Bedrock.self].serviceTier = .flex
        request.providerOptions[Bedrock.self].requestMetadata = ["b": "2", "a": "1"]
        request.providerOptions[Bedrock.self].additionalModelRequestFields = ["top_k": 3]
        request.providerOptions[Bedrock.self].additionalModelResponseFieldPaths = ["/stop_sequence"]
        request.providerOptions[Bedrock.self].extraBody = ["promptVariables": ["x": ["text": "y"]]]
        let text = try encode(request).body.jsonText
        let expected = """
            {"additionalModelRequestFields":{"top_k":3},"additionalModelResponseFieldPaths":["/stop_sequence"],\
            "guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1","trace":"enabled",\
            "streamProcessingMode":"async"},"performanceConfig":{"latency":"optimized"},\
            "promptVariables":{"x":{"text":"y"}},"requestMetadata":{"a":"1","b":"2"},"serviceTier":{"type":"flex"},\
            "messages":[{"role":"user","content":[{"text":"Hi"}]}]}
            """
        #expect(text == expected)
        request.providerOptions[Bedrock.self].isStreamed = false
        #expect(try encode(request).body["guardrailConfig"]?["streamProcessingMode"] == nil)
    }

    @Test func setsCachePointsByItself() throws {
        var request = ModelRequest(messages: [.system("S"), .user("U")])
        request.tools = [.function(FunctionTool(name: "f", inputSchema: [:]))]
        request.providerOptions[Bedrock.self].cachePlaces = [.tools, .system, .messages]
        request.providerOptions[Bedrock.self].cacheTTL = "5m"
        let body = try encode(request).body
        let point: JSONValue = ["cachePoint": ["type": "default", "ttl": "5m"]]
        #expect(body["system"]?[1] == point)
        #expect(body["toolConfig"]?["tools"]?[1] == point)
        #expect(body["messages"]?[0]?["content"]?[1] == point)
    }

    // MARK: Media

    @Test func saysMedia() throws {
        let data = Data([1, 2, 3])
        var cited = Media(data: data, mediaType: "application/pdf", filename: "My_report: v2.pdf")
        cited.metadata[raw: "bedrock"] = ["citations": ["enabled": true], "context": "Sales"]
        let (content, warnings) = try content([
            .image(Media(data: data, mediaType: "image/jpg")),
            .image(Media(.url("s3://b/k.png"), mediaType: "image/png")),
            .image(Media(.url("data:image/gif;base64,AQID"), mediaType: "image/gif")), .file(cited),
            .file(Media(data: data, mediaType: "text/x-swift")), .file(Media(data: data, mediaType: "text/markdown")),
            .file(Media(data: data, mediaType: "video/3gpp")), .audio(Media(data: data, mediaType: "audio/mpeg")),
        ])
        #expect(warnings == [])
        let bytes: JSONValue = ["bytes": "AQID"]
        #expect(
            content == [
                ["image": ["format": "jpeg", "source": bytes]],
                ["image": ["format": "png", "source": ["s3Location": ["uri": "s3://b/k.png"]]]],
                ["image": ["format": "gif", "source": bytes]],
                [
                    "document": [
                        "format": "pdf", "name": "My report v2", "source": bytes, "context": "Sales",
                        "citations": ["enabled": true],
                    ]
                ],
                ["document": ["format": "txt", "name": "Document 2", "source": bytes]],
                ["document": ["format": "md", "name": "Document 3", "source": bytes]],
                ["video": ["format": "three_gp", "source": bytes]], ["audio": ["format": "mp3", "source": bytes]],
            ])
    }

    @Test func namesDocumentsApart() throws {
        let file = ContentPart.file(Media(data: Data([1]), mediaType: "application/pdf", filename: "a.pdf"))
        let (content, _) = try content([file, file])
        #expect(content?[0]?["document"]?["name"] == "a")
        #expect(content?[1]?["document"]?["name"] == "a (2)")
    }

    @Test func leavesOutWhatItCannotFetch() throws {
        let (content, warnings) = try content([
            "Look", .image(Media(.url("https://a.example/b.png"), mediaType: "image/png")),
            .file(Media(.fileID("file_1"), mediaType: "application/pdf")),
        ])
        #expect(content == [["text": "Look"]])
        #expect(warnings.count == 2 && warnings[0].contains("s3://"))
    }

    @Test func saysResultsOfTools() throws {
        let results = [
            ToolResult(callID: "1", name: "f", output: "Done."), ToolResult(callID: "2", name: "f", output: ""),
            ToolResult(callID: "3", name: "f", output: .error("No.")),
            ToolResult(callID: "4", name: "f", output: .json([1, 2])),
            ToolResult(
                callID: "5", name: "f",
                output: .content(["See:", .image(Media(data: Data([1]), mediaType: "image/png"))])),
            ToolResult(callID: "6", name: "f", output: " \n"),
            ToolResult(callID: "7", name: "f", output: .content(["", "\n"])),
            ToolResult(callID: "8", name: "f", output: .error(" ")),
        ]
        let calls = results.map { ContentPart.toolCall(ToolCall(id: $0.callID, name: "f", arguments: "{}")) }
        let (body, _) = try encode(
            ModelRequest(messages: [.user("Hi"), Message(role: .assistant, content: calls), .tool(results)]))
        let blocks = body["messages"]?[2]?["content"]?.arrayValue?.compactMap { $0["toolResult"] } ?? []
        let image: JSONValue = ["image": ["format": "png", "source": ["bytes": "AQ=="]]]
        let expected: [JSONValue] = [
            [["text": "Done."]], [], [["text": "No."]], [["text": "[1,2]"]], [["text": "See:"], image], [], [],
            [["text": "The tool failed without a message."]],
        ]
        #expect(blocks.map { $0["content"] ?? .null } == expected)
        #expect(blocks.map { $0["status"]?.stringValue } == [nil, nil, "error", nil, nil, nil, nil, "error"])
    }

    /// Bedrock refuses it, and every later request of the conversation with it.
    @Test func blankTextIsLeftOut() throws {
        let (body, warnings) = try encode(
            ModelRequest(messages: [
                .system(" "), .user(["Hi", "\n"]), Message(role: .assistant, content: ["\n\n", "Yes."]), .user("And?"),
            ]))
        #expect(body["system"] == nil && warnings == [])
        #expect(body["messages"]?[0]?["content"] == [["text": "Hi"]])
        #expect(body["messages"]?[1]?["content"] == [["text": "Yes."]])
        // Between a document and a cache point it is taken.
        let file = ContentPart.file(Media(data: Data([1]), mediaType: "application/pdf", filename: "a.pdf"))
        let apart = try content(["Read:", file, "\n", Bedrock.cachePoint()]).0
        #expect(apart?.arrayValue?.count == 4 && apart?[2] == ["text": "\n"])
        #expect(try content(["Read:", file, "\n"]).0?.arrayValue?.count == 2)
    }

    // MARK: Other providers

    @Test func degradesWhatAnotherProviderMade() throws {
        let answer = Message(
            role: .assistant,
            content: [
                .reasoning("Hm."), "Yes.", .source(Source(kind: .url, url: "https://a.example")),
                .toolCall(ToolCall(id: "w", name: "web_search", arguments: "{}", isProviderExecuted: true)),
                .toolResult(ToolResult(callID: "w", name: "web_search", output: "x", isProviderExecuted: true)),
                .providerItem(ProviderItem(provider: "openai", type: "compaction", json: [:])),
                .toolCall(
                    ToolCall(id: "call|with spaces " + String(repeating: "x", count: 60), name: "f", arguments: "{")),
            ])
        let (body, warnings) = try encode(ModelRequest(messages: [.user("Hi"), answer, .user("Go on.")]))
        let blocks = body["messages"]?[1]?["content"]?.arrayValue ?? []
        #expect(blocks.count == 2 && blocks.first == ["text": "Yes."])
        #expect(blocks.last?["toolUse"]?["input"] == ["input": "{"])
        let id = blocks.last?["toolUse"]?["toolUseId"]?.stringValue ?? ""
        #expect((1...64).contains(id.count) && !id.contains("|") && !id.contains(" "))
        #expect(warnings.map(\.subject) == ["tools", "reasoning", "web_search", "web_search", "compaction", "f"])
        // The history's tool has to be declared.
        #expect(body["toolConfig"]?["tools"]?[0]?["toolSpec"]?["name"] == "f")
    }

    @Test func givesMistralIDsOfNineLetters() throws {
        let call = ToolCall(id: "call_abcdefghijkl", name: "f", arguments: "{}")
        let request = ModelRequest(messages: [
            .user("Hi"), Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: "x")]),
        ])
        let body = try encode(request, "us.mistral.pixtral-large-2502-v1:0").body
        let used = body["messages"]?[1]?["content"]?[0]?["toolUse"]?["toolUseId"]?.stringValue
        #expect(used?.count == 9 && used?.allSatisfy { $0.isLetter || $0.isNumber } == true)
        #expect(body["messages"]?[2]?["content"]?[0]?["toolResult"]?["toolUseId"]?.stringValue == used)
    }

    @Test func unsignedReasoningGoesBackOnRequest() throws {
        var request = ModelRequest(messages: [
            .user("Hi"), Message(role: .assistant, content: [.reasoning("Hm."), "Yes."]), .user("Go on."),
        ])
        request.providerOptions[Bedrock.self].sendsUnsignedReasoning = true
        let (body, warnings) = try encode(request)
        #expect(body["messages"]?[1]?["content"]?[0] == ["reasoningContent": ["reasoningText": ["text": "Hm."]]])
        #expect(warnings == [])
    }

    // MARK: Settings by family

    @Test(arguments: [
        (claude, "high", #"{"thinking":{"type":"enabled","budget_tokens":16384}}"#),
        (claude, "none", #"{"thinking":{"type":"disabled"}}"#),
        (
            "anthropic.claude-opus-4-6-v1", "xhigh",
            #"{"thinking":{"type":"adaptive"},"output_config":{"effort":"max"}}"#
        ),
        ("us.amazon.nova-2-lite-v1:0", "low", #"{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}"#),
        ("openai.gpt-oss-120b-1:0", "medium", #"{"reasoning_effort":"medium"}"#),
        ("arn:aws:bedrock:us-east-1::foundation-model/qwen.qwen3-32b-v1:0", "high", #"{"reasoning_config":"high"}"#),
    ])
    func saysTheEffortInTheModelsWords(model: String, effort: String, fields: String) throws {
        var request: ModelRequest = "Hi"
        request.options.reasoningEffort = GenerationOptions.ReasoningEffort(effort)
        let (body, warnings) = try encode(request, model)
        #expect(body["additionalModelRequestFields"]?.jsonText == fields)
        #expect(warnings == [])
    }

    /// Claude takes neither beside thinking, and newer models only one of temperature and top_p.
    @Test func claudeGetsNoSettingsThatExcludeEachOther() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(temperature: 0.5, topP: 0.75, topK: 5)
        let (plain, plainWarnings) = try encode(request)
        #expect(plain["inferenceConfig"] == ["temperature": 0.5])
        #expect(plain["additionalModelRequestFields"] == ["top_k": 5])
        #expect(plainWarnings.map(\.subject) == ["topP"])
        request.options.reasoningEffort = .low
        let (thinking, thinkingWarnings) = try encode(request)
        #expect(thinking["inferenceConfig"] == ["topP": 0.75])
        #expect(thinking["additionalModelRequestFields"]?.objectValue?.keys == ["thinking"])
        #expect(thinkingWarnings.map(\.subject) == ["temperature", "topK"])
        var own = request
        own.options.reasoningEffort = nil
        own.providerOptions[Bedrock.self].additionalModelRequestFields = ["thinking": ["type": "adaptive"]]
        #expect(try encode(own).body["inferenceConfig"] == ["topP": 0.75])
        #expect(try encode(own, "us.amazon.nova-2-lite-v1:0").body["inferenceConfig"]?["temperature"] == 0.5)
    }

    @Test func claudeDoesNotThinkWhereItMustCallATool() throws {
        var request: ModelRequest = "Hi"
        request.options.reasoningEffort = .low
        request.tools = [.function(FunctionTool(name: "f", inputSchema: [:]))]
        request.toolChoice = .required
        let (body, warnings) = try encode(request)
        #expect(body["additionalModelRequestFields"] == nil)
        #expect(body["toolConfig"]?["toolChoice"] == ["any": [:]])
        #expect(warnings.map(\.subject) == ["reasoningEffort"])
        let nova = try encode(request, "us.amazon.nova-2-lite-v1:0").body
        #expect(nova["additionalModelRequestFields"]?["reasoningConfig"] != nil)
    }

    @Test func keepsThinkingBelowTheLimit() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(maxOutputTokens: 4_000, reasoningEffort: .high)
        #expect(try encode(request).body["additionalModelRequestFields"]?["thinking"]?["budget_tokens"] == 2_000)
        request.options.maxOutputTokens = 1_000
        let (body, warnings) = try encode(request)
        #expect(body["additionalModelRequestFields"] == nil)
        #expect(warnings.map(\.subject) == ["reasoningEffort"])
    }

    @Test func warnsOfWhatThereIsNot() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(
            topK: 3, seed: 1, presencePenalty: 1, frequencyPenalty: 1, reasoningEffort: .low, parallelToolCalls: false)
        request.outputFormat = .json
        request.tools = [.provider(ProviderTool(provider: "openai", type: "web_search"))]
        let (body, warnings) = try encode(request, "meta.llama3-1-8b-instruct-v1:0")
        #expect(
            Set(warnings.map(\.subject)) == [
                "topK", "seed", "presencePenalty", "frequencyPenalty", "reasoningEffort", "parallelToolCalls",
                "outputFormat", "web_search",
            ])
        #expect(warnings.allSatisfy { $0.kind == .unsupportedSetting })
        #expect(body.objectValue?.keys == ["system", "messages"])
    }

    // MARK: Schemas

    private let city = OutputFormat.jsonSchema(
        JSONSchemaFormat(name: "city", schema: ["type": "object"], description: "A city."))

    @Test func asksForASchema() throws {
        var request: ModelRequest = "Where?"
        request.outputFormat = city
        let (body, warnings) = try encode(request)
        let text = #"{"type":"object","properties":{},"additionalProperties":false}"#
        let schema: JSONValue = ["name": "city", "schema": .string(text), "description": "A city."]
        #expect(body["outputConfig"] == ["textFormat": ["type": "json_schema", "structure": ["jsonSchema": schema]]])
        #expect(warnings == [] && body["toolConfig"] == nil)
    }

    @Test(
        arguments: [
            ("amazon.nova-lite-v1:0", false, #"{"tool":{"name":"city"}}"#),
            ("amazon.nova-lite-v1:0", true, #"{"any":{}}"#),
            ("mistral.mixtral-8x7b-instruct-v0:1", false, #"{"any":{}}"#), ("meta.llama4-scout", false, nil),
        ] as [(String, Bool, String?)])
    func fallsBackToATool(model: String, hasTool: Bool, choice: String?) throws {
        var request: ModelRequest = "Where?"
        request.outputFormat = city
        if hasTool { request.tools = [.function(FunctionTool(name: "f", inputSchema: [:]))] }
        let (body, warnings) = try encode(request, model)
        #expect(body["outputConfig"] == nil)
        #expect(body["toolConfig"]?["tools"]?.arrayValue?.last?["toolSpec"]?["name"] == "city")
        #expect(body["toolConfig"]?["toolChoice"]?.jsonText == choice)
        #expect(warnings.map(\.subject) == ["outputFormat"])
        #expect(try ConverseRequestEncoder(model: model).encode(request).schemas.answerTool == "city")
    }

    /// Claude refuses to think when it is forced to call a tool (Anthropic's "Extended thinking").
    @Test func forcesNoToolOnAModelThatThinks() throws {
        var request: ModelRequest = "Where?"
        request.outputFormat = city
        request.options.reasoningEffort = .low
        let body = try encode(request, "us.anthropic.claude-sonnet-4-20250514-v1:0").body
        #expect(body["additionalModelRequestFields"]?["thinking"]?["type"] == "enabled")
        #expect(body["toolConfig"]?["tools"] != nil && body["toolConfig"]?["toolChoice"] == nil)
    }

    @Test func noneIsSaidByLeavingToolsOut() throws {
        var request: ModelRequest = "Hi"
        request.tools = [.function(FunctionTool(name: "f", inputSchema: [:]))]
        request.toolChoice = ToolChoice.none
        #expect(try encode(request).body["toolConfig"] == nil)
        let call = ToolCall(id: "a", name: "f", arguments: "{}")
        request.messages += [
            Message(role: .assistant, content: [.toolCall(call)]), .tool([ToolResult(for: call, output: "x")]),
        ]
        let (body, warnings) = try encode(request)
        #expect(body["toolConfig"]?["toolChoice"] == nil && body["toolConfig"]?["tools"] != nil)
        #expect(warnings.map(\.subject) == ["toolChoice"])
    }

    // MARK: Bad requests

    @Test func refusesWhatCannotBeSaid() {
        func code(_ request: ModelRequest, _ model: String = Self.claude) -> LanguageModelError.Code? {
            let error = #expect(throws: LanguageModelError.self) {
                try ConverseRequestEncoder(model: model).encode(request)
            }
            return error?.code
        }
        #expect(code(ModelRequest(messages: [])) == .invalidRequest)
        #expect(code("Hi", "") == .invalidRequest)
        var request: ModelRequest = "Hi"
        request.tools = [.function(FunctionTool(name: "f", inputSchema: "x"))]
        #expect(code(request) == .invalidRequest)
        var wrong: ModelRequest = "Hi"
        wrong.providerOptions[raw: "bedrock"] = ["guardrail": 1]
        #expect(code(wrong) == .invalidRequest)
    }
}
