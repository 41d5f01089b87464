import Dialect

/// Reads a request of Converse.
enum ConverseRequestDecoder {
    private static let settings = ServedSettings(
        maxOutputTokens: ["maxTokens"], topP: "topP", stopSequences: "stopSequences")

    static func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        var conversation = ServedConversation()
        if let system = body["system"] {
            conversation.append(try ConverseContentDecoder.content(system), as: .system)
        }
        for message in try body.required("messages").elements() {
            try ConverseContentDecoder.read(message, into: &conversation)
        }
        let request = ModelRequest(
            messages: conversation.messages, tools: try tools(body["toolConfig"]?["tools"]),
            toolChoice: try toolChoice(body["toolConfig"]?["toolChoice"]),
            outputFormat: try format(body["outputConfig"]?["textFormat"]),
            options: try settings.read(body["inferenceConfig"]))
        return ResponsesServerRequest(
            request, model: target.model ?? "", isStreaming: target.isStreaming ?? false, body: body)
    }

    private static func tools(_ field: RequestField?) throws(LanguageModelError) -> [ToolDeclaration] {
        guard let field else { return [] }
        var tools: [ToolDeclaration] = []
        for element in try field.elements() {
            if let specification = element["toolSpec"] {
                tools.append(.function(try function(specification)))
            } else if let (type, configuration) = try element.object().first(where: { $0.key != "cachePoint" }) {
                tools.append(
                    .provider(
                        ProviderTool(
                            provider: ConverseServer.provider, type: type,
                            name: configuration["name"]?.stringValue,
                            configuration: configuration.objectValue ?? JSONObject())))
            }
        }
        return tools
    }

    private static func function(_ field: RequestField) throws(LanguageModelError) -> FunctionTool {
        FunctionTool(
            name: try field.required("name").string(), description: try field["description"]?.string(),
            inputSchema: .object(try field.required("inputSchema").required("json").object()),
            strict: try field["strict"]?.bool())
    }

    private static func toolChoice(_ field: RequestField?) throws(LanguageModelError) -> ToolChoice? {
        guard let field else { return nil }
        if let tool = field["tool"] { return .tool(try tool.required("name").string()) }
        return field["any"] == nil ? .auto : .required
    }

    /// The schema is a text here.
    private static func format(_ field: RequestField?) throws(LanguageModelError) -> OutputFormat {
        guard let schema = field?["structure"]?["jsonSchema"] else { return .text }
        let text = try schema.required("schema")
        guard let json = try? JSONValue(parsing: try text.string()) else { throw text.wrongType("a JSON schema") }
        return .jsonSchema(
            JSONSchemaFormat(
                name: try schema["name"]?.string() ?? "answer", schema: json,
                description: try schema["description"]?.string()))
    }
}
