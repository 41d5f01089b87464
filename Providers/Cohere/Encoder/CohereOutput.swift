import Dialect
import DialectWire

/// How the form of the answer is asked for: natively, as the input of a tool, or in words.
struct CohereOutput {
    /// The field `response_format`.
    private(set) var format: JSONValue?
    /// A tool whose input is the answer.
    private(set) var tools: [ToolDeclaration] = []
    private(set) var toolChoice: ToolChoice?
    /// What must be said in words.
    private(set) var instructions: String?
    private(set) var schemas = RequestSchemas()
    private(set) var warnings: [ModelWarning] = []

    /// - Parameter hasDocuments: Whether the request has any; with them, and with tools, the API takes no form of the
    ///   answer (Cohere's reference "Chat API (v2)", `response_format`).
    init(_ request: ModelRequest, model: String, hasDocuments: Bool) throws(LanguageModelError) {
        let isFree = request.tools.isEmpty && !hasDocuments
        switch request.outputFormat {
        case .text: break
        case .json:
            if isFree {
                format = ["type": "json_object"]
            } else {
                instructions = "Answer with a single JSON object and nothing else."
                warnings.append(
                    ModelWarning(
                        .unsupportedSetting, subject: "outputFormat",
                        message: "Cohere guarantees no JSON beside tools or documents; it was asked for in words."))
            }
        case .jsonSchema(let format):
            guard format.schema.objectValue != nil else {
                throw CohereRequestEncoder.invalid(
                    "The schema of the output format \"\(format.name)\" is not a JSON object.",
                    parameter: "outputFormat")
            }
            ask(
                for: format,
                StructuredOutput(
                    format, for: .schemaProfile(of: ModelID(provider: Cohere.name, model: model)),
                    native: isFree ? .cohere : nil, tool: .plain,
                    mayForceTool: request.tools.isEmpty && (request.toolChoice ?? .auto) == .auto))
        }
    }

    private mutating func ask(for format: JSONSchemaFormat, _ output: StructuredOutput) {
        schemas.ask(for: output, toolName: format.name)
        warnings += output.warnings
        switch output.mode {
        case .native: self.format = ["type": "json_object", "json_schema": output.schema.schema]
        case .tool:
            tools = [
                .function(
                    FunctionTool(
                        name: format.name, description: format.description ?? "Gives the answer.",
                        inputSchema: output.schema.schema))
            ]
            toolChoice = .required
        case .prompted: instructions = output.instructions
        }
    }
}
