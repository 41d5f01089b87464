/// The form in which the model should answer.
public enum OutputFormat: Hashable, Sendable {
    /// Text, as the model likes.
    case text
    /// Any JSON object.
    case json
    /// JSON that obeys a schema.
    case jsonSchema(JSONSchemaFormat)
}

/// A JSON schema for the answer, and how to present it to the model.
public struct JSONSchemaFormat: Hashable, Sendable, Codable {
    /// A name for the schema: letters, digits, `_` and `-`.
    public var name: String
    /// The schema, an object.
    public var schema: JSONValue
    /// What the answer is for.
    public var description: String?
    /// Whether the provider must guarantee the schema; nil leaves its default.
    public var strict: Bool?

    public init(name: String, schema: JSONValue, description: String? = nil, strict: Bool? = true) {
        self.name = name
        self.schema = schema
        self.description = description
        self.strict = strict
    }
}

extension OutputFormat: Codable {
    private enum CodingKeys: String, CodingKey { case type }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "text": self = .text
        case "json": self = .json
        case "jsonSchema": self = .jsonSchema(try JSONSchemaFormat(from: decoder))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "Unknown output format \"\(other)\"")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text: try container.encode("text", forKey: .type)
        case .json: try container.encode("json", forKey: .type)
        case .jsonSchema(let format):
            try container.encode("jsonSchema", forKey: .type)
            try format.encode(to: encoder)
        }
    }
}
