import Dialect
import DialectWire
import Testing

/// How settings, thinking and output formats are said, and what a model does not take.
@Suite struct MessagesSettingTests {
    private func request(_ change: (inout ModelRequest) -> Void) -> ModelRequest {
        var request: ModelRequest = "Hi"
        change(&request)
        return request
    }

    @Test("Sampling is said, and what the API lacks is a warning")
    func sampling() throws {
        let request = request {
            $0.options = GenerationOptions(
                maxOutputTokens: 100, temperature: 0.5, topK: 3, stopSequences: ["###"], seed: 1,
                presencePenalty: 1, frequencyPenalty: 1)
        }
        let body = try request.messagesBody()
        #expect(body["max_tokens"] == 100 && body["temperature"] == 0.5 && body["top_k"] == 3)
        #expect(body["stop_sequences"] == ["###"])
        #expect(
            try request.messages().warnings.map(\.subject) == ["seed", "presencePenalty", "frequencyPenalty"])
    }

    @Test("A model takes temperature or topP, or neither")
    func exclusiveSampling() throws {
        let request = request {
            $0.options.temperature = 0.5
            $0.options.topP = 0.9
        }
        #expect(try request.messagesBody(model: "claude-3-5-haiku-latest")["top_p"] == 0.9)
        #expect(try request.messagesBody()["top_p"] == nil)
        #expect(try request.messages().warnings.map(\.subject) == ["topP"])
        let newest = try request.messages(model: "claude-opus-4-7")
        #expect(newest.warnings.map(\.subject) == ["temperature", "topP"])
        #expect(newest.fields["temperature"] == nil)
    }

    typealias EffortCase = (
        model: String, effort: GenerationOptions.ReasoningEffort, thinking: String?, word: String?, warnings: Int
    )

    private static let adaptive = #"{"type":"adaptive","display":"summarized"}"#
    static let efforts: [EffortCase] = [
        ("claude-opus-4-8", .xhigh, adaptive, "xhigh", 0),
        ("claude-sonnet-4-6", .minimal, adaptive, "low", 0),
        ("claude-sonnet-4-6", .xhigh, adaptive, "high", 1),
        ("claude-sonnet-4-5", .medium, #"{"type":"enabled","budget_tokens":8192}"#, nil, 0),
        ("claude-3-7-sonnet@20250219", .low, #"{"type":"enabled","budget_tokens":2048}"#, nil, 0),
        ("claude-sonnet-4-5", .none, #"{"type":"disabled"}"#, nil, 0),
        ("claude-sonnet-5", .none, #"{"type":"disabled"}"#, nil, 0),
        ("claude-fable-5", .none, nil, nil, 1),
        ("claude-3-5-haiku-20241022", .high, nil, nil, 1),
        ("claude-3-5-haiku-20241022", .none, nil, nil, 0),
    ]

    @Test("The reasoning effort is said in the words of the model's generation", arguments: efforts)
    func effort(_ one: EffortCase) throws {
        let request = request { $0.options.reasoningEffort = one.effort }
        let encoded = try request.messages(model: one.model)
        let thinking = try one.thinking.map { try JSONValue(text: $0) }
        #expect(encoded.fields["thinking"] == thinking)
        #expect(encoded.fields["output_config"]?["effort"]?.stringValue == one.word)
        #expect(encoded.warnings.count == one.warnings)
    }

    @Test("A budget leaves room for the answer")
    func budget() throws {
        let small = request {
            $0.options.reasoningEffort = .high
            $0.options.maxOutputTokens = 4000
        }
        #expect(try small.messagesBody()["thinking"]?["budget_tokens"] == 3000)
        let tiny = request {
            $0.options.reasoningEffort = .high
            $0.options.maxOutputTokens = 500
        }
        #expect(try tiny.messages().warnings.map(\.subject) == ["reasoningEffort"])
        #expect(try tiny.messagesBody()["thinking"] == nil)
    }

    @Test("A model that must call a tool does not think")
    func forcedTool() throws {
        let request = request {
            $0.options.reasoningEffort = .high
            $0.tools = [.function(FunctionTool(name: "add", inputSchema: [:]))]
            $0.toolChoice = .required
        }
        #expect(try request.messagesBody()["thinking"] == nil)
        #expect(try request.messages().warnings.map(\.subject) == ["reasoningEffort"])
    }

    @Test("Options win over the common effort, and thinking takes no temperature")
    func ownThinking() throws {
        let request = try request {
            $0.options.reasoningEffort = .low
            $0.options.temperature = 0.2
        }.withMessages {
            $0.thinking = .enabled(budgetTokens: 2000)
            $0.interleavedThinking = true
        }
        let encoded = try request.messages()
        #expect(encoded.fields["thinking"] == ["type": "enabled", "budget_tokens": 2000])
        #expect(encoded.warnings.map(\.subject) == ["temperature"])
        #expect(encoded.betas == ["interleaved-thinking-2025-05-14"])
    }

    private static let format = JSONSchemaFormat(
        name: "city", schema: ["type": "object", "properties": [:], "additionalProperties": false])

    @Test("A schema is native, a tool or words, as the model can")
    func schema() throws {
        var request = request { $0.outputFormat = .jsonSchema(Self.format) }
        let native = try request.messages()
        #expect(
            native.fields["output_config"]?["format"] == ["type": "json_schema", "schema": Self.format.schema])
        #expect(native.warnings.isEmpty)
        #expect(native.schemas.answerTool == nil)

        let older = "claude-3-5-sonnet-20241022"
        let tool = try request.messages(model: older)
        #expect(tool.fields["tool_choice"] == ["type": "tool", "name": "city"])
        #expect(tool.fields["tools"]?[0]?["input_schema"] == Self.format.schema)
        #expect(tool.warnings.map(\.subject) == ["outputFormat"])
        #expect(tool.schemas.answerTool == "city")

        request.tools = [.function(FunctionTool(name: "add", inputSchema: [:]))]
        let words = try request.messages(model: older)
        #expect(words.fields["system"]?[0]?["text"]?.stringValue?.contains(Self.format.schema.jsonText) == true)
        #expect(words.fields["tools"]?.arrayValue?.count == 1)
        #expect(words.schemas.answerTool == nil)
    }

    @Test("JSON without a schema is asked for in words")
    func json() throws {
        let encoded = try request { $0.outputFormat = .json }.messages()
        #expect(encoded.fields["system"]?[0]?["text"]?.stringValue?.contains("JSON") == true)
        #expect(encoded.warnings.map(\.subject) == ["outputFormat"])
        #expect(throws: LanguageModelError.self) {
            try request { $0.outputFormat = .jsonSchema(JSONSchemaFormat(name: "x", schema: [])) }.messages()
        }
    }

    @Test("Other options have fields of their own, and the extra body wins")
    func options() throws {
        let encoded = try request { _ in }.withMessages {
            $0.serviceTier = .standardOnly
            $0.userID = "u"
            $0.container = ["id": "c", "skills": [["type": "anthropic", "skill_id": "pptx"]]]
            $0.contextManagement = ["edits": [["type": "compact_20260112"]]]
            $0.taskBudgetTokens = 20_000
            $0.effort = .max
            $0.speed = "fast"
            $0.inferenceGeo = "us"
            $0.extraBody = ["max_tokens": 7, "novelty": true, "messages": []]
        }.messages(model: "claude-opus-4-6")
        #expect(encoded.fields["service_tier"] == "standard_only")
        #expect(encoded.fields["metadata"] == ["user_id": "u"])
        #expect(
            encoded.fields["output_config"] == [
                "effort": "max", "task_budget": ["type": "tokens", "total": 20000],
            ])
        #expect(encoded.fields["max_tokens"] == 7 && encoded.fields["novelty"] == true)
        #expect(encoded.fields["messages"]?.arrayValue?.count == 1)
        #expect(
            encoded.betas == [
                "code-execution-2025-08-25", "compact-2026-01-12", "context-management-2025-06-27",
                "fast-mode-2026-02-01", "skills-2025-10-02", "task-budgets-2026-03-13",
            ])
    }
}
