import Dialect

/// Reads a request in the words of Chat Completions, as OpenAI and vendors that speak its dialect take them.
enum ChatRequestDecoder {
    private static let settings = ServedSettings(
        maxOutputTokens: ["max_completion_tokens", "max_tokens"], topP: "top_p", topK: "top_k", stopSequences: "stop",
        seed: "seed", presencePenalty: "presence_penalty", frequencyPenalty: "frequency_penalty")

    static func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        let model: String
        if let named = target.model { model = named } else { model = try body.required("model").string() }
        var conversation = ServedConversation()
        for message in try body.required("messages").elements() {
            try ChatMessageDecoder.read(message, into: &conversation)
        }
        var options = try settings.read(body)
        options.parallelToolCalls = try body["parallel_tool_calls"]?.bool()
        if let effort = try body["reasoning_effort"]?.string() {
            options.reasoningEffort = GenerationOptions.ReasoningEffort(effort)
        }
        let request = ModelRequest(
            messages: conversation.messages, tools: try tools(body["tools"]),
            toolChoice: try toolChoice(body["tool_choice"]), outputFormat: try format(body["response_format"]),
            options: options)
        return ResponsesServerRequest(
            request, model: model, isStreaming: try body["stream"]?.bool() ?? false, body: body)
    }

    // MARK: Tools

    static func tools(_ field: RequestField?) throws(LanguageModelError) -> [ToolDeclaration] {
        guard let field else { return [] }
        var tools: [ToolDeclaration] = []
        for element in try field.elements() { tools.append(try tool(element)) }
        return tools
    }

    private static func tool(_ field: RequestField) throws(LanguageModelError) -> ToolDeclaration {
        let type = try field["type"]?.string() ?? "function"
        guard type == "function" else {
            var configuration = try field.object()
            configuration["type"] = nil
            return .provider(
                ProviderTool(
                    provider: "openai", type: type, name: try field[type]?["name"]?.string(),
                    configuration: configuration))
        }
        let function = try field.required("function")
        return .function(
            FunctionTool(
                name: try function.required("name").string(), description: try function["description"]?.string(),
                inputSchema: .object(try function["parameters"]?.object() ?? ["type": "object", "properties": [:]]),
                strict: try function["strict"]?.bool()))
    }

    private static func toolChoice(_ field: RequestField?) throws(LanguageModelError) -> ToolChoice? {
        guard let field else { return nil }
        guard field.value.stringValue != nil else {
            let type = try field.required("type").string()
            return .tool(try field.required(type).required("name").string())
        }
        switch try field.string() {
        case "auto": return .auto
        case "none": return ToolChoice.none
        // Mistral's word for it is any.
        case "required", "any": return .required
        default: throw field.wrongValue(supported: ["none", "auto", "required"])
        }
    }

    // MARK: The form of the answer

    private static func format(_ field: RequestField?) throws(LanguageModelError) -> OutputFormat {
        guard let field else { return .text }
        let type = try field.required("type")
        switch try type.string() {
        case "text": return .text
        case "json_object": return .json
        case "json_schema":
            let schema = try field.required("json_schema")
            return .jsonSchema(
                JSONSchemaFormat(
                    name: try schema.required("name").string(), schema: .object(try schema.required("schema").object()),
                    description: try schema["description"]?.string(), strict: try schema["strict"]?.bool()))
        default: throw type.wrongValue(supported: ["json_object", "json_schema", "text"])
        }
    }
}
