import Dialect

/// Encodes what a request says of tools.
struct MessagesToolEncoder {
    let dialect: MessagesDialect
    /// Whether functions' input is streamed without waiting for whole values.
    let streamsEagerly: Bool
    private(set) var tools: [JSONValue] = []
    private(set) var mcpServers: [JSONValue] = []
    private(set) var schemas: RequestSchemas
    private(set) var warnings: [ModelWarning] = []

    init(dialect: MessagesDialect, streamsEagerly: Bool = false, schemas: RequestSchemas = RequestSchemas()) {
        self.dialect = dialect
        self.streamsEagerly = streamsEagerly
        self.schemas = schemas
    }

    mutating func append(_ tool: ToolDeclaration) throws(LanguageModelError) {
        switch tool {
        case .function(let function): tools.append(try encode(function))
        case .provider(let tool) where dialect.toolProviders.contains(tool.provider): append(tool)
        case .provider(let tool):
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: tool.name,
                    message: "The tool \(tool.name) is \(tool.provider)'s own; it was left out."))
        }
    }

    private mutating func encode(_ tool: FunctionTool) throws(LanguageModelError) -> JSONValue {
        guard tool.inputSchema.objectValue != nil else {
            throw .invalidRequest(
                "The input schema of the tool \"\(tool.name)\" is not a JSON object.", parameter: "tools",
                provider: dialect.provider)
        }
        var object: JSONObject = ["name": .string(tool.name)]
        object["description"] = tool.description.map(JSONValue.string)
        let input = schemas.declare(tool, for: .anthropicStrict, provider: dialect.provider, &warnings)
        object["input_schema"] = input.schema
        object["strict"] = input.strict.map(JSONValue.bool)
        if streamsEagerly { object["eager_input_streaming"] = true }
        for name in [dialect.provider, MessagesDialect.anthropic.provider] {
            guard let own = tool.providerOptions[raw: name]?.objectValue else { continue }
            for (key, value) in own { object[key] = value }
            break
        }
        return .object(object)
    }

    /// A server of the MCP connector is two things: where it is, and which of its tools are used.
    private mutating func append(_ tool: ProviderTool) {
        var configuration = tool.configuration
        if tool.type == "mcp_toolset" {
            if let server = configuration["server"] { mcpServers.append(server) }
            configuration["server"] = nil
        }
        var object: JSONObject = ["type": .string(tool.type)]
        object[tool.type == "mcp_toolset" ? "mcp_server_name" : "name"] = .string(tool.name)
        for (key, value) in configuration { object[key] = value }
        tools.append(.object(object))
    }

    /// The choice; nil where the server's default says the same.
    static func encode(_ choice: ToolChoice?, parallel: Bool?) -> JSONValue? {
        var object: JSONObject
        switch choice {
        case nil:
            guard parallel == false else { return nil }
            object = ["type": "auto"]
        case .auto: object = ["type": "auto"]
        case .none?: return ["type": "none"]
        case .required: object = ["type": "any"]
        case .tool(let name): object = ["type": "tool", "name": .string(name)]
        }
        object["disable_parallel_tool_use"] = parallel.map { .bool(!$0) }
        return .object(object)
    }
}
