import Dialect
import DialectGoogle
import Foundation

extension ModelRequest {
    /// Says a recorded body as an app would: messages, tools and settings in the common vocabulary, Google's own
    /// settings as typed options, and what has no type as `extraBody`.
    ///
    /// - Parameter body: With field names in lower camel case.
    init(geminiBody body: JSONValue) throws {
        var google = GoogleOptions()
        var extra = JSONObject()
        var messages: [Message] = []
        let instructions = body["systemInstruction"]?["parts"]?.arrayValue ?? []
        if !instructions.isEmpty {
            let texts = instructions.compactMap { $0["text"]?.stringValue }
            messages.append(Message(role: .system, content: texts.map { .text($0) }))
        }
        for content in body["contents"]?.arrayValue ?? [] {
            messages.append(Self.message(content, after: messages.last))
        }
        self.init(messages: messages)
        tools = Self.tools(body["tools"], &google)
        readToolConfig(body["toolConfig"], &google)
        try readGenerationConfig(body["generationConfig"], &google, &extra)
        google.safetySettings = try body["safetySettings"].flatMap {
            $0.isNull ? nil : try $0.decode([GoogleOptions.SafetySetting].self)
        }
        google.cachedContent = body["cachedContent"]?.stringValue
        google.modelArmorConfig = body["modelArmorConfig"]
        let known: Set<String> = [
            "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings",
            "cachedContent", "modelArmorConfig",
        ]
        for (key, value) in body.objectValue ?? JSONObject() where !known.contains(key) && !value.isNull {
            extra[key] = value
        }
        if !extra.isEmpty { google.extraBody = extra }
        providerOptions[Google.self] = google
    }

    // MARK: Messages

    private static func message(_ content: JSONValue, after previous: Message?) -> Message {
        let parts = content["parts"]?.arrayValue ?? []
        if content["role"] == "model" { return answer(content) }
        // A result without an id answers the first call of its name that is not answered yet.
        var open = ModelResponse(content: previous?.content ?? [], finishReason: .stop).toolCalls
        let read = parts.compactMap { part -> ContentPart? in
            guard let response = part["functionResponse"] else { return self.part(part) }
            let name = response["name"]?.stringValue ?? ""
            let match = open.firstIndex { $0.name == name }
            let callID = response["id"]?.stringValue ?? match.map { open.remove(at: $0).id } ?? "unknown"
            return .toolResult(ToolResult(callID: callID, name: name, output: output(response)))
        }
        let isResult = !parts.isEmpty && parts.allSatisfy { $0["functionResponse"] != nil }
        return Message(role: isResult ? .tool : .user, content: read)
    }

    /// A result that may have media beside it.
    private static func output(_ response: JSONValue) -> ToolOutput {
        let json = response["response"] ?? .null
        let media = (response["parts"]?.arrayValue ?? []).compactMap { part($0) }
        guard !media.isEmpty else { return .json(json) }
        return .content((json["output"]?.stringValue.map { [.text($0)] } ?? []) + media)
    }

    /// What a model once said is read by the parser that would have read it then.
    private static func answer(_ content: JSONValue) -> Message {
        let body: JSONValue = ["candidates": [["content": content, "finishReason": "STOP"]]]
        return Outcome(
            events: [body.jsonBytes()], parser: GeminiEventParser(), model: ModelID(provider: "google", model: "model")
        ).response.message
    }

    private static func part(_ part: JSONValue) -> ContentPart? {
        if let text = part["text"]?.stringValue { return .text(text) }
        let data = part["inlineData"]
        let type = (data ?? part["fileData"])?["mimeType"]?.stringValue ?? ""
        var media = Media(.fileID(""), mediaType: type)
        if let bytes = data?["data"]?.stringValue.flatMap({ Data(base64Encoded: $0) }) {
            media.location = .data(bytes)
        } else if let uri = part["fileData"]?["fileUri"]?.stringValue {
            media.location = .url(uri)
        } else {
            return .providerItem(ProviderItem(provider: "google", type: "part", json: part))
        }
        var beside = part.objectValue ?? JSONObject()
        for key in ["inlineData", "fileData"] { beside[key] = nil }
        if !beside.isEmpty { media.metadata[Google.self].part = .object(beside) }
        if type.hasPrefix("image/") { return .image(media) }
        return type.hasPrefix("audio/") ? .audio(media) : .file(media)
    }

