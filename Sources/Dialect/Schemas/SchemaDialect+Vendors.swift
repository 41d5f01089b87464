/// What vendors of OpenAI's dialect understand of a schema, where it is not OpenAI's own subset.
extension SchemaDialect {
    /// Groq's strict mode ("Structured Outputs", section "Schema Requirements"): OpenAI's form, of which only types,
    /// enumerations, unions and references are documented.
    public static let groq = {
        var dialect = SchemaDialect(
            name: "groq", keywords: common.union(["$ref", "additionalProperties"]), formats: [])
        dialect.objects = .complete
        dialect.wrapsRoot = true
        return dialect
    }()

    /// Cerebras' strict mode ("Structured Outputs", section "Supported Schemas").
    public static let cerebras = {
        var dialect = SchemaDialect(
            name: "cerebras",
            keywords: common.union([
                "$ref", "additionalProperties", "minimum", "maximum", "exclusiveMinimum",
                "exclusiveMaximum", "multipleOf",
            ]),
            formats: [])
        // Earlier editions of the page refuse arrays of types and name this form; later ones take it too.
        dialect.nulls = .union
        dialect.objects = .closed
        dialect.references = .keptUnlessRecursive
        dialect.wrapsRoot = true
        dialect.limits.nesting = 10
        dialect.limits.properties = 500
        dialect.limits.enumValues = 500
        dialect.limits.characters = 5_000
        return dialect
    }()

    /// xAI's structured outputs and tools ("Structured Outputs", section "JSON Schema support"). What others an object
    /// may have must be said; unsaid, it has none.
    public static let xAI = {
        var dialect = SchemaDialect(
            name: "xai",
            keywords: common.union([
                "$ref", "const", "additionalProperties", "prefixItems", "pattern", "minimum", "maximum",
                "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems",
                "minProperties", "maxProperties",
            ]),
            formats: ["date", "time", "date-time", "email", "uuid", "ipv4", "ipv6", "uri"])
        dialect.references = .keptUnlessRecursive
        dialect.enforcedUpTo = [
            "minLength": 2_048, "maxLength": 2_048, "minItems": 256, "maxItems": 256, "minProperties": 64,
            "maxProperties": 64,
        ]
        return dialect
    }()

    /// Mistral's structured outputs ("Custom Structured Outputs"). The page names no keywords; Mistral's own client
    /// closes every object of a strict schema that does not say what others it may have, and changes nothing else.
    public static let mistral = {
        var dialect = SchemaDialect(name: "mistral", keywords: standard)
        dialect.objects = .closedUnlessSaid
        return dialect
    }()

    /// Moonshot's flavour of JSON Schema, for answers and for tools ("Moonshot Flavored JSON Schema Spec" and the rules
    /// of its validator, walle).
    public static let moonshot = {
        var dialect = SchemaDialect(
            name: "moonshot",
            keywords: common.subtracting(["title"]).union(["$ref", "additionalProperties", "default"]),
            formats: [])
        dialect.nulls = .union
        dialect.limits.nesting = 5
        dialect.limits.properties = 100
        dialect.limits.enumValues = 500
        return dialect
    }()

    /// DeepSeek's strict tools, a beta at a base URL of its own ("Tool Calls", section "strict Mode"). References are
    /// written out, for the guide spells `$def` where JSON Schema has `$defs`.
    public static let deepSeek = {
        var dialect = SchemaDialect(
            name: "deepseek",
            keywords: common.union([
                "const", "default", "additionalProperties", "pattern", "minimum", "maximum", "exclusiveMinimum",
                "exclusiveMaximum", "multipleOf",
            ]),
            formats: ["email", "hostname", "ipv4", "ipv6", "uuid"])
        dialect.nulls = .union
        dialect.objects = .complete
        dialect.references = .expanded
        dialect.wrapsRoot = true
        return dialect
    }()

    /// Fireworks' structured responses ("Structured Outputs", section "JSON Schema Support"). Lengths, patterns and
    /// `oneOf` are not supported; properties that have no name are not allowed unless the schema allows them.
    public static let fireworks = {
        var dialect = SchemaDialect(
            name: "fireworks", keywords: common.union(["$ref", "additionalProperties", "default"]),
            formats: [])
        return dialect
    }()

    /// Perplexity's structured outputs ("Structured Outputs Guide"): neither recursion nor objects without named
    /// properties.
    public static let perplexity = {
        var dialect = SchemaDialect(name: "perplexity", keywords: standard)
        dialect.objects = .closed
        dialect.references = .keptUnlessRecursive
        return dialect
    }()

    /// The grammars of llama.cpp, which skip in silence what they do not support ("GBNF Guide", section "JSON Schemas →
    /// GBNF"). Objects that do not say what others they may have are closed.
    public static let llamaCpp = {
        var dialect = SchemaDialect(
            name: "llamacpp",
            keywords: standard.subtracting(["uniqueItems", "multipleOf", "minProperties", "maxProperties"]),
            formats: ["date", "time", "date-time", "uuid"])
        dialect.boundsOnlyIntegers = true
        return dialect
    }()

    /// What vendors may be sent that say that they take JSON Schema, and little more.
    private static let standard = common.union([
        "$schema", "$ref", "const", "default", "additionalProperties", "pattern", "multipleOf", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
        "minProperties", "maxProperties",
    ])
}
