import Dialect

/// Encodes what a request says of tools (`toolConfig`).
struct ConverseToolEncoder {
    let family: BedrockModelFamily
    private(set) var tools: [JSONValue] = []
    private var names: Set<String> = []
    private(set) var warnings: [ModelWarning] = []

    init(family: BedrockModelFamily) {
        self.family = family
    }

    mutating func append(_ declaration: ToolDeclaration) throws(LanguageModelError) {
        switch declaration {
        case .function(let tool): try append(tool)
        case .provider(let tool) where tool.provider == Bedrock.name:
            tools.append(.object([tool.type: .object(tool.configuration)]))
        case .provider(let tool):
            warn(.unsupportedSetting, tool.name, "The tool \(tool.name) is \(tool.provider)'s own; it was left out.")
        }
    }

    private mutating func append(_ tool: FunctionTool) throws(LanguageModelError) {
        guard tool.inputSchema.objectValue != nil else {
            throw LanguageModelError(
                .invalidRequest, "The input schema of the tool \"\(tool.name)\" is not a JSON object.",
                provider: Bedrock.name, details: .init(parameter: "tools"))
        }
        names.insert(tool.name)
        var specification: JSONObject = ["name": .string(tool.name)]
        if let description = tool.description, !description.isEmpty {
            specification["description"] = .string(description)
        }
        let (schema, strict) = schema(of: tool)
        specification["inputSchema"] = ["json": schema]
        specification["strict"] = strict.map(JSONValue.bool)
        for (key, value) in tool.providerOptions[raw: Bedrock.name]?.objectValue ?? JSONObject() {
            specification[key] = value
        }
        tools.append(["toolSpec": .object(specification)])
    }

    /// The schema in the form that the model's family takes, and whether Bedrock is to hold the arguments to it.
    private mutating func schema(of tool: FunctionTool) -> (JSONValue, strict: Bool?) {
        var strict = tool.strict
        if strict == true {
            let adapted = AdaptedSchema(tool.inputSchema, for: family.guaranteedSchemas)
            if !family.lacksStructuredOutput, adapted.verdict != .impossible {
                warnings += adapted.warnings(subject: tool.name)
                return (adapted.schema, true)
            }
            if !family.lacksStructuredOutput { warnings += adapted.warnings(subject: tool.name) }
            strict = nil
            warn(.unsupportedSetting, tool.name, "The arguments of \(tool.name) are not guaranteed by this model.")
        }
        let adapted = AdaptedSchema(tool.inputSchema, for: family.toolSchemas(for: tool.inputSchema))
        warnings += adapted.warnings(subject: tool.name)
        return (adapted.schema, strict)
    }

    /// Bedrock refuses a conversation with calls of tools that are not declared.
    mutating func declare(_ used: [String]) {
        let missing = used.filter { names.insert($0).inserted }
        for name in missing {
            tools.append(["toolSpec": ["name": .string(name), "inputSchema": ["json": ["type": "object"]]]])
        }
        if !missing.isEmpty {
            warn(
                .degradedContent, "tools",
                "Bedrock wants tools that the history uses to be declared; these were, by their names alone: "
                    + missing.joined(separator: ", "))
        }
    }

    mutating func endWithCachePoint(ttl: String?) {
        guard !tools.isEmpty, tools.last?["cachePoint"] == nil else { return }
        tools.append(["cachePoint": Bedrock.cachePointJSON(ttl: ttl)])
    }

    /// Whether the choice leaves the model nothing but to call a tool.
    func isForced(by choice: ToolChoice?) -> Bool {
        switch choice {
        case .required, .tool: !tools.isEmpty
        case nil, .auto, ToolChoice.none?: false
        }
    }

    /// The `toolConfig`; nil without tools.
    ///
    /// - Parameters:
    ///   - answerTool: The name of the tool whose input is the answer.
    ///   - isForced: Whether the model can be made to call it.
    mutating func configuration(choice: ToolChoice?, answerTool: String?, isForced: Bool) -> JSONValue? {
        guard !tools.isEmpty else { return nil }
        var object: JSONObject = ["tools": .array(tools)]
        object["toolChoice"] = toolChoice(choice, answerTool: answerTool, isForced: isForced)
        return .object(object)
    }

    private mutating func toolChoice(_ choice: ToolChoice?, answerTool: String?, isForced: Bool) -> JSONValue? {
        if let answerTool, choice == nil || choice == .auto || choice == ToolChoice.none {
            return isForced ? force(answerTool) : nil
        }
        switch choice {
        case nil: return nil
        case .auto: return ["auto": [:]]
        case .some(.none):
            warn(
                .unsupportedSetting, "toolChoice",
                "Converse cannot forbid tools that the conversation has used; the model may call them.")
            return nil
        case .required: return ["any": [:]]
        case .tool(let name): return ["tool": ["name": .string(name)]]
        }
    }

    private func force(_ answerTool: String) -> JSONValue? {
        switch family.forcing {
        case .none: nil
        case .any: ["any": [:]]
        case .byName: names.count == 1 ? ["tool": ["name": .string(answerTool)]] : ["any": [:]]
        }
    }

    private mutating func warn(_ kind: ModelWarning.Kind, _ subject: String, _ message: String) {
        warnings.append(ModelWarning(kind, subject: subject, message: message))
    }
}
