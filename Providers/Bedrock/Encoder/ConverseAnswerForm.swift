import Dialect

/// How an answer is brought into the form that a request wants: by Bedrock's structured outputs, by a tool whose input
/// is the answer, or in words.
struct ConverseAnswerForm {
    /// What Converse is told of it.
    private(set) var outputConfig: JSONValue?
    /// The tool whose input is the answer.
    private(set) var tool: FunctionTool?
    /// What the model is told of it.
    private(set) var instructions: String?
    /// The way that was chosen, which the response tells.
    private(set) var schemas = RequestSchemas()
    private(set) var warnings: [ModelWarning] = []

    /// - Parameter wish: Nil chooses by the model's family.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a schema that is none.
    init(
        _ format: OutputFormat, family: BedrockModelFamily, wish: BedrockOptions.StructuredOutput? = nil
    ) throws(LanguageModelError) {
        switch format {
        case .text: break
        case .json:
            instructions = "Answer with a single JSON object and nothing else."
            warnings = [
                ModelWarning(
                    .unsupportedSetting, subject: "outputFormat",
                    message: "Converse knows JSON only with a schema; the model was asked for it in words.")
            ]
        case .jsonSchema(let format): try choose(for: format, family, wish)
        }
    }

    private mutating func choose(
        for format: JSONSchemaFormat, _ family: BedrockModelFamily, _ wish: BedrockOptions.StructuredOutput?
    ) throws(LanguageModelError) {
        guard format.schema.objectValue != nil else {
            throw LanguageModelError(
                .invalidRequest, "The schema of the output format \"\(format.name)\" is not a JSON object.",
                provider: Bedrock.name, details: .init(parameter: "outputFormat"))
        }
        let output = StructuredOutput(
            format, for: wish == nil ? family.answerCapabilities : .unknown,
            native: wish == .tool ? nil : family.guaranteedSchemas, tool: family.toolSchemas(for: format.schema))
        schemas.ask(for: output, toolName: format.name)
        // A tool that was asked for is no surprise.
        let isWished = wish == .tool && output.mode == .tool
        warnings = isWished ? output.schema.warnings(subject: "outputFormat") : output.warnings
        switch output.mode {
        case .native:
            var schema: JSONObject = ["name": .string(format.name), "schema": .string(output.schema.schema.jsonText)]
            schema["description"] = format.description.map(JSONValue.string)
            outputConfig = ["textFormat": ["type": "json_schema", "structure": ["jsonSchema": .object(schema)]]]
        case .tool:
            tool = FunctionTool(
                name: format.name, description: format.description ?? "Gives the final answer.",
                inputSchema: output.schema.schema)
        case .prompted: instructions = output.instructions
        }
    }
}
