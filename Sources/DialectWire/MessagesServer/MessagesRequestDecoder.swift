import Dialect

/// Reads a request of the Messages API.
enum MessagesRequestDecoder {
    private static let settings = ServedSettings(
        maxOutputTokens: ["max_tokens"], topP: "top_p", topK: "top_k", stopSequences: "stop_sequences")

    static func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        let model: String
        if let named = target.model { model = named } else { model = try body.required("model").string() }
        _ = try body.required("max_tokens").int()
        var conversation = ServedConversation()
        conversation.append(try MessagesContentDecoder.content(body["system"]), as: .system)
        for message in try body.required("messages").elements() {
            try MessagesContentDecoder.read(message, into: &conversation)
        }
        var options = try settings.read(body)
        if let effort = try body["output_config"]?["effort"]?.string() {
            options.reasoningEffort = GenerationOptions.ReasoningEffort(effort)
        }
        if let isDisabled = try body["tool_choice"]?["disable_parallel_tool_use"]?.bool() {
            options.parallelToolCalls = !isDisabled
        }
        let request = ModelRequest(
            messages: conversation.messages, tools: try tools(body["tools"]),
            toolChoice: try toolChoice(body["tool_choice"]),
            outputFormat: try format(body["output_config"]?["format"] ?? body["output_format"]), options: options)
        let isStreaming = try body["stream"]?.bool() ?? target.isStreaming ?? false
        return ResponsesServerRequest(request, model: model, isStreaming: isStreaming, body: body)
    }

    private static func tools(_ field: RequestField?) throws(LanguageModelError) -> [ToolDeclaration] {
        guard let field else { return [] }
        var tools: [ToolDeclaration] = []
        for element in try field.elements() { tools.append(try tool(element)) }
        return tools
    }

    private static func tool(_ field: RequestField) throws(LanguageModelError) -> ToolDeclaration {
        let type = try field["type"]?.string() ?? "custom"
        guard type == "custom" else {
            var configuration = try field.object()
            configuration["type"] = nil
            configuration["name"] = nil
            return .provider(
                ProviderTool(
                    provider: MessagesServer.provider, type: type, name: try field["name"]?.string(),
                    configuration: configuration))
        }
        return .function(
            FunctionTool(
                name: try field.required("name").string(), description: try field["description"]?.string(),
                inputSchema: .object(try field.required("input_schema").object()),
                strict: try field["strict"]?.bool()))
    }

    private static func toolChoice(_ field: RequestField?) throws(LanguageModelError) -> ToolChoice? {
        guard let field else { return nil }
        let type = try field.required("type")
        switch try type.string() {
        case "auto": return .auto
        case "any": return .required
        case "none": return ToolChoice.none
        case "tool": return .tool(try field.required("name").string())
        default: throw type.wrongValue(supported: ["auto", "any", "tool", "none"])
        }
    }

    /// The dialect gives its schemas no names.
    private static func format(_ field: RequestField?) throws(LanguageModelError) -> OutputFormat {
        guard let field else { return .text }
        let type = try field.required("type")
        guard try type.string() == "json_schema" else { throw type.wrongValue(supported: ["json_schema"]) }
        return .jsonSchema(JSONSchemaFormat(name: "answer", schema: .object(try field.required("schema").object())))
    }
}
