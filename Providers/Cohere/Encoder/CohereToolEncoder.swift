import Dialect

/// Encodes what a request says of tools.
struct CohereToolEncoder {
    /// Whether calls must obey the schemas, of all tools or of none; nil follows the tools' own word.
    let strict: Bool?
    private(set) var schemas: RequestSchemas
    private(set) var warnings: [ModelWarning] = []

    init(strict: Bool?, schemas: RequestSchemas) {
        self.strict = strict
        self.schemas = schemas
    }

    mutating func encode(
        _ tools: [ToolDeclaration], _ choice: ToolChoice?, into fields: inout [String: JSONValue]
    ) throws(LanguageModelError) {
        var functions: [FunctionTool] = []
        for tool in tools {
            switch tool {
            case .function(let function): functions.append(function)
            case .provider(let tool):
                warnings.append(
                    ModelWarning(
                        .unsupportedSetting, subject: tool.name,
                        message: "The tool \(tool.name) is \(tool.provider)'s own; it was left out."))
            }
        }
        switch choice {
        case nil, .auto?: break
        case .none?: fields["tool_choice"] = "NONE"
        case .required?: fields["tool_choice"] = "REQUIRED"
        case .tool(let name)?:
            // There is no word for one tool; a call is required, and only this one is offered.
            functions.removeAll { $0.name != name }
            guard !functions.isEmpty else {
                throw CohereRequestEncoder.invalid(
                    "The tool \"\(name)\" that must be called is not offered.", parameter: "toolChoice")
            }
            fields["tool_choice"] = "REQUIRED"
        }
        guard !functions.isEmpty else { return }
        let wish = strict ?? (functions.contains { $0.strict == true } ? true : nil)
        for function in functions where function.inputSchema.objectValue == nil {
            throw CohereRequestEncoder.invalid(
                "The input schema of the tool \"\(function.name)\" is not a JSON object.", parameter: "tools")
        }
        var inputs = functions.map(\.inputSchema)
        var isStrict = wish
        if wish == true { isStrict = adapt(&inputs, of: functions) }
        fields["tools"] = .array(zip(functions, inputs).map { Self.encode($0, $1) })
        fields["strict_tools"] = isStrict.map(JSONValue.bool)
    }

    /// Adapts the schemas of all tools, for there is one switch for them all.
    ///
    /// - Returns: Whether all can be guaranteed; otherwise the schemas stay as they are.
    private mutating func adapt(_ inputs: inout [JSONValue], of functions: [FunctionTool]) -> Bool {
        var (adapted, lost) = (schemas, [ModelWarning]())
        let declared = functions.map { function in
            var strict = function
            strict.strict = true
            return adapted.declare(strict, for: .cohere, provider: Cohere.name, &lost)
        }
        warnings += lost
        guard declared.allSatisfy({ $0.strict == true }) else { return false }
        schemas = adapted
        inputs = declared.map(\.schema)
        return true
    }

    private static func encode(_ tool: FunctionTool, _ input: JSONValue) -> JSONValue {
        var function: JSONObject = ["name": .string(tool.name)]
        function["description"] = tool.description.map(JSONValue.string)
        function["parameters"] = input
        return ["type": "function", "function": .object(function)]
    }
}
