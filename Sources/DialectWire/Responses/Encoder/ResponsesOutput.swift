import Dialect

/// How the form of the answer is asked for: natively, as the input of a tool, or in words.
struct ResponsesOutput {
    /// The field `text`.
    private var text = JSONObject()
    /// What must be said in words.
    private var instruction: String?
    /// A tool whose input is the answer.
    private(set) var tools: [JSONValue] = []
    private(set) var toolChoice: ToolChoice?
    private(set) var schemas = RequestSchemas()
    private(set) var warnings: [ModelWarning] = []

    init(
        _ request: ModelRequest, model: String, verbosity: ResponsesOptions.Verbosity?, dialect: ResponsesDialect
    ) throws(LanguageModelError) {
        switch request.outputFormat {
        case .text: break
        case .json: text["format"] = ["type": "json_object"]
        case .jsonSchema(let format):
            guard format.schema.objectValue != nil else {
                throw .invalidRequest(
                    "The schema of the output format \"\(format.name)\" is not a JSON object.",
                    parameter: "outputFormat", provider: dialect.provider)
            }
            ask(
                for: format,
                StructuredOutput(
                    format, for: .schemaProfile(of: ModelID(provider: dialect.provider, model: model)),
                    // Without a guarantee any schema is taken.
                    native: format.strict == true ? dialect.schemaDialect : .plain, tool: .plain,
                    mayForceTool: request.tools.isEmpty && (request.toolChoice ?? .auto) == .auto))
        }
        text["verbosity"] = verbosity.map { .string($0.rawValue) }
    }

    private mutating func ask(for format: JSONSchemaFormat, _ output: StructuredOutput) {
        schemas.ask(for: output, toolName: format.name)
        warnings += output.warnings
        switch output.mode {
        case .native:
            var object: JSONObject = [
                "type": "json_schema", "name": .string(format.name), "schema": output.schema.schema,
            ]
            object["description"] = format.description.map(JSONValue.string)
            object["strict"] = format.strict.map(JSONValue.bool)
            text["format"] = .object(object)
        case .tool:
            tools = [
                [
                    "type": "function", "name": .string(format.name),
                    "description": .string(format.description ?? "Gives the answer."),
                    // Functions are strict unless they say otherwise.
                    "parameters": output.schema.schema, "strict": false,
                ]
            ]
            toolChoice = .tool(format.name)
        case .prompted:
            instruction = output.instructions
        }
    }

    /// Writes the fields of the request that say it.
    func add(to fields: inout [String: JSONValue]) {
        if !text.isEmpty { fields["text"] = .object(text) }
        guard let instruction else { return }
        let others = fields["instructions"]?.stringValue.map { $0 + "\n\n" } ?? ""
        fields["instructions"] = .string(others + instruction)
    }
}
