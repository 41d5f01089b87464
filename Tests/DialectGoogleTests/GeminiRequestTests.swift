import Dialect
import DialectGoogle
import Foundation
import Testing

/// What a request is in the words of `generateContent`.
@Suite struct GeminiRequestTests {
    private func encode(_ request: ModelRequest, model: String = "gemini-2.5-flash") throws -> JSONValue {
        try JSONValue(parsing: GeminiRequestEncoder().encode(request, model: model).body)
    }

    private func warnings(_ request: ModelRequest, model: String = "gemini-2.5-flash") throws -> [String] {
        try GeminiRequestEncoder().encode(request, model: model).warnings.map { "\($0.kind) \($0.subject)" }
    }

    @Test func instructionsStandBeforeTheConversation() throws {
        let request = ModelRequest(messages: [.system("Be brief."), .user("Hi"), .assistant("Hello"), .user("Why?")])
        #expect(
            try encode(request) == [
                "systemInstruction": ["parts": [["text": "Be brief."]]],
                "contents": [
                    ["role": "user", "parts": [["text": "Hi"]]], ["role": "model", "parts": [["text": "Hello"]]],
                    ["role": "user", "parts": [["text": "Why?"]]],
                ],
            ])
        let late = ModelRequest(messages: [.user("Hi"), .system("Be brief.")])
        #expect(try encode(late)["systemInstruction"] == nil)
        #expect(try warnings(late) == ["degradedContent system"])
    }

    @Test func settingsHaveGooglesNames() throws {
        var request = ModelRequest("Hi")
        request.options = GenerationOptions(
            maxOutputTokens: 10, temperature: 0.5, topP: 0.9, topK: 4, stopSequences: ["END"], seed: 7,
            presencePenalty: 0.1, frequencyPenalty: 0.2, reasoningEffort: .low, parallelToolCalls: false)
        request.providerOptions[Google.self].includeThoughts = true
        #expect(
            try encode(request)["generationConfig"] == [
                "maxOutputTokens": 10, "temperature": 0.5, "topP": 0.9, "topK": 4, "stopSequences": ["END"], "seed": 7,
                "presencePenalty": 0.1, "frequencyPenalty": 0.2,
                "thinkingConfig": ["includeThoughts": true, "thinkingBudget": 1024],
            ])
        #expect(try warnings(request) == ["unsupportedSetting parallelToolCalls"])
    }

    static let efforts: [(String, GenerationOptions.ReasoningEffort, JSONValue?, Bool)] = [
        ("gemini-2.5-flash", .none, ["thinkingBudget": 0], false),
        ("gemini-2.5-pro", .none, ["thinkingBudget": 128], true),
        ("gemini-2.5-flash", .high, ["thinkingBudget": 24576], false),
        ("gemini-3-pro-preview", .low, ["thinkingLevel": "LOW"], false),
        ("gemini-3-pro-preview", .xhigh, ["thinkingLevel": "HIGH"], true),
        ("publishers/google/models/gemini-3-flash", .none, ["thinkingLevel": "MINIMAL"], true),
        ("gemini-2.0-flash", .low, nil, true),
    ]

    @Test("an effort is said in the model's terms", arguments: efforts)
    func effort(
        _ model: String, _ effort: GenerationOptions.ReasoningEffort, _ config: JSONValue?, _ warns: Bool
    ) throws {
        var request = ModelRequest("Hi")
        request.options.reasoningEffort = effort
        #expect(try encode(request, model: model)["generationConfig"]?["thinkingConfig"] == config)
        #expect(try warnings(request, model: model).isEmpty != warns)
    }

    private static let weather = FunctionTool(
        name: "weather", description: "Tells the weather.",
        inputSchema: ["type": "object", "properties": ["city": ["type": "string"]], "required": ["city"]])

    @Test func toolsKeepTheirOrder() throws {
        var request = ModelRequest("Hi")
        let other = ProviderTool(provider: "openai", type: "web_search")
        request.tools = [
            Google.googleSearch(), .function(Self.weather), .provider(other), Google.codeExecution(),
            .function(FunctionTool(name: "now", inputSchema: ["type": "object"])),
        ]
        request.toolChoice = .tool("weather")
        let body = try encode(request)
        #expect(
            body["tools"] == [
                ["googleSearch": [:]],
                [
                    "functionDeclarations": [
                        [
                            "name": "weather", "description": "Tells the weather.",
                            "parametersJsonSchema": Self.weather.inputSchema,
                        ], ["name": "now", "parametersJsonSchema": ["type": "object"]],
                    ]
                ], ["codeExecution": [:]],
            ])
        #expect(
            body["toolConfig"] == [
                "functionCallingConfig": ["mode": "ANY", "allowedFunctionNames": ["weather"]]
            ])
        #expect(try warnings(request) == ["unsupportedSetting web_search"])
    }

    static let choices: [(ToolChoice?, Bool, JSONValue?)] = [
        (nil, false, nil), (nil, true, "VALIDATED"), (.auto, false, "AUTO"), (.auto, true, "VALIDATED"),
        (ToolChoice.none, true, "NONE"), (.required, true, "ANY"),
    ]

    @Test("choices of tools are modes", arguments: choices)
    func choice(_ choice: ToolChoice?, _ isStrict: Bool, _ mode: JSONValue?) throws {
        var request = ModelRequest("Hi")
        var tool = Self.weather
        tool.strict = isStrict
        request.tools = [.function(tool)]
        request.toolChoice = choice
        #expect(try encode(request)["toolConfig"]?["functionCallingConfig"]?["mode"] == mode)
    }

    /// Google refuses to be told how to call functions that are not declared.
    @Test func withoutFunctionsNothingIsSaidOfCallingThem() throws {
        var request = ModelRequest("Hi")
        request.tools = [Google.googleSearch()]
        request.toolChoice = .auto
        request.providerOptions[Google.self].streamFunctionCallArguments = true
        request.providerOptions[Google.self].includeServerSideToolInvocations = true
        #expect(try encode(request)["toolConfig"] == ["includeServerSideToolInvocations": true])
        #expect(try warnings(request) == ["unsupportedSetting toolChoice"])
        request.toolChoice = ToolChoice.none
        #expect(try warnings(request) == [])
    }

    @Test func schemasOfAnswersAreSentAsTheyAre() throws {
        var request = ModelRequest("Hi")
        let schema: JSONValue = ["type": "object", "properties": ["age": ["type": ["integer", "null"]]]]
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "person", schema: schema))
        #expect(
            try encode(request)["generationConfig"] == [
                "responseMimeType": "application/json", "responseJsonSchema": schema,
            ])
        request.outputFormat = .json
        #expect(try encode(request)["generationConfig"] == ["responseMimeType": "application/json"])
    }

    @Test func olderModelsGetTheSubsetOfOpenAPI() throws {
        var request = ModelRequest("Hi")
        request.providerOptions[Google.self].schemaForm = .openAPI
        request.outputFormat = .jsonSchema(
            JSONSchemaFormat(
                name: "person",
                schema: [
                    "$schema": "x", "type": "object", "additionalProperties": false,
                    "$defs": ["city": ["type": "string", "enum": ["Paris"]]],
                    "properties": [
                        "age": ["type": ["integer", "null"]], "city": ["$ref": "#/$defs/city"],
                        "kind": ["const": "a"], "either": ["anyOf": [["type": "string"], ["type": "null"]]],
                        "odd": ["type": "string", "not": ["const": "x"]],
                    ],
                ]))
        #expect(
            try encode(request)["generationConfig"]?["responseSchema"] == [
                "type": "OBJECT",
                "properties": [
                    "age": ["nullable": true, "type": "INTEGER"], "city": ["type": "STRING", "enum": ["Paris"]],
                    "kind": ["enum": ["a"], "type": "STRING"], "either": ["nullable": true, "type": "STRING"],
                    "odd": ["type": "STRING", "description": #"(not: {"const":"x"})"#],
                ],
            ])
        #expect(try warnings(request) == ["unsupportedSetting outputFormat"])
    }

    @Test func mediaAreDataOrURIs() throws {
        var film = Media(.url("https://youtu.be/x"), mediaType: "video/mp4")
        film.metadata[Google.self].part = ["videoMetadata": ["fps": 1]]
        let request = ModelRequest(messages: [
            .user([
                .image(Media(data: Data([1, 2, 3]), mediaType: "image/png")), .file(film),
                .file(Media(.fileID("files/abc"), mediaType: "application/pdf")),
            ])
        ])
        #expect(
            try encode(request)["contents"]?[0]?["parts"] == [
                ["inlineData": ["mimeType": "image/png", "data": "AQID"]],
                [
                    "fileData": ["mimeType": "video/mp4", "fileUri": "https://youtu.be/x"],
                    "videoMetadata": ["fps": 1],
                ],
                [
                    "fileData": [
                        "mimeType": "application/pdf",
                        "fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc",
                    ]
                ],
            ])
    }

    @Test func aResultAfterOneThatWasLeftOutIsTheUsersStill() throws {
        let foreign = ToolCall(id: "a", name: "computer", arguments: "click", kind: ToolKind("computer"))
        let own = ToolCall(id: "b", name: "add", arguments: "{}")
        let body = try encode(
            ModelRequest(messages: [
                .user("Go"), Message(role: .assistant, content: [.toolCall(foreign), .toolCall(own)]),
                Message(role: .tool, content: [.toolResult(ToolResult(for: foreign, output: "clicked"))]),
                Message(role: .tool, content: [.toolResult(ToolResult(for: own, output: "3"))]),
            ]))
        let contents = try #require(body["contents"]?.arrayValue)
        #expect(contents.map { $0["role"] } == ["user", "model", "user"])
        #expect(contents.last?["parts"]?[0]?["functionResponse"]?["name"] == "add")
    }

    @Test func resultsOfParallelCallsStandTogether() throws {
        let calls = [
            ToolCall(id: "a", name: "one", arguments: "{}"), ToolCall(id: "b", name: "two", arguments: #"{"x":1}"#),
        ]
        let request = ModelRequest(messages: [
            .user("Go."), Message(role: .assistant, content: calls.map(ContentPart.toolCall)),
            .tool([ToolResult(for: calls[0], output: "fine")]),
            .tool([ToolResult(for: calls[1], output: .error("broken"))]),
        ])
        #expect(
            try encode(request)["contents"]?[2] == [
                "role": "user",
                "parts": [
                    ["functionResponse": ["id": "a", "name": "one", "response": ["output": "fine"]]],
                    ["functionResponse": ["id": "b", "name": "two", "response": ["error": "broken"]]],
                ],
            ])
    }

    @Test("media in results", arguments: ["gemini-2.5-flash", "gemini-3-pro-preview"])
    func mediaInResults(_ model: String) throws {
        let call = ToolCall(id: "a", name: "photo", arguments: "{}")
        let image = ContentPart.image(Media(data: Data([1]), mediaType: "image/png"))
        let request = ModelRequest(messages: [
            .user("Go."), Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: .content(["Here.", image]))]),
        ])
        let inline: JSONValue = ["inlineData": ["mimeType": "image/png", "data": "AQ=="]]
        let parts = try encode(request, model: model)["contents"]?[2]?["parts"]
        let response: JSONValue = ["output": "Here."]
        if model == "gemini-2.5-flash" {
            #expect(
                parts == [["functionResponse": ["id": "a", "name": "photo", "response": response]], inline])
        } else {
            #expect(
                parts == [
                    ["functionResponse": ["id": "a", "name": "photo", "response": response, "parts": [inline]]]
                ])
        }
    }

    @Test func googlesOwnOptionsAreSent() throws {
        var request = ModelRequest("Hi")
        request.providerOptions[Google.self].cachedContent = "cachedContents/c"
        request.providerOptions[Google.self].safetySettings = [
            .init(category: "HARM_CATEGORY_HATE_SPEECH", threshold: "BLOCK_ONLY_HIGH")
        ]
        request.providerOptions[Google.self].responseModalities = [.text, .image]
        request.providerOptions[Google.self].labels = ["team": "b", "app": "a"]
        request.providerOptions[Google.self].extraBody = ["generationConfig": ["newSetting": 1], "other": true]
        #expect(
            try encode(request) == [
                "generationConfig": ["responseModalities": ["TEXT", "IMAGE"], "newSetting": 1],
                "safetySettings": [["category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_ONLY_HIGH"]],
                "cachedContent": "cachedContents/c", "labels": ["app": "a", "team": "b"], "other": true,
                "contents": [["role": "user", "parts": [["text": "Hi"]]]],
            ])
    }

    static let unsayable: [ModelRequest] = [
        ModelRequest(messages: []), ModelRequest(messages: [.system("Only instructions.")]), ModelRequest(""),
        ModelRequest(
            messages: ["Hi"].map { .user($0) },
            tools: [.function(FunctionTool(name: "f", inputSchema: "no schema"))]),
    ]

    @Test("what cannot be said is refused", arguments: unsayable)
    func refused(_ request: ModelRequest) {
        #expect { try encode(request) } throws: { ($0 as? LanguageModelError)?.code == .invalidRequest }
    }
}