    // MARK: Tools

    private static func tools(_ json: JSONValue?, _ google: inout GoogleOptions) -> [ToolDeclaration] {
        var tools: [ToolDeclaration] = []
        for entry in json?.arrayValue ?? [] {
            for (kind, value) in entry.objectValue ?? JSONObject() where !value.isNull {
                guard kind == "functionDeclarations" else {
                    tools.append(
                        .provider(
                            ProviderTool(
                                provider: Google.name, type: kind, configuration: value.objectValue ?? JSONObject())))
                    continue
                }
                for function in value.arrayValue ?? [] {
                    if function["parameters"] != nil { google.schemaForm = .openAPI }
                    let schema = function["parametersJsonSchema"]
                    tools.append(
                        .function(
                            FunctionTool(
                                name: function["name"]?.stringValue ?? "",
                                description: function["description"]?.stringValue,
                                inputSchema: schema ?? function["parameters"].map(GeminiMeaning.jsonSchema)
                                    ?? ["type": "object", "properties": .object(JSONObject())])))
                }
            }
        }
        return tools
    }

    private mutating func readToolConfig(_ config: JSONValue?, _ google: inout GoogleOptions) {
        let calling = config?["functionCallingConfig"]
        let names = calling?["allowedFunctionNames"]?.arrayValue?.compactMap(\.stringValue)
        switch calling?["mode"]?.stringValue {
        case "AUTO": toolChoice = .auto
        case "NONE": toolChoice = ToolChoice.none
        case "ANY": toolChoice = names?.count == 1 ? .tool(names?[0] ?? "") : .required
        case let mode: google.functionCallingMode = mode.map { .init($0) }
        }
        google.allowedFunctionNames = names
        google.includeServerSideToolInvocations = config?["includeServerSideToolInvocations"]?.boolValue
        google.retrievalConfig = config?["retrievalConfig"]
    }

    // MARK: Settings

    private mutating func readGenerationConfig(
        _ config: JSONValue?, _ google: inout GoogleOptions, _ extra: inout JSONObject
    ) throws {
        guard var rest = config?.objectValue else { return }
        func take(_ key: String) -> JSONValue? {
            defer { rest[key] = nil }
            return rest[key].flatMap { $0.isNull ? nil : $0 }
        }
        options.maxOutputTokens = take("maxOutputTokens")?.intValue
        options.temperature = take("temperature")?.doubleValue
        options.topP = take("topP")?.doubleValue
        options.topK = take("topK")?.intValue
        options.seed = take("seed")?.intValue
        options.presencePenalty = take("presencePenalty")?.doubleValue
        options.frequencyPenalty = take("frequencyPenalty")?.doubleValue
        options.stopSequences = take("stopSequences")?.arrayValue?.compactMap(\.stringValue)
        if rest["responseMimeType"] == "application/json" {
            rest["responseMimeType"] = nil
            outputFormat = .json
        }
        if let schema = take("responseJsonSchema") {
            outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: schema))
        }
        if let schema = take("responseSchema") {
            google.schemaForm = .openAPI
            outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: GeminiMeaning.jsonSchema(schema)))
        }
        let thinking = take("thinkingConfig")
        google.includeThoughts = thinking?["includeThoughts"]?.boolValue
        google.thinkingBudget = thinking?["thinkingBudget"]?.intValue
        google.thinkingLevel = thinking?["thinkingLevel"]?.stringValue.map { .init($0) }
        google.responseModalities = take("responseModalities")?.arrayValue?.compactMap {
            $0.stringValue.map { .init($0) }
        }
        google.mediaResolution = take("mediaResolution")?.stringValue
        google.imageConfig = take("imageConfig")
        google.speechConfig = take("speechConfig")
        google.responseLogprobs = take("responseLogprobs")?.boolValue
        google.logprobs = take("logprobs")?.intValue
        if !rest.isEmpty { extra["generationConfig"] = .object(rest) }
    }
}
