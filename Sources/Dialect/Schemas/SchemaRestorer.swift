/// Takes back what ``SchemaDialect/Objects/complete`` does to answers: a null in place of an absent property.
struct SchemaRestorer {
    private let root: JSONValue
    private let validator: SchemaValidator
    private static let maximumDepth = 64

    init(schema: JSONValue) {
        root = schema
        validator = SchemaValidator(schema)
    }

    func restoring(_ value: JSONValue) -> JSONValue { restore(value, root, depth: 0) }

    private func restore(_ value: JSONValue, _ schema: JSONValue, depth: Int) -> JSONValue {
        guard depth < Self.maximumDepth, let object = schema.objectValue else { return value }
        var value = value
        if let reference = object["$ref"]?.stringValue, let target = SchemaPointer.resolve(reference, in: root) {
            value = restore(value, target, depth: depth + 1)
        }
        for part in object["allOf"]?.arrayValue ?? [] { value = restore(value, part, depth: depth + 1) }
        if let branches = (object["anyOf"] ?? object["oneOf"])?.arrayValue {
            for branch in branches {
                let restored = restore(value, branch, depth: depth + 1)
                guard validator.accepts(restored, by: branch) else { continue }
                value = restored
                break
            }
        }
        if let elements = value.arrayValue {
            if let items = object["items"] { value = .array(elements.map { restore($0, items, depth: depth + 1) }) }
            return value
        }
        guard let members = value.objectValue, let properties = object["properties"]?.objectValue else { return value }
        let required = Set(object["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        var result = JSONObject()
        for (key, member) in members {
            guard let property = properties[key] else {
                result[key] = member
                continue
            }
            if member.isNull, !required.contains(key), !validator.accepts(.null, by: property) { continue }
            result[key] = restore(member, property, depth: depth + 1)
        }
        return .object(result)
    }
}
