/// A type whose values a model can write.
///
/// `@Generable` of the module `DialectGenerable` makes all of it; by hand it is a `Codable` type and a schema that
/// describes its JSON:
///
/// ```swift
/// struct Place: Generable {
///     var city: String
///     static let jsonSchema: JSONValue = [
///         "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
///         "additionalProperties": false,
///     ]
/// }
/// ```
public protocol Generable: Codable, Sendable {
    /// What there is of a value while it is being written.
    associatedtype PartiallyGenerated: PartialValue = JSONValue

    /// The JSON schema that values obey.
    static var jsonSchema: JSONValue { get }

    /// The schema as a part of a larger one, which keeps the definitions that it refers to.
    ///
    /// There is one for every type with a ``jsonSchema``; a type that contains itself needs its own.
    static func jsonSchema(in definitions: inout SchemaDefinitions) -> JSONValue
}

extension Generable {
    public static func jsonSchema(in definitions: inout SchemaDefinitions) -> JSONValue {
        definitions.adopt(jsonSchema, of: Self.self)
    }
}

extension String: Generable {
    public typealias PartiallyGenerated = String
    public static var jsonSchema: JSONValue { ["type": "string"] }
}

extension Bool: Generable {
    public typealias PartiallyGenerated = Bool
    public static var jsonSchema: JSONValue { ["type": "boolean"] }
}

extension Int: Generable {
    public typealias PartiallyGenerated = Int
    public static var jsonSchema: JSONValue { ["type": "integer"] }
}

extension Double: Generable {
    public typealias PartiallyGenerated = Double
    public static var jsonSchema: JSONValue { ["type": "number"] }
}

extension Float: Generable {
    public typealias PartiallyGenerated = Float
    public static var jsonSchema: JSONValue { ["type": "number"] }
}

extension Array: Generable where Element: Generable {
    public typealias PartiallyGenerated = [Element.PartiallyGenerated]
    public static var jsonSchema: JSONValue { SchemaDefinitions.schema(of: Self.self) }
    public static func jsonSchema(in definitions: inout SchemaDefinitions) -> JSONValue {
        ["type": "array", "items": Element.jsonSchema(in: &definitions)]
    }
}

extension Optional: Generable where Wrapped: Generable {
    public typealias PartiallyGenerated = Wrapped.PartiallyGenerated?
    public static var jsonSchema: JSONValue { SchemaDefinitions.schema(of: Self.self) }
    public static func jsonSchema(in definitions: inout SchemaDefinitions) -> JSONValue {
        ["anyOf": [Wrapped.jsonSchema(in: &definitions), ["type": "null"]]]
    }
}

extension Dictionary: Generable where Key == String, Value: Generable {
    public typealias PartiallyGenerated = [String: Value.PartiallyGenerated]
    public static var jsonSchema: JSONValue { SchemaDefinitions.schema(of: Self.self) }
    public static func jsonSchema(in definitions: inout SchemaDefinitions) -> JSONValue {
        ["type": "object", "additionalProperties": Value.jsonSchema(in: &definitions)]
    }
}

extension JSONValue: Generable {
    public static var jsonSchema: JSONValue { [:] }
}

/// The arguments of a tool that takes none.
public struct NoArguments: Generable, Hashable {
    public static let jsonSchema: JSONValue = [
        "type": "object", "properties": [:], "additionalProperties": false,
    ]

    public init() {}
}
