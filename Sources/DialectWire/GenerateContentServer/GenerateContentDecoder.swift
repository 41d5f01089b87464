import Dialect

/// Reads a request of `generateContent`.
enum GenerateContentDecoder {
    private static let settings = ServedSettings(
        maxOutputTokens: ["maxOutputTokens"], topP: "topP", topK: "topK", stopSequences: "stopSequences", seed: "seed",
        presencePenalty: "presencePenalty", frequencyPenalty: "frequencyPenalty")

    static func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        var contents = GenerateContentContents()
        if let system = body["systemInstruction"] { try contents.readSystem(system) }
        for content in try body.required("contents").elements() { try contents.read(content) }
        let generation = body["generationConfig"]
        var options = try settings.read(generation)
        if let level = try generation?["thinkingConfig"]?["thinkingLevel"]?.string() {
            options.reasoningEffort = GenerationOptions.ReasoningEffort(level.lowercased())
        }
        let request = ModelRequest(
            messages: contents.conversation.messages, tools: try tools(body["tools"]),
            toolChoice: try toolChoice(body["toolConfig"]?["functionCallingConfig"]),
            outputFormat: try format(generation), options: options)
        return ResponsesServerRequest(
            request, model: target.model ?? "", isStreaming: target.isStreaming ?? false, body: body)
    }

    private static func tools(_ field: RequestField?) throws(LanguageModelError) -> [ToolDeclaration] {
        guard let field else { return [] }
        var tools: [ToolDeclaration] = []
        for element in try field.elements() {
            for declaration in try element["functionDeclarations"]?.elements() ?? [] {
                tools.append(.function(try function(declaration)))
            }
            for (type, configuration) in try element.object() where type != "functionDeclarations" {
                tools.append(
                    .provider(
                        ProviderTool(
                            provider: GenerateContentServer.provider, type: type,
                            configuration: configuration.objectValue ?? JSONObject())))
            }
        }
        return tools
    }

    private static func function(_ field: RequestField) throws(LanguageModelError) -> FunctionTool {
        let schema: JSONValue
        if let json = field["parametersJsonSchema"] {
            schema = json.value
        } else if let parameters = field["parameters"] {
            schema = inSmallLetters(parameters.value)
        } else {
            schema = ["type": "object", "properties": [:]]
        }
        return FunctionTool(
            name: try field.required("name").string(), description: try field["description"]?.string(),
            inputSchema: schema)
    }

    /// Google's own form of schemas, in which types are written large.
    private static func inSmallLetters(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .array(let elements): return .array(elements.map(inSmallLetters))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object {
                if key == "type", let type = value.stringValue {
                    result[key] = .string(type.lowercased())
                } else {
                    result[key] = inSmallLetters(value)
                }
            }
            return .object(result)
        default: return schema
        }
    }

    private static func toolChoice(_ field: RequestField?) throws(LanguageModelError) -> ToolChoice? {
        guard let mode = field?["mode"] else { return nil }
        switch try mode.string() {
        case "AUTO", "VALIDATED", "MODE_UNSPECIFIED": return .auto
        case "NONE": return ToolChoice.none
        case "ANY":
            let names = try field?["allowedFunctionNames"]?.elements() ?? []
            if let name = names.first, names.count == 1 { return .tool(try name.string()) }
            return .required
        default: throw mode.wrongValue(supported: ["AUTO", "ANY", "NONE", "VALIDATED"])
        }
    }

    private static func format(_ field: RequestField?) throws(LanguageModelError) -> OutputFormat {
        guard try field?["responseMimeType"]?.string() == "application/json" else { return .text }
        if let schema = field?["responseJsonSchema"] {
            return .jsonSchema(JSONSchemaFormat(name: "answer", schema: .object(try schema.object())))
        }
        guard let schema = field?["responseSchema"] else { return .json }
        return .jsonSchema(JSONSchemaFormat(name: "answer", schema: inSmallLetters(.object(try schema.object()))))
    }
}
