import Dialect

/// How the form of the answer is asked for: natively, as the input of a tool, or in words.
struct ChatOutput {
    /// The field `response_format`.
    private(set) var format: JSONValue?
    /// A tool whose input is the answer.
    private(set) var tools: [JSONValue] = []
    private(set) var toolChoice: ToolChoice?
    /// What must be said in words.
    private(set) var instruction: String?
    private(set) var schemas = RequestSchemas()
    private(set) var warnings: [ModelWarning] = []

    init(_ request: ModelRequest, model: String, dialect: ChatCompletionsDialect) throws(LanguageModelError) {
        switch request.outputFormat {
        case .text: break
        case .json:
            guard dialect.schemaForm == .prompted else {
                format = ["type": "json_object"]
                return
            }
            instruction = "Answer with a single JSON object and nothing else."
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "outputFormat",
                    message: "\(dialect.provider) does not guarantee JSON; the model was asked for it in words."))
        case .jsonSchema(let format):
            guard format.schema.objectValue != nil else {
                throw .invalidRequest(
                    "The schema of the output format \"\(format.name)\" is not a JSON object.",
                    parameter: "outputFormat", provider: dialect.provider)
            }
            ask(for: format, Self.choice(format, request, model: model, dialect: dialect), dialect)
        }
    }

    private static func choice(
        _ format: JSONSchemaFormat, _ request: ModelRequest, model: String, dialect: ChatCompletionsDialect
    ) -> StructuredOutput {
        let takesSchemas = dialect.schemaForm == .jsonSchema
        let mayForceTool = request.tools.isEmpty && (request.toolChoice ?? .auto) == .auto
        return StructuredOutput(
            format, for: .schemaProfile(of: ModelID(provider: dialect.provider, model: model)),
            // Without a guarantee any schema is taken.
            native: takesSchemas ? format.strict == true ? dialect.schemaDialect : .plain : nil,
            // Vendors that take no schema for an answer are not known to obey one for a tool, or to call the tool that
            // they are told to.
            tool: takesSchemas ? .plain : nil, mayForceTool: mayForceTool)
    }

    private mutating func ask(
        for format: JSONSchemaFormat, _ output: StructuredOutput, _ dialect: ChatCompletionsDialect
    ) {
        schemas.ask(for: output, toolName: format.name)
        warnings += output.warnings
        switch output.mode {
        case .native:
            var object: JSONObject = ["name": .string(format.name)]
            object["description"] = format.description.map(JSONValue.string)
            object["schema"] = output.schema.schema
            object["strict"] = format.strict.map(JSONValue.bool)
            self.format = ["type": "json_schema", "json_schema": .object(object)]
        case .tool:
            let function: JSONObject = [
                "name": .string(format.name), "description": .string(format.description ?? "Gives the answer."),
                "parameters": output.schema.schema,
            ]
            tools = [["type": "function", "function": .object(function)]]
            toolChoice = .tool(format.name)
        case .prompted:
            if dialect.schemaForm == .jsonObject { self.format = ["type": "json_object"] }
            let purpose = format.description.map { " (\($0))" } ?? ""
            instruction =
                "Answer with a single JSON object and nothing else. The object is a \(format.name)\(purpose) and "
                + "obeys this JSON schema:\n\(output.schema.schema.jsonText)"
        }
    }
}
