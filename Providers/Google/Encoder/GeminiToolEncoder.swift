import Dialect

/// Encodes what a request says of tools.
struct GeminiToolEncoder {
    let schemaForm: GoogleOptions.SchemaForm

    /// The value of `tools`: functions together in one, at the place of the first.
    func encode(
        _ tools: [ToolDeclaration], warnings: inout [ModelWarning]
    ) throws(LanguageModelError) -> [JSONValue] {
        var result: [JSONValue] = []
        var functions: [JSONValue] = []
        var place: Int?
        for tool in tools {
            switch tool {
            case .function(let function):
                if place == nil {
                    place = result.count
                    result.append(.null)
                }
                functions.append(try encode(function, warnings: &warnings))
            case .provider(let tool) where tool.provider == Google.name:
                result.append([tool.type: .object(tool.configuration)])
            case .provider(let tool):
                warnings.append(
                    ModelWarning(
                        .unsupportedSetting, subject: tool.name,
                        message: "The tool \(tool.name) is \(tool.provider)'s own; it was left out."))
            }
        }
        if let place { result[place] = ["functionDeclarations": .array(functions)] }
        return result
    }

    private func encode(
        _ tool: FunctionTool, warnings: inout [ModelWarning]
    ) throws(LanguageModelError) -> JSONValue {
        guard let schema = tool.inputSchema.objectValue else {
            throw .invalidGoogleRequest(
                "The input schema of the tool \"\(tool.name)\" is not a JSON object.", parameter: "tools")
        }
        var object: JSONObject = ["name": .string(tool.name)]
        object["description"] = tool.description.map(JSONValue.string)
        switch schemaForm {
        case .jsonSchema where tool.strict != true:
            // Without a guarantee any schema is taken.
            object["parametersJsonSchema"] = tool.inputSchema
        case .jsonSchema:
            object["parametersJsonSchema"] = adapted(tool, for: .geminiJSON, &warnings)
        case .openAPI where Self.isEmpty(schema):
            // An object without properties is refused in this form; a function without parameters has none.
            break
        case .openAPI: object["parameters"] = adapted(tool, for: .gemini, &warnings)
        }
        for (key, value) in tool.providerOptions[raw: Google.name]?.objectValue ?? JSONObject() { object[key] = value }
        return .object(object)
    }

    private func adapted(
        _ tool: FunctionTool, for dialect: SchemaDialect, _ warnings: inout [ModelWarning]
    ) -> JSONValue {
        let adapted = AdaptedSchema(tool.inputSchema, for: dialect)
        warnings += adapted.warnings(subject: tool.name)
        return adapted.schema
    }

    private static func isEmpty(_ schema: JSONObject) -> Bool {
        schema["properties"]?.objectValue?.isEmpty ?? true
            && !["anyOf", "oneOf", "allOf", "$ref"].contains {
                schema[$0] != nil
            }
    }

    /// The value of `toolConfig`; nil where nothing is to be said.
    ///
    /// - Parameter hasFunctions: Whether functions are declared, without which Google refuses to be told how to call
    ///   them.
    static func config(_ request: ModelRequest, _ options: GoogleOptions, hasFunctions: Bool) -> JSONValue? {
        var config = JSONObject()
        let calling = hasFunctions ? Self.calling(request, options) : JSONObject()
        if !calling.isEmpty { config["functionCallingConfig"] = .object(calling) }
        config["includeServerSideToolInvocations"] = options.includeServerSideToolInvocations.map(JSONValue.bool)
        config["retrievalConfig"] = options.retrievalConfig
        return config.isEmpty ? nil : .object(config)
    }

    /// The value of `functionCallingConfig`.
    private static func calling(_ request: ModelRequest, _ options: GoogleOptions) -> JSONObject {
        var calling = JSONObject()
        switch request.toolChoice {
        case .auto?: calling["mode"] = "AUTO"
        case ToolChoice.none?: calling["mode"] = "NONE"
        case .required?: calling["mode"] = "ANY"
        case .tool(let name)?:
            calling["mode"] = "ANY"
            calling["allowedFunctionNames"] = [.string(name)]
        case nil: break
        }
        // The only way to have arguments obey their schema is to have all of them do so.
        if calling["mode"] == nil || calling["mode"] == "AUTO", request.hasStrictFunction {
            calling["mode"] = "VALIDATED"
        }
        if let mode = options.functionCallingMode { calling["mode"] = .string(mode.rawValue) }
        if let names = options.allowedFunctionNames {
            calling["allowedFunctionNames"] = .array(names.map(JSONValue.string))
        }
        calling["streamFunctionCallArguments"] = options.streamFunctionCallArguments.map(JSONValue.bool)
        return calling
    }
}

extension ModelRequest {
    fileprivate var hasStrictFunction: Bool {
        tools.contains { if case .function(let tool) = $0 { tool.strict == true } else { false } }
    }
}
