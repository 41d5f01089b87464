/// What the keywords of JSON Schema 2020-12 are about.
enum SchemaKeywords {
    /// Say nothing of what is allowed; leaving one out loses nothing.
    static let annotations: Set<String> = [
        "title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment",
        "$schema", "$id", "$anchor", "$vocabulary", "$defs", "definitions", "contentEncoding", "contentMediaType",
        "contentSchema", "propertyOrdering", "nullable",
    ]

    /// The types that a keyword constrains, for those that do not constrain all.
    static let types: [String: Set<String>] = {
        var types: [String: Set<String>] = [:]
        for key in ["minLength", "maxLength", "pattern", "format"] { types[key] = ["string"] }
        for key in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
            types[key] = ["number", "integer"]
        }
        for key in [
            "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains",
            "unevaluatedItems", "additionalItems",
        ] { types[key] = ["array"] }
        for key in [
            "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
            "maxProperties", "dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties",
        ] { types[key] = ["object"] }
        return types
    }()

    static func isAnnotation(_ key: String) -> Bool { annotations.contains(key) || key.hasPrefix("x-") }

    /// Whether a keyword has an effect on values of a type. `format` is about strings by convention, but numbers have
    /// formats in OpenAPI.
    static func constrains(_ key: String, _ type: String) -> Bool {
        guard let types = types[key] else { return true }
        return types.contains(type) || key == "format" && (type == "integer" || type == "number")
    }

    /// The type of a value in the words of JSON Schema.
    static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number(let number): number.intValue == nil ? "number" : "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The types that a schema names or implies, in its order; empty where it allows any.
    static func types(of schema: JSONObject) -> [String] {
        if let name = schema["type"]?.stringValue { return [name.lowercased()] }
        if let names = schema["type"]?.arrayValue { return names.compactMap { $0.stringValue?.lowercased() } }
        if let values = schema["const"].map({ [$0] }) ?? schema["enum"]?.arrayValue {
            var types: [String] = []
            for value in values {
                let type = type(of: value)
                if !types.contains(type) { types.append(type) }
            }
            // A whole number is a number too.
            return types.contains("number") ? types.filter { $0 != "integer" } : types
        }
        for (key, _) in schema {
            guard let implied = self.types[key] else { continue }
            return [implied.contains("number") ? "number" : implied.first ?? "string"]
        }
        return []
    }
}
