extension SchemaAdapter {
    /// Resolves what says "this and that": `allOf`, and references that have constraints beside them or that the
    /// provider does not know. What is left of `$ref` stands alone.
    ///
    /// - Returns: Nil where nothing can be said; the finding is made.
    mutating func flattened(_ schema: JSONValue, at place: inout Place) -> JSONObject? {
        guard mayWrite(at: place) else { return nil }
        guard var source = schema.objectValue else {
            if schema == true { return JSONObject() }
            find(.impossible, at: place, schema == false ? "no value is allowed" : "this is no schema")
            return nil
        }
        if let reference = source["$ref"]?.stringValue {
            if isKept(reference, among: source) { return kept(reference, source, at: place) }
            guard let target = expanded(reference, at: &place) else { return nil }
            source["$ref"] = nil
            guard let target = flattenedWhole(target, at: &place) else { return nil }
            source = merge(target, into: source, at: place)
        }
        guard let parts = source["allOf"]?.arrayValue else { return source }
        source["allOf"] = nil
        for (index, part) in parts.enumerated() {
            var inner = place.below("allOf", "\(index)")
            inner.expanding = place.expanding
            guard let part = flattenedWhole(part, at: &inner) else { return nil }
            place.expanding = inner.expanding
            source = merge(part, into: source, at: inner)
        }
        return source
    }

    /// As ``flattened(_:at:)``, but a reference is written out in any case.
    mutating func flattenedWhole(_ schema: JSONValue, at place: inout Place) -> JSONObject? {
        guard let reference = schema["$ref"]?.stringValue else { return flattened(schema, at: &place) }
        guard mayWrite(at: place), var source = schema.objectValue, let target = expanded(reference, at: &place),
            let target = flattenedWhole(target, at: &place)
        else { return nil }
        source["$ref"] = nil
        return merge(target, into: source, at: place)
    }

    private func isKept(_ reference: String, among source: JSONObject) -> Bool {
        guard keywords.contains("$ref"), source.allSatisfy({ $0.key == "$ref" || SchemaKeywords.isAnnotation($0.key) })
        else { return false }
        return reference == "#" && dialect.references == .kept || SchemaPointer.definition(reference) != nil
    }

    private mutating func kept(_ reference: String, _ source: JSONObject, at place: Place) -> JSONObject? {
        guard let name = SchemaPointer.definition(reference) else {
            // In a wrapped schema, `#` would be the wrapper.
            guard wrapper == nil else {
                find(.impossible, at: place, "a schema that is no object cannot contain itself")
                return nil
            }
            return ["$ref": "#"]
        }
        guard SchemaReferences.definition(name, in: root) != nil else {
            find(.impossible, at: place, "\(reference) is not in the schema")
            return nil
        }
        if dialect.references == .keptUnlessRecursive, recursive.contains(name) {
            find(.impossible, at: place, "\(name) contains itself, which the provider does not take")
            return nil
        }
        return ["$ref": refer(to: name)]
    }

    private mutating func expanded(_ reference: String, at place: inout Place) -> JSONValue? {
        guard let target = SchemaPointer.resolve(reference, in: root) else {
            find(.impossible, at: place, "\(reference) is not in the schema")
            return nil
        }
        guard place.expanding.insert(reference).inserted else {
            find(.impossible, at: place, "\(reference) contains itself, which cannot be written out")
            return nil
        }
        place.depth += 1
        return target
    }

    /// Both schemas at once; `outer` wins where only words differ.
    mutating func merge(_ inner: JSONObject, into outer: JSONObject, at place: Place) -> JSONObject {
        if outer.isEmpty { return inner }
        var result = outer
        if let left = outer["properties"]?.objectValue, let right = inner["properties"]?.objectValue {
            closeTogether(outer, left, inner, right, at: place)
        } else if closes(outer) && inner["properties"] != nil || closes(inner) && outer["properties"] != nil {
            find(.lossy, at: place, "properties that one part names and another forbids are allowed")
        }
        for (key, value) in inner {
            guard let existing = result[key] else {
                result[key] = value
                continue
            }
            if existing == value || SchemaKeywords.isAnnotation(key) { continue }
            guard let both = Self.both(key, existing, value) else {
                find(.lossy, at: place, "\(key) is given twice, \(value.jsonText.prefix(100)) is not enforced")
                continue
            }
            result[key] = both
        }
        return result
    }

    private func closes(_ schema: JSONObject) -> Bool {
        schema["additionalProperties"].map { $0 != true } ?? false
    }

    private mutating func closeTogether(
        _ outer: JSONObject, _ left: JSONObject, _ inner: JSONObject, _ right: JSONObject, at place: Place
    ) {
        let hasMore =
            closes(outer) && right.contains { left[$0.key] == nil }
            || closes(inner) && left.contains { right[$0.key] == nil }
        if hasMore { find(.lossy, at: place, "properties that one part names and another forbids are allowed") }
    }

    /// The value of a keyword that means the same as two; nil where there is none.
    private static func both(_ key: String, _ left: JSONValue, _ right: JSONValue) -> JSONValue? {
        switch key {
        case "required":
            var names = left.arrayValue ?? []
            let known = Set(names)
            names += (right.arrayValue ?? []).filter { !known.contains($0) }
            return .array(names)
        case "properties":
            var properties = left.objectValue ?? JSONObject()
            for (name, schema) in right.objectValue ?? JSONObject() {
                properties[name] = properties[name].map { $0 == schema ? $0 : ["allOf": [$0, schema]] } ?? schema
            }
            return .object(properties)
        case "items": return left.objectValue == nil || right.objectValue == nil ? nil : ["allOf": [left, right]]
        case "enum":
            let allowed = Set(right.arrayValue ?? [])
            let values = (left.arrayValue ?? []).filter { allowed.contains($0) }
            return values.isEmpty ? nil : .array(values)
        case "type":
            if Set([left, right]) == ["integer", "number"] { return "integer" }
            let allowed = Set(right.arrayValue ?? [right])
            let types = (left.arrayValue ?? [left]).filter { allowed.contains($0) }
            return types.isEmpty ? nil : types.count == 1 ? types[0] : .array(types)
        case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties":
            guard let first = left.doubleValue, let second = right.doubleValue else { return nil }
            return first > second ? left : right
        case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties":
            guard let first = left.doubleValue, let second = right.doubleValue else { return nil }
            return first < second ? left : right
        case "uniqueItems": return true
        case "additionalProperties": return left == true ? right : right == true ? left : nil
        default: return nil
        }
    }
}
