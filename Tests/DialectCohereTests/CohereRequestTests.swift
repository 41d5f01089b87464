import Dialect
import DialectCohere
import Foundation
import Testing

/// What is said to Cohere beyond what the recordings show.
struct CohereRequestTests {
    private func encode(_ request: ModelRequest) throws -> (json: JSONValue, warnings: [ModelWarning]) {
        let encoded = try CohereRequestEncoder().encode(request, model: "command")
        return (try JSONValue(parsing: encoded.body(stream: true)), encoded.warnings)
    }

    @Test func settingsHaveCoheresNames() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(
            maxOutputTokens: 5, temperature: 0.5, topP: 0.9, topK: 3, stopSequences: ["x"], seed: 1,
            presencePenalty: 0.1, frequencyPenalty: 0.2)
        request.providerOptions[Cohere.self].safetyMode = .strict
        request.providerOptions[Cohere.self].citationMode = .fast
        request.providerOptions[Cohere.self].thinkingBudget = 100
        request.providerOptions[Cohere.self].documents = [CohereDocument("A", title: "T", id: "d")]
        request.providerOptions[Cohere.self].extraBody = ["priority": 3, "messages": []]
        let (json, warnings) = try encode(request)
        #expect(
            json == [
                "model": "command", "stream": true, "messages": [["role": "user", "content": "Hi"]], "max_tokens": 5,
                "temperature": 0.5, "p": 0.9, "k": 3, "stop_sequences": ["x"], "seed": 1, "presence_penalty": 0.1,
                "frequency_penalty": 0.2, "safety_mode": "STRICT", "citation_options": ["mode": "FAST"],
                "thinking": ["type": "enabled", "token_budget": 100], "priority": 3,
                "documents": [["id": "d", "data": ["text": "A", "title": "T"]]],
            ])
        #expect(warnings.isEmpty)
    }

    @Test func whatCohereCannotDoIsAWarning() throws {
        var request: ModelRequest = "Hi"
        request.options.reasoningEffort = .high
        request.options.parallelToolCalls = false
        request.tools = [.provider(ProviderTool(provider: "openai", type: "web_search"))]
        let (json, warnings) = try encode(request)
        #expect(json["thinking"] == ["type": "enabled"])
        #expect(json["tools"] == nil)
        #expect(warnings.map(\.subject).sorted() == ["parallelToolCalls", "reasoningEffort", "web_search"])
        request.options = GenerationOptions(reasoningEffort: GenerationOptions.ReasoningEffort.none)
        request.tools = []
        let quiet = try encode(request)
        #expect(quiet.json["thinking"] == ["type": "disabled"])
        #expect(quiet.warnings.isEmpty)
    }

    @Test func formsAndToolsAreSaid() throws {
        var request: ModelRequest = "Hi"
        let schema: JSONValue = [
            "type": "object", "properties": ["a": ["type": "string"]], "required": ["a"],
        ]
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "s", schema: schema))
        #expect(
            try encode(request).json["response_format"] == ["type": "json_object", "json_schema": schema])
        request.tools = [
            .function(FunctionTool(name: "a", description: "A.", inputSchema: schema, strict: true)),
            .function(FunctionTool(name: "b", inputSchema: schema)),
        ]
        request.toolChoice = .tool("b")
        let (json, warnings) = try encode(request)
        // Beside tools the API takes no form of the answer.
        #expect(json["response_format"] == nil)
        #expect(json["messages"]?[0]?["content"]?.stringValue?.contains(schema.jsonText) == true)
        #expect(warnings.map(\.subject) == ["outputFormat"])
        #expect(json["tool_choice"] == "REQUIRED")
        #expect(json["tools"] == [["type": "function", "function": ["name": "b", "parameters": schema]]])
        request.toolChoice = .auto
        let all = try encode(request).json
        #expect(all["tool_choice"] == nil)
        #expect(all["strict_tools"] == true)
        #expect(all["tools"]?.arrayValue?.count == 2)
        request.toolChoice = .tool("c")
        #expect(throws: LanguageModelError.self) { try encode(request) }
    }

    @Test func aConversationIsSaid() throws {
        var plan = ProviderMetadata()
        plan[raw: "cohere"] = ["type": "tool_plan"]
        let call = ToolCall(id: "c1", name: "now", arguments: "{}")
        let (json, warnings) = try encode(
            ModelRequest(messages: [
                .system("Be brief."), Message(role: .developer, content: ["In French."]),
                Message(
                    role: .user,
                    content: ["Look:", .image(Media(data: Data([1, 2]), mediaType: "image/png"))]),
                Message(
                    role: .assistant,
                    content: [.reasoning("I look.", metadata: plan), .toolCall(call)]),
                .tool([ToolResult(for: call, output: .json(["time": 7]))]),
                Message(role: .assistant, content: [.reasoning("Hm."), .text("Seven.")]),
            ]))
        #expect(
            json["messages"] == [
                ["role": "system", "content": "Be brief."], ["role": "system", "content": "In French."],
                [
                    "role": "user",
                    "content": [
                        ["type": "text", "text": "Look:"],
                        ["type": "image_url", "image_url": ["url": "data:image/png;base64,AQI="]],
                    ],
                ],
                [
                    "role": "assistant", "tool_plan": "I look.",
                    "tool_calls": [
                        ["id": "c1", "type": "function", "function": ["name": "now", "arguments": "{}"]]
                    ],
                ],
                ["role": "tool", "tool_call_id": "c1", "content": #"{"time":7}"#],
                [
                    "role": "assistant",
                    "content": [["type": "thinking", "thinking": "Hm."], ["type": "text", "text": "Seven."]],
                ],
            ])
        #expect(warnings.isEmpty)
    }

    @Test func whatOthersMadeIsDegradedWithAWarning() throws {
        var signed = ProviderMetadata()
        signed[raw: "anthropic"] = ["signature": "s"]
        let (json, warnings) = try encode(
            ModelRequest(messages: [
                Message(
                    role: .user,
                    content: [
                        "Hi", .file(Media(data: Data("Notes.".utf8), mediaType: "text/plain", filename: "n.txt")),
                        .file(Media(data: Data(), mediaType: "application/pdf")),
                        .audio(Media(data: Data(), mediaType: "audio/wav")),
                    ]),
                Message(
                    role: .assistant,
                    content: [
                        .reasoning("Secret.", metadata: signed), .text("A"),
                        .toolCall(ToolCall(id: "c", name: "sh", arguments: "ls", kind: .custom)),
                        .toolCall(
                            ToolCall(id: "w", name: "web_search", arguments: "{}", isProviderExecuted: true)),
                        .providerItem(ProviderItem(provider: "openai", type: "compaction", json: [:])),
                    ]),
            ]))
        #expect(
            json["messages"] == [
                ["role": "user", "content": "Hi"],
                [
                    "role": "assistant", "content": "A",
                    "tool_calls": [
                        ["id": "c", "type": "function", "function": ["name": "sh", "arguments": #"{"input":"ls"}"#]]
                    ],
                ],
            ])
        #expect(json["documents"] == [["data": ["text": "Notes.", "title": "n.txt"]]])
        #expect(warnings.map(\.subject) == ["file", "audio", "reasoning", "sh", "web_search", "compaction"])
        #expect(warnings.allSatisfy { $0.kind == .degradedContent })
    }

    @Test func equalRequestsAreEqualBytesThatGrowAtTheEnd() throws {
        var request = ModelRequest(messages: [.user("Hi")])
        request.options.temperature = 0
        let short = try CohereRequestEncoder().encode(request, model: "m").body(stream: true)
        #expect(try CohereRequestEncoder().encode(request, model: "m").body(stream: true) == short)
        request.messages += [.assistant("Hello"), .user("Bye")]
        let long = try CohereRequestEncoder().encode(request, model: "m").body(stream: true)
        // All but the brackets at the end.
        #expect(long.starts(with: short.dropLast(2)))
    }

    @Test(
        arguments: [
            ModelRequest(messages: []), ModelRequest(messages: [.user([])]),
        ])
    func anEmptyPromptIsRefused(_ request: ModelRequest) {
        let error = #expect(throws: LanguageModelError.self) { try encode(request) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func optionsOfAnotherFormAreRefused() {
        var request: ModelRequest = "Hi"
        request.providerOptions[raw: "cohere"] = ["documents": 7]
        let error = #expect(throws: LanguageModelError.self) { try encode(request) }
        #expect(error?.code == .invalidRequest)
    }
}
