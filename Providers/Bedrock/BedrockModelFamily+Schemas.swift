import Dialect
import DialectWire

extension BedrockModelFamily {
    /// What Bedrock can hold the family's answers and the arguments of strict tools to: the subset of "Get validated
    /// JSON results from models" in Amazon's user guide, for Claude within the limits of Anthropic's "Structured
    /// outputs", which hold at Bedrock too.
    var guaranteedSchemas: SchemaDialect { isClaude ? .anthropicStrict : .bedrock }

    /// What the family takes as the input of a tool that is not strict: anything, but at Nova's.
    func toolSchemas(for schema: JSONValue) -> SchemaDialect {
        guard isNova, let object = schema.objectValue else { return .plain }
        return object.contains { !Self.novaRootKeywords.contains($0.key) } ? .nova : .plain
    }

    /// Nova documents the first three ("Using tools" in its user guide); the others are seen to pass.
    private static let novaRootKeywords: Set<String> = [
        "type", "properties", "required", "additionalProperties", "title", "description",
    ]

    /// What is known of the model, for the choice of how it is brought to obey a schema.
    ///
    /// Amazon's list of models with structured outputs decides, not the table of capabilities, whose word for it means
    /// any way.
    var answerCapabilities: ModelCapabilities {
        var capabilities = capabilities
        if lacksStructuredOutput {
            // An empty set would mean that nothing is known.
            if capabilities.features.isEmpty { capabilities.features = [.tools] }
        } else if !capabilities.features.isEmpty {
            capabilities.features.insert(.jsonSchema)
        }
        return capabilities
    }

    /// What the table of all models knows, and what is known of the family.
    var capabilities: ModelCapabilities {
        var capabilities = ModelCapabilities.profile(of: ModelID(provider: Bedrock.name, model: name))
        capabilities.features.formUnion(features)
        if lacksStructuredOutput { capabilities.features.remove(.jsonSchema) }
        if capabilities.features.contains(.jsonSchema) {
            capabilities.schemaForm = ModelCapabilities.SchemaForm(guaranteedSchemas.name)
        }
        return capabilities
    }
}

extension SchemaDialect {
    /// Amazon Nova refuses definitions and references in the schema of a tool ("extraneous key [definitions] is not
    /// permitted"): they are written out. All else is sent as it is.
    static let nova = {
        var dialect = SchemaDialect(
            name: "amazon-nova",
            keywords: [
                "type", "title", "description", "enum", "const", "default", "examples", "format", "pattern",
                "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
                "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
                "minProperties", "maxProperties", "items", "prefixItems", "minItems", "maxItems", "uniqueItems",
                "contains", "anyOf",
            ])
        dialect.references = .expanded
        return dialect
    }()
}
