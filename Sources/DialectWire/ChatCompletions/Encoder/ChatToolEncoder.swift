import Dialect

/// Encodes what a request says of tools.
struct ChatToolEncoder {
    let dialect: ChatCompletionsDialect

    func encode(
        _ tools: [ToolDeclaration], schemas: inout RequestSchemas, warnings: inout [ModelWarning]
    ) throws(LanguageModelError) -> [JSONValue] {
        var result: [JSONValue] = []
        for tool in tools {
            switch tool {
            case .function(let function):
                result.append(try encode(function, schemas: &schemas, warnings: &warnings))
            case .provider(let tool) where dialect.toolProviders.contains(tool.provider):
                result.append(Self.encode(tool))
            case .provider(let tool):
                warnings.append(
                    ModelWarning(
                        .unsupportedSetting, subject: tool.name,
                        message: "The tool \(tool.name) is \(tool.provider)'s own; it was left out."))
            }
        }
        return result
    }

    private func encode(
        _ tool: FunctionTool, schemas: inout RequestSchemas, warnings: inout [ModelWarning]
    ) throws(LanguageModelError) -> JSONValue {
        guard tool.inputSchema.objectValue != nil else {
            throw .invalidRequest(
                "The input schema of the tool \"\(tool.name)\" is not a JSON object.", parameter: "tools",
                provider: dialect.provider)
        }
        let takesStrict = !dialect.unsupportedSettings.contains(.strictTools)
        let input = schemas.declare(
            tool, for: takesStrict ? dialect.schemaDialect : nil, provider: dialect.provider, &warnings)
        var function: JSONObject = ["name": .string(tool.name)]
        function["description"] = tool.description.map(JSONValue.string)
        function["parameters"] = input.schema
        if takesStrict { function["strict"] = input.strict.map(JSONValue.bool) }
        var object: JSONObject = ["type": "function", "function": .object(function)]
        // What vendors add stands beside the function: OpenRouter's cache_control, for one.
        for (key, value) in tool.providerOptions[raw: dialect.namespace]?.objectValue ?? JSONObject() {
            object[key] = value
        }
        return .object(object)
    }

    private static func encode(_ tool: ProviderTool) -> JSONValue {
        // OpenAI's tools with free text are nested as functions are.
        if tool.type == "custom", tool.configuration["custom"] == nil {
            return ["type": "custom", "custom": .object(tool.configuration)]
        }
        var object: JSONObject = ["type": .string(tool.type)]
        for (key, value) in tool.configuration { object[key] = value }
        return .object(object)
    }

    func encode(_ choice: ToolChoice, among tools: [ToolDeclaration]) -> JSONValue {
        switch choice {
        case .auto: return "auto"
        case .none: return "none"
        case .required: return .string(dialect.requiredToolChoice)
        case .tool(let name):
            if case .provider(let tool)? = tools.first(where: { $0.name == name }), tool.type == "custom" {
                return ["type": "custom", "custom": ["name": .string(name)]]
            }
            return ["type": "function", "function": ["name": .string(name)]]
        }
    }
}
