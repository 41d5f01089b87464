/// What a provider understands of JSON Schema, as data.
///
/// Providers that hold answers or arguments to a schema take a subset of JSON Schema each. An adapted schema says what
/// the provider can be told of it, and what was lost.
public struct SchemaDialect: Hashable, Sendable {
    /// How a value that may be null is written.
    package enum Nulls: Hashable, Sendable {
        /// `"type": ["string", "null"]`
        case typeArray
        /// `"nullable": true`, as OpenAPI 3.0 has it.
        case nullable
        /// `"anyOf": [{"type": "string"}, {"type": "null"}]`
        case union
    }

    /// What becomes of objects.
    package enum Objects: Hashable, Sendable {
        /// They stay as they are.
        case open
        /// No property beside those named, unless the schema says what others may be.
        case closedUnlessSaid
        /// No property beside those named.
        case closed
        /// No property beside those named, and all of them required; what was optional may be null.
        case complete
    }

    /// What becomes of `$ref`.
    package enum References: Hashable, Sendable {
        case kept
        /// A schema that contains itself cannot be said.
        case keptUnlessRecursive
        /// The provider knows no references: their targets are written out.
        case expanded
    }

    /// More of something than the provider takes makes a schema impossible.
    package struct Limits: Hashable, Sendable {
        /// Objects and arrays within each other.
        package var nesting: Int?
        /// Properties of all objects together.
        package var properties: Int?
        /// Values of all enumerations together.
        package var enumValues: Int?
        /// Properties that are not required, of all objects together.
        package var optionalProperties: Int?
        /// Properties of more than one type, of all objects together.
        package var unions: Int?
        /// Characters of the schema as it is sent.
        package var characters: Int?

        package init() {}
    }

    /// For reports: `openai-strict`.
    public let name: String
    /// The keywords that may be sent; nil passes every schema on as it is.
    package var keywords: Set<String>?
    /// The values of `format` that may be sent; nil allows any.
    package var formats: Set<String>?
    package var nulls = Nulls.typeArray
    package var objects = Objects.open
    package var references = References.kept
    /// Whether the whole must be an object; what is none is wrapped in one.
    package var wrapsRoot = false
    /// Whether enumerations hold strings only.
    package var enumeratesOnlyStrings = false
    /// Whether an object needs a required property.
    package var needsRequiredProperty = false
    /// Whether the names of types are in upper case.
    package var hasUpperCaseTypes = false
    /// The largest `minItems` that may be sent.
    package var largestMinItems: Int?
    /// Up to which value a keyword is enforced; what is more may be sent, but guarantees nothing.
    package var enforcedUpTo: [String: Int] = [:]
    /// Whether `minimum`, `maximum` and their like hold for whole numbers only.
    package var boundsOnlyIntegers = false
    package var limits = Limits()

    package init(name: String, keywords: Set<String>?, formats: Set<String>? = nil) {
        self.name = name
        self.keywords = keywords
        self.formats = formats
    }

    /// Whether no object may have properties beside those named, whatever the schema says.
    var closesObjects: Bool { objects == .closed || objects == .complete }

    /// What every subset holds.
    static let common: Set<String> = [
        "type", "title", "description", "enum", "properties", "required", "items", "anyOf", "format",
    ]

    /// All of JSON Schema: the schema is sent as it is.
    public static let plain = SchemaDialect(name: "plain", keywords: nil)

    /// OpenAI's strict mode (guide "Structured model outputs", section "Supported schemas").
    public static let openAIStrict = {
        var dialect = SchemaDialect(
            name: "openai-strict",
            keywords: common.union([
                "$ref", "const", "additionalProperties", "pattern", "multipleOf", "minimum", "maximum",
                "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems",
            ]),
            formats: [
                "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
            ])
        dialect.objects = .complete
        dialect.wrapsRoot = true
        dialect.limits.nesting = 10
        dialect.limits.properties = 5_000
        dialect.limits.enumValues = 1_000
        return dialect
    }()

    /// The Gemini API's `Schema`, a subset of OpenAPI 3.0 (reference of `responseSchema` and `parameters`).
    public static let gemini = {
        var dialect = SchemaDialect(
            name: "gemini",
            keywords: common.union([
                "nullable", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "minProperties",
                "maxProperties", "pattern", "propertyOrdering", "default", "example",
            ]),
            formats: ["date-time", "enum", "float", "double", "int32", "int64"])
        dialect.nulls = .nullable
        dialect.references = .expanded
        dialect.enumeratesOnlyStrings = true
        dialect.hasUpperCaseTypes = true
        return dialect
    }()

    /// The Gemini API's subset of JSON Schema (reference of `responseJsonSchema` and `parametersJsonSchema`).
    public static let geminiJSON = {
        var dialect = SchemaDialect(
            name: "gemini-json",
            keywords: common.union([
                "$ref", "prefixItems", "minItems", "maxItems", "minimum", "maximum", "additionalProperties",
                "propertyOrdering",
            ]),
            formats: ["date-time", "date", "time", "float", "double", "int32", "int64"])
        return dialect
    }()

    /// Anthropic's structured outputs and strict tools (guide "Structured outputs", section "JSON Schema
    /// limitations"). Tools that are not strict take any schema: ``plain``.
    public static let anthropicStrict = {
        var dialect = constrained(name: "anthropic-strict")
        dialect.limits.optionalProperties = 24
        dialect.limits.unions = 16
        return dialect
    }()

    /// Structured outputs and strict tools at Amazon Bedrock (user guide "Get validated JSON results from models").
    public static let bedrock = constrained(name: "bedrock")

    /// Cohere's structured outputs and strict tools (guide "How do Structured Outputs Work?").
    public static let cohere = {
        var dialect = SchemaDialect(
            name: "cohere", keywords: common.union(["$ref", "const", "pattern", "additionalProperties", "default"]),
            formats: ["date-time", "uuid", "date", "time"])
        dialect.wrapsRoot = true
        dialect.needsRequiredProperty = true
        dialect.limits.properties = 200
        return dialect
    }()

    private static func constrained(name: String) -> SchemaDialect {
        var dialect = SchemaDialect(
            name: name,
            keywords: common.union(["$ref", "const", "additionalProperties", "pattern", "minItems", "default"]),
            formats: [
                "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid",
            ])
        dialect.objects = .closed
        dialect.references = .keptUnlessRecursive
        dialect.largestMinItems = 1
        return dialect
    }
}
