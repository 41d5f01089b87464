/// Takes back what ``SchemaDialect/Objects/complete`` does to answers: a null in place of an absent property.
struct SchemaRestorer {
    private let root: JSONValue
    private let validator: SchemaValidator
    private static let maximumDepth = 64

    init(schema: JSONValue) {
        root = schema
        validator = SchemaValidator(schema)
    }

    func restoring(_ value: JSONValue) -> JSONValue { restoring(value, by: root) }

    /// Restores a value of a part of the schema.
    func restoring(_ value: JSONValue, by schema: JSONValue) -> JSONValue {
        var steps = 0
        return restore(value, schema, depth: 0, &steps)
    }

    private func restore(_ value: JSONValue, _ schema: JSONValue, depth: Int, _ steps: inout Int) -> JSONValue {
        steps += 1
        // Each form of a choice is tried at each level: without a bound on the whole, that could take for ever.
        guard depth < Self.maximumDepth, steps < SchemaValidator.maximumSteps, let object = schema.objectValue else {
            return value
        }
        var value = value
        if let reference = object["$ref"]?.stringValue, let target = SchemaPointer.resolve(reference, in: root) {
            value = restore(value, target, depth: depth + 1, &steps)
        }
        for part in object["allOf"]?.arrayValue ?? [] { value = restore(value, part, depth: depth + 1, &steps) }
        if let branches = (object["anyOf"] ?? object["oneOf"])?.arrayValue {
            let others = branches.filter { $0 != ["type": "null"] }
            for branch in others {
                let restored = restore(value, branch, depth: depth + 1, &steps)
                guard others.count == 1 || validator.accepts(restored, by: branch, &steps) else { continue }
                value = restored
                break
            }
        }
        if let elements = value.arrayValue {
            if let items = object["items"] {
                value = .array(elements.map { restore($0, items, depth: depth + 1, &steps) })
            }
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
            if member.isNull, !required.contains(key), !validator.accepts(.null, by: property, &steps) { continue }
            result[key] = restore(member, property, depth: depth + 1, &steps)
        }
        return .object(result)
    }
}
