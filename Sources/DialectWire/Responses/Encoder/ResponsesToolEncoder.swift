import Dialect

/// Encodes what a request says of tools.
struct ResponsesToolEncoder {
    let dialect: ResponsesDialect

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
        var object: JSONObject = ["type": "function", "name": .string(tool.name)]
        object["description"] = tool.description.map(JSONValue.string)
        let input = schemas.declare(tool, for: dialect.schemaDialect, provider: dialect.provider, &warnings)
        object["parameters"] = input.schema
        object["strict"] = input.strict.map(JSONValue.bool)
        for (key, value) in tool.providerOptions[raw: dialect.provider]?.objectValue ?? JSONObject() {
            object[key] = value
        }
        return .object(object)
    }

    private static func encode(_ tool: ProviderTool) -> JSONValue {
        var object: JSONObject = ["type": .string(tool.type)]
        for (key, value) in tool.configuration { object[key] = value }
        return .object(object)
    }

    static func encode(_ choice: ToolChoice, among tools: [ToolDeclaration]) -> JSONValue {
        switch choice {
        case .auto: return "auto"
        case .none: return "none"
        case .required: return "required"
        case .tool(let name):
            guard case .provider(let tool)? = tools.first(where: { $0.name == name }) else {
                return ["type": "function", "name": .string(name)]
            }
            switch tool.type {
            case "custom": return ["type": "custom", "name": .string(name)]
            case "mcp": return ["type": "mcp", "server_label": tool.configuration["server_label"] ?? .string(name)]
            default: return ["type": .string(tool.type)]
            }
        }
    }
}
