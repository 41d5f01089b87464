extension SchemaAdapter {
    /// Adapts a schema without `allOf`, whose `$ref` stands alone.
    ///
    /// - Parameter isNullable: Whether null is allowed beside what the schema allows.
    mutating func adaptFlat(_ source: JSONObject, at place: Place, isNullable: Bool) -> JSONObject {
        if source["$ref"] != nil { return isNullable ? alternatives([source], isNullable: true) : source }
        if let branches = source["anyOf"]?.arrayValue {
            if source["oneOf"] != nil { find(.lossy, at: place.below("oneOf"), "not enforced beside anyOf") }
            return union(of: branches, "anyOf", source, at: place, isNullable: isNullable)
        }
        if let branches = source["oneOf"]?.arrayValue {
            if !areDisjoint(branches) { find(.lossy, at: place.below("oneOf"), "more than one of the forms may fit") }
            return union(of: branches, "oneOf", source, at: place, isNullable: isNullable)
        }
        var types = SchemaKeywords.types(of: source)
        var isNullable = isNullable || source["nullable"] == true
        if types.count > 1, let null = types.firstIndex(of: "null") {
            types.remove(at: null)
            isNullable = true
        }
        if types.contains("number") { types.removeAll { $0 == "integer" } }
        switch types.count {
        case 0: return anything(source, at: place)
        case 1: return single(types[0], source, at: place, isNullable: isNullable)
        default:
            var described = annotations(of: source)
            var bare = source
            for (key, _) in described { bare[key] = nil }
            described.append(
                alternatives(
                    types.map { single($0, bare, at: place, isNullable: false) }, isNullable: isNullable))
            return described
        }
    }

    /// One of several forms, all of which obey what stands beside them.
    private mutating func union(
        of branches: [JSONValue], _ key: String, _ source: JSONObject, at place: Place, isNullable: Bool
    ) -> JSONObject {
        var constraints = JSONObject()
        for (name, value) in source where !["anyOf", "oneOf"].contains(name) && !SchemaKeywords.isAnnotation(name) {
            constraints[name] = value
        }
        let allowed = SchemaKeywords.types(of: constraints)
        let allowsNull = allowed.isEmpty || allowed.contains("null")
        let others = branches.enumerated().filter { !Self.isNull($0.element) }
        let isNullable = isNullable || source["nullable"] == true || allowsNull && others.count < branches.count
        guard !others.isEmpty else {
            return constraints.isEmpty && isNullable
                ? single("null", source, at: place, isNullable: false) : anything(source, at: place)
        }
        var adapted: [JSONObject] = []
        for (index, branch) in others {
            var inner = place.below(key, "\(index)")
            // A single form may be null itself; several are null as one more.
            let isNullable = isNullable && others.count == 1
            if constraints.isEmpty {
                adapted.append(adapt(branch, at: inner, isNullable: isNullable))
            } else if let flat = flattenedWhole(branch, at: &inner) {
                let merged = merge(flat, into: constraints, at: inner)
                adapted.append(adaptFlat(merged, at: inner, isNullable: isNullable))
            }
        }
        var result = annotations(of: source)
        if adapted.count == 1, others.count == 1 {
            var only = adapted[0]
            // Beside a reference nothing may stand.
            if only["$ref"] == nil { for (name, value) in result { only[name] = value } }
            return only
        }
        result.append(alternatives(adapted, isNullable: isNullable))
        return result
    }

    /// One of several adapted schemas, or null.
    func alternatives(_ schemas: [JSONObject], isNullable: Bool) -> JSONObject {
        var branches = schemas.map(JSONValue.object)
        guard isNullable else { return ["anyOf": .array(branches)] }
        switch dialect.nulls {
        case .nullable: return ["anyOf": .array(branches), "nullable": true]
        case .typeArray, .union:
            let null: JSONValue = ["type": "null"]
            if !branches.contains(null) { branches.append(null) }
            return ["anyOf": .array(branches)]
        }
    }

    /// Providers want a type everywhere; a value of any type becomes any simple one.
    private mutating func anything(_ source: JSONObject, at place: Place) -> JSONObject {
        guard mayWrite(at: place) else { return fallback }
        find(.lossy, at: place, "any value is allowed, the provider can be told of text, numbers and booleans only")
        var result = annotations(of: source)
        let simple = ["string", "number", "boolean"].map { JSONObject(dictionaryLiteral: ("type", typeName($0))) }
        result.append(alternatives(simple, isNullable: true))
        return result
    }

    func annotations(of source: JSONObject) -> JSONObject {
        var result = JSONObject()
        for (key, value) in source
        where key != "nullable" && SchemaKeywords.isAnnotation(key) && keywords.contains(key) { result[key] = value }
        return result
    }

    private static func isNull(_ schema: JSONValue) -> Bool {
        schema["type"] == "null" || schema["const"] == .null || schema["enum"] == [nil]
    }

    /// Whether no value can have two of the forms, as far as it can be seen at a glance: by type, or by a required
    /// property that names the form.
    private func areDisjoint(_ branches: [JSONValue]) -> Bool {
        let forms = branches.map { branch -> JSONObject in
            let target = branch["$ref"]?.stringValue.flatMap { SchemaPointer.resolve($0, in: root) } ?? branch
            return target.objectValue ?? JSONObject()
        }
        let types = forms.map(SchemaKeywords.types)
        let all = types.flatMap { $0.isEmpty ? ["any", "any"] : $0 }
        if Set(all).count == all.count, !(all.contains("integer") && all.contains("number")) { return true }
        guard types.allSatisfy({ $0 == ["object"] }) else { return false }
        return (forms.first?["properties"]?.objectValue?.keys ?? []).prefix(16).contains { key in
            let words = forms.map { form -> JSONValue? in
                guard form["required"]?.arrayValue?.contains(.string(key)) == true else { return nil }
                let property = form["properties"]?[key]
                if let values = property?["enum"]?.arrayValue, values.count == 1 { return values[0] }
                return property?["const"]
            }
            return words.allSatisfy { $0 != nil } && Set(words).count == words.count
        }
    }
}

extension JSONObject {
    /// Adds the members of another object; those of the same key are replaced.
    mutating func append(_ other: JSONObject) {
        for (key, value) in other { self[key] = value }
    }
}
