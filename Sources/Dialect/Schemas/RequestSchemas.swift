/// The schemas of a request as the provider was told them, so that what the model answers can be taken back to the form
/// that the app asked for.
///
/// An encoder fills it beside its warnings; ``PartAssembler`` applies it, for every dialect.
package struct RequestSchemas: Sendable {
    /// How the answer was asked for; nil where it has no schema.
    package private(set) var mode: StructuredOutput.Mode?
    /// The tool whose input is the answer; its calls become text.
    package private(set) var answerTool: String?
    /// Nil where an answer to the adapted schema is one to the original.
    private var output: AdaptedSchema?
    private var tools: [String: AdaptedSchema] = [:]

    package init() {}

    /// The answer is asked for in this way.
    ///
    /// - Parameter name: What the tool is called, where the answer is the input of one.
    package mutating func ask(for output: StructuredOutput, toolName name: String) {
        mode = output.mode
        answerTool = output.mode == .tool ? name : nil
        self.output = output.schema.changesAnswers ? output.schema : nil
    }

    /// A tool is declared; its schema is adapted if the provider has to guarantee it, and can.
    ///
    /// - Parameters:
    ///   - dialect: What the provider understands of a schema that it guarantees; nil where it guarantees none.
    ///   - warnings: Takes what was lost of a guarantee.
    /// - Returns: The schema to send, and whether to ask for its guarantee.
    package mutating func declare(
        _ tool: FunctionTool, for dialect: SchemaDialect?, provider: String, _ warnings: inout [ModelWarning]
    ) -> (schema: JSONValue, strict: Bool?) {
        guard tool.strict == true else { return (tool.inputSchema, tool.strict) }
        if let dialect {
            let adapted = AdaptedSchema(tool.inputSchema, for: dialect)
            warnings += adapted.warnings(subject: tool.name)
            // The input of a tool is an object: a wrapped one would be another tool.
            if adapted.verdict != .impossible, adapted.wrapper == nil {
                tools[tool.name] = adapted.changesAnswers ? adapted : nil
                return (adapted.schema, true)
            }
        }
        warnings.append(
            ModelWarning(
                .unsupportedSetting, subject: tool.name,
                message: "\(provider) does not guarantee the arguments of \(tool.name)."))
        return (tool.inputSchema, false)
    }

    /// Takes over the tools that were declared to others.
    package mutating func add(toolsOf others: RequestSchemas) {
        tools.merge(others.tools) { $1 }
    }

    /// Restores the answer's text; nil where it has the right form already.
    var textRestorer: AnswerRestorer? { answerTool == nil ? output?.restorer : nil }

    /// Restores the arguments of a tool; nil where they have the right form already.
    func argumentsRestorer(of tool: String) -> AnswerRestorer? {
        tool == answerTool ? output?.restorer : tools[tool]?.restorer
    }

    /// A call's arguments as the app asked for them; what is no JSON stays as it is.
    func restored(arguments: String, of tool: String) -> String {
        tools[tool]?.restoring(text: arguments) ?? arguments
    }
}
