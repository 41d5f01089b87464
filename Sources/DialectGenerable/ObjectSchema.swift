public import Dialect

/// Writes the JSON schema of an object, property by property. `@Generable` makes code that uses it.
public struct ObjectSchema: Sendable {
    private let description: String?
    private var properties = JSONObject()
    private var required: [JSONValue] = []

    public init(description: String? = nil) { self.description = description }

    /// Adds a property that is always the same text.
    public mutating func add(_ name: String, constant: String) {
        properties[name] = ["type": "string", "const": .string(constant)]
        required.append(.string(name))
    }

    /// Adds a property.
    ///
    /// - Parameters:
    ///   - description: What it is for, beside what its type says of itself.
    ///   - isRequired: Whether it must be there.
    ///   - isNullable: Whether it may be null, which is not the same as its absence.
    ///   - defaultValue: What its absence means, if that can be said.
    ///   - guides: What its values must be; of the same kind, the last one holds.
    public mutating func add<Value: Generable>(
        _ name: String, _ type: Value.Type, description: String? = nil, isRequired: Bool = true,
        isNullable: Bool = false,
        default defaultValue: JSONValue? = nil, guides: [GenerationGuide<Value>] = [],
        in definitions: inout SchemaDefinitions
    ) {
        var schema = Value.jsonSchema(in: &definitions)
        for guide in guides { schema = schema.refined(by: .object(guide.keywords)) }
        if isNullable { schema = ["anyOf": [schema, ["type": "null"]]] }
        if let description { schema = schema.refined(by: ["description": .string(description)]) }
        if let defaultValue { schema["default"] = defaultValue }
        properties[name] = schema
        if isRequired { required.append(.string(name)) }
    }

    /// The schema: an object with these properties and no others.
    public var jsonSchema: JSONValue {
        var schema: JSONObject = ["type": "object"]
        if let description { schema["description"] = .string(description) }
        schema["properties"] = .object(properties)
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["additionalProperties"] = false
        return .object(schema)
    }
}
