import Dialect
import DialectWire
import Foundation
import Testing

/// What is sent for a request, and what differs from vendor to vendor.
@Suite("Requests of Chat Completions")
struct ChatCompletionsRequestTests {
    private func encoded(
        _ request: ModelRequest, _ dialect: ChatCompletionsDialect = .vendor, stream: Bool = false
    ) throws -> EncodedChatCompletionsRequest {
        try ChatCompletionsRequestEncoder(dialect: dialect).encode(request, model: "m", stream: stream)
    }

    private func body(
        _ request: ModelRequest, _ dialect: ChatCompletionsDialect = .vendor, stream: Bool = false
    ) throws -> JSONValue {
        try JSONValue(parsing: encoded(request, dialect, stream: stream).body)
    }

    @Test("have sorted fields, so that equal requests are equal bytes")
    func bytes() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(maxOutputTokens: 5, temperature: 0.5, stopSequences: ["x"], seed: 1)
        let text = String(decoding: try encoded(request, stream: true).body, as: UTF8.self)
        #expect(
            text == #"{"max_tokens":5,"messages":[{"content":"Hi","role":"user"}],"model":"m","seed":1,"stop":["x"],"#
                + #""stream":true,"stream_options":{"include_usage":true},"temperature":0.5}"#)
    }

    @Test("name fields as the vendor does")
    func fieldNames() throws {
        let mistral = ChatCompletionsDialect(provider: "vendor") {
            $0.seedField = "random_seed"
            $0.requiredToolChoice = "any"
            $0.asksForUsage = false
            $0.maxTokensField = "max_completion_tokens"
        }
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(maxOutputTokens: 5, seed: 1)
        request.tools = [.function(FunctionTool(name: "f", inputSchema: [:]))]
        request.toolChoice = .required
        let sent = try body(request, mistral, stream: true)
        #expect(sent["random_seed"] == 1)
        #expect(sent["max_completion_tokens"] == 5)
        #expect(sent["tool_choice"] == "any")
        #expect(sent["stream_options"] == nil)
    }

    /// OpenAI refuses both settings otherwise.
    @Test("say nothing of tools where there are none")
    func settingsWithoutTools() throws {
        var request: ModelRequest = "Hi"
        request.options.parallelToolCalls = false
        request.toolChoice = .required
        #expect(try body(request)["tool_choice"] == nil)
        #expect(try body(request)["parallel_tool_calls"] == nil)
        #expect(try encoded(request).warnings.map(\.subject) == ["toolChoice"])
        request.toolChoice = ToolChoice.none
        #expect(try encoded(request).warnings == [])
        // An app may declare tools in the vendor's own words.
        request.providerOptions[raw: "vendor"] = ["extraBody": ["tools": [["type": "search"]]]]
        #expect(try body(request)["tool_choice"] == "none")
        #expect(try body(request)["parallel_tool_calls"] == false)
    }

    @Test("answer all calls before media of their results follow, in however many messages")
    func mediaOfResults() throws {
        let calls = ["a", "b"].map { ToolCall(id: $0, name: "look", arguments: "{}") }
        let image = ContentPart.image(Media(data: Data([1]), mediaType: "image/png"))
        let history: [Message] = [
            .user("Look."), Message(role: .assistant, content: calls.map(ContentPart.toolCall)),
            .tool([ToolResult(for: calls[0], output: .content([image]))]),
            .tool([ToolResult(for: calls[1], output: "Nothing.")]),
        ]
        for next in [[], [.user("And?")], [.assistant("A cat.")]] as [[Message]] {
            let sent = try body(ModelRequest(messages: history + next))["messages"]?.arrayValue ?? []
            let roles = sent.compactMap { $0["role"]?.stringValue }
            #expect(roles == ["user", "assistant", "tool", "tool", "user"] + next.map(\.role.rawValue))
            #expect(sent[3]["tool_call_id"] == "b" && sent[4]["content"]?[1]?["type"] == "image_url")
        }
    }

    @Test("leave out what the vendor does not have, with a warning")
    func unsupported() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(topK: 3, reasoningEffort: .high)
        request.tools = [.provider(ProviderTool(provider: "other", type: "search"))]
        let plain = ChatCompletionsDialect(provider: "vendor") { $0.reasoningEffort = .unsupported }
        let sent = try encoded(request, plain)
        #expect(sent.warnings.map(\.subject) == ["topK", "reasoningEffort", "search"])
        #expect(Set(sent.warnings.map(\.kind)) == [.unsupportedSetting])
        #expect(
            try JSONValue(parsing: sent.body)
                == ["messages": [["role": "user", "content": "Hi"]], "model": "m", "stream": false])
    }

    static let effortForms: [(ChatCompletionsDialect.ReasoningEffortForm, String, JSONValue)] = [
        (.field, "reasoning_effort", "low"), (.object, "reasoning", ["effort": "low"]),
        (.fieldOrDisabled, "reasoning_effort", "low"), (.thinkingSwitch, "thinking", ["type": "enabled"]),
        (.enableThinking, "enable_thinking", true),
        (.templateSwitch, "chat_template_kwargs", ["enable_thinking": true]),
    ]

    @Test("say the effort of reasoning in the vendor's form", arguments: effortForms)
    func reasoningEffort(_ form: ChatCompletionsDialect.ReasoningEffortForm, _ field: String, _ value: JSONValue) throws
    {
        var request: ModelRequest = "Hi"
        request.options.reasoningEffort = .low
        let dialect = ChatCompletionsDialect(provider: "vendor") { $0.reasoningEffort = form }
        #expect(try body(request, dialect)[field] == value)
        // A switch has no degrees.
        let hasDegrees = field.hasPrefix("reasoning")
        #expect(try encoded(request, dialect).warnings.isEmpty == hasDegrees)
        request.options.reasoningEffort = GenerationOptions.ReasoningEffort.none
        #expect(try encoded(request, dialect).warnings.isEmpty)
        if form == .fieldOrDisabled { #expect(try body(request, dialect)["thinking"] == ["type": "disabled"]) }
    }

    @Test("ask for a schema natively, or in words where the vendor has no field")
    func schemas() throws {
        var request: ModelRequest = "Hi"
        request.outputFormat = .jsonSchema(
            JSONSchemaFormat(name: "city", schema: ["type": "object", "b": 1, "a": 2], strict: true))
        let native = String(decoding: try encoded(request).body, as: UTF8.self)
        // The order of a schema's members is kept: models follow it.
        #expect(
            native.contains(
                #""json_schema":{"name":"city","schema":{"type":"object","b":1,"a":2},"strict":true}"#))
        let worded = ChatCompletionsDialect(provider: "vendor") { $0.schemaForm = .jsonObject }
        let sent = try body(request, worded)
        #expect(sent["response_format"] == ["type": "json_object"])
        #expect(sent["messages"]?[0]?["role"] == "system")
        #expect(sent["messages"]?[0]?["content"]?.stringValue?.contains(#"{"type":"object","b":1,"a":2}"#) == true)
        #expect(try encoded(request, worded).warnings.map(\.subject) == ["outputFormat"])
        let prompted = ChatCompletionsDialect(provider: "vendor") { $0.schemaForm = .prompted }
        #expect(try body(request, prompted)["response_format"] == nil)
    }

    @Test("adapt a schema that must be guaranteed to what the vendor understands")
    func strictSchemas() throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["city": ["type": "string"], "zip": ["type": "string"]],
            "required": ["city"],
        ]
        var request: ModelRequest = "Hi"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "place", schema: schema, strict: true))
        request.tools = [
            .function(FunctionTool(name: "f", inputSchema: schema, strict: true)),
            .function(FunctionTool(name: "g", inputSchema: schema)),
        ]
        let strict = try body(request, .openAI)
        for sent in [
            strict["response_format"]?["json_schema"]?["schema"], strict["tools"]?[0]?["function"]?["parameters"],
        ] {
            #expect(sent?["additionalProperties"] == false)
            #expect(sent?["required"] == ["city", "zip"])
        }
        #expect(strict["tools"]?[1]?["function"]?["parameters"] == schema)
        // A server that takes any schema gets it as it is.
        #expect(try body(request)["tools"]?[0]?["function"]?["parameters"] == schema)
        // A list is no object, which is all that OpenAI guarantees: it is asked for in one.
        request.outputFormat = .jsonSchema(
            JSONSchemaFormat(name: "list", schema: ["type": "array", "items": ["type": "string"]], strict: true))
        let wrapped = try body(request, .openAI)["response_format"]?["json_schema"]?["schema"]
        #expect(wrapped?["properties"]?["value"]?["type"] == "array")
        #expect(try encoded(request, .openAI).warnings == [])
        // A map cannot be guaranteed: without tools of the app's own it is the input of one, else it is prompted.
        request.outputFormat = .jsonSchema(
            JSONSchemaFormat(name: "map", schema: ["type": "object", "additionalProperties": ["type": "string"]]))
        let prompted = try body(request, .openAI)
        #expect(prompted["response_format"] == nil)
        #expect(prompted["messages"]?[0]?["role"] == "system")
        #expect(try encoded(request, .openAI).warnings.map(\.subject) == ["outputFormat"])
        request.tools = []
        let tool = try body(request, .openAI)
        #expect(tool["tools"]?[0]?["function"]?["name"] == "map")
        #expect(tool["tools"]?[0]?["function"]?["strict"] == nil)
        #expect(tool["tool_choice"] == ["type": "function", "function": ["name": "map"]])
        #expect(try encoded(request, .openAI).warnings.map(\.subject) == ["outputFormat"])
    }

    @Test("ask a model that is known to obey no schema for the input of a tool")
    func olderModels() throws {
        var request: ModelRequest = "Hi"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "city", schema: ["type": "object"]))
        let encoder = ChatCompletionsRequestEncoder(dialect: .openAI)
        func sent(_ model: String) throws -> JSONValue {
            try JSONValue(parsing: encoder.encode(request, model: model).body)
        }
        #expect(try sent("gpt-4-turbo")["response_format"] == nil)
        #expect(try sent("gpt-4-turbo")["tool_choice"]?["function"]?["name"] == "city")
        for model in ["gpt-4.1", "a-model-of-tomorrow"] {
            #expect(try sent(model)["response_format"]?["type"] == "json_schema")
            #expect(try sent(model)["tools"] == nil)
        }
    }

    @Test("send roles as the vendor knows them")
    func roles() throws {
        let request = ModelRequest(messages: [
            Message(role: .developer, content: ["Be brief."]), .system("Be kind."), .user("Hi"),
        ])
        let roles = try body(request)["messages"]?.arrayValue?.compactMap { $0["role"]?.stringValue }
        #expect(roles == ["system", "system", "user"])
        #expect(try body(request, .openAI)["messages"]?[0]?["role"] == "developer")
    }

    @Test("hold media in the vendor's form")
    func media() throws {
        let data = Data([0, 1, 2])
        let request = ModelRequest(messages: [
            .user([
                "What?", .image(Media(data: data, mediaType: "image/png")),
                .image(Media(.url("https://a.example/i.png"), mediaType: "image/png")),
                .file(Media(data: data, mediaType: "application/pdf", filename: "a.pdf")),
                .file(Media(.fileID("file-1"), mediaType: "application/pdf")),
                .audio(Media(data: data, mediaType: "audio/wav")),
            ])
        ])
        #expect(
            try body(request)["messages"]?[0]?["content"] == [
                ["type": "text", "text": "What?"],
                ["type": "image_url", "image_url": ["url": "data:image/png;base64,AAEC"]],
                ["type": "image_url", "image_url": ["url": "https://a.example/i.png"]],
                ["type": "file", "file": ["file_data": "data:application/pdf;base64,AAEC", "filename": "a.pdf"]],
                ["type": "file", "file": ["file_id": "file-1"]],
                ["type": "input_audio", "input_audio": ["data": "AAEC", "format": "wav"]],
            ])
        let linked = ModelRequest(messages: [
            .user(["Read.", .file(Media(.url("https://a.example/a.pdf"), mediaType: "application/pdf"))])
        ])
        #expect(try encoded(linked).warnings.map(\.kind) == [.degradedContent])
        let mistral = ChatCompletionsDialect(provider: "vendor") { $0.documentURLs = .documentURL }
        #expect(
            try body(linked, mistral)["messages"]?[0]?["content"]?[1]
                == ["type": "document_url", "document_url": "https://a.example/a.pdf"])
    }

    @Test("move media out of tools' results where the vendor takes none there")
    func toolMedia() throws {
        let call = ToolCall(id: "a", name: "look", arguments: "{}")
        let other = ToolCall(id: "b", name: "count", arguments: "{}")
        let image = ContentPart.image(Media(.url("https://a.example/i.png"), mediaType: "image/png"))
        let request = ModelRequest(messages: [
            .user("Look."), Message(role: .assistant, content: [.toolCall(call), .toolCall(other)]),
            .tool([
                ToolResult(for: call, output: .content(["Seen:", image])),
                ToolResult(for: other, output: .json(["n": 1])),
            ]),
        ])
        let messages = try #require(try body(request)["messages"]?.arrayValue)
        #expect(messages.map { $0["role"]?.stringValue } == ["user", "assistant", "tool", "tool", "user"])
        #expect(messages[2] == ["role": "tool", "tool_call_id": "a", "content": "Seen:"])
        #expect(messages[3] == ["role": "tool", "tool_call_id": "b", "content": #"{"n":1}"#])
        #expect(messages[4]["content"]?[1]?["type"] == "image_url")
        #expect(try encoded(request).warnings.map(\.kind) == [.degradedContent])
        let open = ChatCompletionsDialect(provider: "vendor") { $0.takesMediaInToolResults = true }
        #expect(try body(request, open)["messages"]?[2]?["content"]?[1]?["type"] == "image_url")
        #expect(try encoded(request, open).warnings.isEmpty)
    }

    @Test("leave out what another provider thought, and keep what it said and called")
    func otherProviders() throws {
        var foreign = ProviderMetadata()
        foreign[raw: "anthropic"] = ["signature": "s"]
        let request = ModelRequest(messages: [
            .user("Hi"),
            Message(
                role: .assistant,
                content: [
                    .reasoning("Hm.", metadata: foreign), .text("Let me see.", metadata: foreign),
                    .toolCall(ToolCall(id: "a", name: "f", arguments: "{}", metadata: foreign)),
                    .providerItem(ProviderItem(provider: "anthropic", type: "compaction", json: [:])),
                ]),
        ])
        #expect(
            try body(request)["messages"]?[1] == [
                "role": "assistant", "content": "Let me see.",
                "tool_calls": [["id": "a", "type": "function", "function": ["name": "f", "arguments": "{}"]]],
            ])
        #expect(try encoded(request).warnings.map(\.subject) == ["reasoning", "compaction"])
    }

    @Test("send reasoning back in the field in which it came, or not at all")
    func reasoningReplay() throws {
        let answer = ParsedChat(message: #"{"content":"Yes.","reasoning_content":"Hm."}"#).response
        #expect(try answer.sentBack()?["reasoning_content"] == "Hm.")
        let never = ChatCompletionsDialect(provider: "vendor") { $0.reasoningReplay = .never }
        #expect(try answer.sentBack(never) == ["role": "assistant", "content": "Yes."])
        let thinking = ParsedChat(
            message:
                #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Yes."}]}"#
        )
        #expect(
            try thinking.response.sentBack()?["content"] == [
                ["type": "thinking", "thinking": [["type": "text", "text": "Hm."]]], ["type": "text", "text": "Yes."],
            ])
    }

    @Test("send signatures back with the calls and messages that they belong to")
    func signatures() throws {
        let signed = ParsedChat(
            message:
                #"{"content":"Yes.","extra_content":{"google":{"thought_signature":"m"}},"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c"}}}]}"#,
            finish: "tool_calls")
        let sent = try #require(try signed.response.sentBack())
        #expect(sent["extra_content"] == ["google": ["thought_signature": "m"]])
        #expect(sent["tool_calls"]?[0]?["extra_content"] == ["google": ["thought_signature": "c"]])
        // OpenAI refuses fields that it does not know.
        let foreign = try #require(try signed.response.sentBack(.openAI))
        #expect(foreign["extra_content"] == nil)
        #expect(foreign["tool_calls"]?[0]?["extra_content"] == nil)
    }

    @Test(
        "stand for calls alone as the vendor wants it",
        arguments: [
            (ChatCompletionsDialect.AbsentContent.null, JSONValue?.some(.null)), (.emptyString, ""), (.omitted, nil),
        ])
    func absentContent(_ form: ChatCompletionsDialect.AbsentContent, _ content: JSONValue?) throws {
        let call = ContentPart.toolCall(ToolCall(id: "a", name: "f", arguments: "{}"))
        let dialect = ChatCompletionsDialect(provider: "vendor") { $0.absentContent = form }
        let request = ModelRequest(messages: [.user("Hi"), Message(role: .assistant, content: [call])])
        #expect(try body(request, dialect)["messages"]?[1]?["content"] == content)
    }

    @Test("hold the options of their vendor, and extra fields last")
    func options() throws {
        var request: ModelRequest = "Hi"
        var options = ChatCompletionsOptions()
        options.topLogprobs = 2
        options.prediction = "Hello"
        options.modalities = [.text, .audio]
        options.audio = .init(voice: "alloy")
        options.extraBody = ["temperature": 9, "provider": ["order": ["a"]], "messages": [], "stream": true]
        request.options.temperature = 1
        request.providerOptions[raw: "vendor"] = try JSONValue(encoding: options)
        let sent = try body(request)
        #expect(sent["logprobs"] == true)
        #expect(sent["top_logprobs"] == 2)
        #expect(sent["prediction"] == ["type": "content", "content": "Hello"])
        #expect(sent["modalities"] == ["text", "audio"])
        #expect(sent["audio"] == ["voice": "alloy", "format": "pcm16"])
        #expect(sent["temperature"] == 9)
        #expect(sent["provider"] == ["order": ["a"]])
        #expect(sent["messages"]?.arrayValue?.count == 1)
        #expect(sent["stream"] == false)
    }

    @Test("take what OpenAI's two dialects share from either")
    func sharedOptions() throws {
        var request: ModelRequest = "Hi"
        request.providerOptions[raw: "openai"] = ["serviceTier": "flex", "extraBody": ["input": []]]
        request.providerOptions[raw: "openai.chat"] = ["verbosity": "low"]
        let sent = try body(request, .openAI)
        #expect(sent["service_tier"] == "flex")
        #expect(sent["verbosity"] == "low")
        #expect(sent["input"] == nil)
    }

    @Test(
        "that say nothing are refused before they are sent",
        arguments: [
            ModelRequest(messages: []), ModelRequest(messages: [.user("")]),
            ModelRequest(messages: [.user("Hi")], tools: [.function(FunctionTool(name: "f", inputSchema: []))]),
            ModelRequest(
                messages: [.user("Hi")], outputFormat: .jsonSchema(JSONSchemaFormat(name: "s", schema: "string"))),
        ])
    func unsayable(_ request: ModelRequest) throws {
        let error = #expect(throws: LanguageModelError.self) { try encoded(request) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.provider == "vendor")
    }

    @Test("of a longer conversation begin as the shorter one does")
    func prefixes() throws {
        let history: [Message] = [.system("Be brief."), .user("Hi"), .assistant("Hello."), .user("And?")]
        let longer = try #require(try body(ModelRequest(messages: history))["messages"]?.arrayValue)
        for count in 1..<history.count {
            let shorter = try body(ModelRequest(messages: Array(history.prefix(count))))["messages"]?.arrayValue
            #expect(shorter == Array(longer.prefix(count)))
        }
    }
}
