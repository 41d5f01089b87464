/// How a model is brought to answer in the form of a schema, chosen by what it is known to do.
package struct StructuredOutput: Sendable {
    /// The ways, best first.
    package enum Mode: String, Hashable, Sendable {
        /// The provider holds the answer to the schema.
        case native
        /// The answer is the input of a tool that the model must call.
        case tool
        /// The schema is in the prompt, and nothing but the model's good will holds the answer to it.
        case prompted
    }

    package let mode: Mode
    /// The schema for this mode, and what was lost of it.
    package let schema: AdaptedSchema
    /// Why the mode was chosen, in a sentence.
    package let reason: String

    /// Chooses a mode.
    ///
    /// A model of which nothing is known is taken to do what its provider does.
    ///
    /// - Parameters:
    ///   - native: What the provider understands of a schema for answers; nil where it takes none.
    ///   - tool: What it understands of a schema for the input of a tool; nil where the model cannot be made to call one.
    ///   - mayForceTool: False where the request has tools of its own or settings that forbid a forced call.
    package init(
        _ format: JSONSchemaFormat, for capabilities: ModelCapabilities, native: SchemaDialect?, tool: SchemaDialect?,
        mayForceTool: Bool = true
    ) {
        let (schema, features) = (format.schema, capabilities.features)
        func can(_ feature: ModelCapabilities.Feature) -> Bool { features.isEmpty || features.contains(feature) }
        var obstacles: [String] = []
        if let native {
            let adapted = AdaptedSchema(schema, for: native)
            if !can(.jsonSchema) {
                obstacles.append("the model is not known to obey a schema by itself")
            } else if adapted.verdict == .impossible {
                obstacles.append("the provider cannot be told the schema (\(Self.worst(adapted)))")
            } else {
                let how = adapted.verdict == .lossless ? "" : ", as far as it can be told"
                self.init(.native, adapted, "The provider holds the answer to the schema\(how).")
                return
            }
        } else {
            obstacles.append("the provider takes no schema for answers")
        }
        if let tool, can(.tools), mayForceTool {
            let adapted = AdaptedSchema(schema, for: tool)
            let isObject = adapted.wrapper != nil || SchemaKeywords.types(of: schema.objectValue ?? [:]) == ["object"]
            if adapted.verdict != .impossible, isObject {
                self.init(.tool, adapted, Self.sentence("The answer is asked for as the input of a tool", obstacles))
                return
            }
            obstacles.append("the input of a tool cannot have it either")
        } else {
            obstacles.append(
                tool == nil
                    ? "the model cannot be made to call a tool"
                    : can(.tools)
                        ? "the request leaves no room for a tool that must be called" : "the model calls no tools")
        }
        self.init(
            .prompted, AdaptedSchema(schema, for: .plain),
            Self.sentence("The form of the answer is asked for in words", obstacles))
    }

    private init(_ mode: Mode, _ schema: AdaptedSchema, _ reason: String) {
        (self.mode, self.schema, self.reason) = (mode, schema, reason)
    }

    /// What to put into the prompt; nil unless the mode is ``Mode/prompted``.
    package var instructions: String? {
        guard mode == .prompted else { return nil }
        return "Answer with one JSON value that obeys this JSON schema, and with nothing else:\n"
            + schema.schema.jsonText
    }

    /// What an app should know: that the provider does not hold the answer to the schema, or not to all of it.
    package var warnings: [ModelWarning] {
        let choice =
            mode == .native ? [] : [ModelWarning(.unsupportedSetting, subject: "outputFormat", message: reason)]
        return choice + schema.warnings(subject: "outputFormat")
    }

    private static func worst(_ schema: AdaptedSchema) -> String {
        schema.findings.first { $0.verdict == schema.verdict }?.description ?? "it is impossible"
    }

    private static func sentence(_ what: String, _ obstacles: [String]) -> String {
        "\(what), for \(obstacles.joined(separator: ", and "))."
    }
}
