import Dialect

/// How the form of the answer is asked for: natively, as the input of a tool, or in words.
struct MessagesOutput {
    /// The field `format` of `output_config`.
    private(set) var format: JSONValue?
    /// A tool whose input is the answer.
    private(set) var tools: [JSONValue] = []
    private(set) var toolChoice: ToolChoice?
    private(set) var instructions: [JSONValue] = []
    private(set) var warnings: [ModelWarning] = []

    init(
        _ format: OutputFormat, traits: MessagesModelTraits, isThinking: Bool, hasTools: Bool, provider: String
    ) throws(LanguageModelError) {
        switch format {
        case .text: break
        case .json: ask("Answer with a single JSON object and nothing else.", "The Messages API has no JSON mode")
        case .jsonSchema(let format):
            guard format.schema.objectValue != nil else {
                throw .invalidRequest(
                    "The schema of the output format \"\(format.name)\" is not a JSON object.",
                    parameter: "outputFormat", provider: provider)
            }
            encode(format, traits, isThinking: isThinking, hasTools: hasTools)
        }
    }

    private mutating func encode(
        _ format: JSONSchemaFormat, _ traits: MessagesModelTraits, isThinking: Bool, hasTools: Bool
    ) {
        if traits.obeysSchemas {
            self.format = ["type": "json_schema", "schema": format.schema]
        } else if !isThinking, !hasTools {
            // A tool that must be called holds the answer to a schema nearly as well.
            var tool: JSONObject = ["name": .string(format.name)]
            tool["description"] = .string(format.description ?? "Gives the answer.")
            tool["input_schema"] = format.schema
            tools = [.object(tool)]
            toolChoice = .tool(format.name)
            warn("The model obeys no schema by itself; the answer was asked for as the input of a tool")
        } else {
            ask(
                "Answer with a single JSON object that obeys this JSON schema, and nothing else:\n"
                    + format.schema.jsonText, "The model obeys no schema by itself")
        }
    }

    private mutating func ask(_ instruction: String, _ reason: String) {
        instructions = [["type": "text", "text": .string(instruction)]]
        warn("\(reason); the form of the answer was asked for in words")
    }

    private mutating func warn(_ message: String) {
        warnings.append(ModelWarning(.unsupportedSetting, subject: "outputFormat", message: message + "."))
    }
}
