import Dialect

/// How the form of the answer is asked for: natively, as the input of a tool, or in words.
struct MessagesOutput {
    /// The field `format` of `output_config`.
    private(set) var format: JSONValue?
    /// A tool whose input is the answer.
    private(set) var tools: [JSONValue] = []
    private(set) var toolChoice: ToolChoice?
    private(set) var instructions: [JSONValue] = []
    private(set) var schemas = RequestSchemas()
    private(set) var warnings: [ModelWarning] = []

    init(
        _ request: ModelRequest, traits: MessagesModelTraits, isThinking: Bool, provider: String
    ) throws(LanguageModelError) {
        switch request.outputFormat {
        case .text: break
        case .json:
            ask("Answer with a single JSON object and nothing else.")
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "outputFormat",
                    message: "The Messages API has no JSON mode; the form of the answer was asked for in words."))
        case .jsonSchema(let format):
            guard format.schema.objectValue != nil else {
                throw .invalidRequest(
                    "The schema of the output format \"\(format.name)\" is not a JSON object.",
                    parameter: "outputFormat", provider: provider)
            }
            // A model that thinks cannot be made to call a tool (Anthropic's "Extended thinking").
            ask(for: format, Self.choice(format, request, traits: traits, mayForceTool: !isThinking))
        }
    }

    private static func choice(
        _ format: JSONSchemaFormat, _ request: ModelRequest, traits: MessagesModelTraits, mayForceTool: Bool
    ) -> StructuredOutput {
        StructuredOutput(
            format, for: ModelCapabilities(features: traits.obeysSchemas ? [.tools, .jsonSchema] : [.tools]),
            native: .anthropicStrict, tool: .plain,
            mayForceTool: mayForceTool && request.tools.isEmpty && (request.toolChoice ?? .auto) == .auto)
    }

    private mutating func ask(for format: JSONSchemaFormat, _ output: StructuredOutput) {
        schemas.ask(for: output, toolName: format.name)
        warnings += output.warnings
        switch output.mode {
        case .native: self.format = ["type": "json_schema", "schema": output.schema.schema]
        case .tool:
            tools = [
                [
                    "name": .string(format.name), "description": .string(format.description ?? "Gives the answer."),
                    "input_schema": output.schema.schema,
                ]
            ]
            toolChoice = .tool(format.name)
        case .prompted:
            if let instructions = output.instructions { ask(instructions) }
        }
    }

    private mutating func ask(_ instruction: String) {
        instructions = [["type": "text", "text": .string(instruction)]]
    }
}
