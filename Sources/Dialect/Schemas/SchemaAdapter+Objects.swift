extension SchemaAdapter {
    /// Writes the properties of an object, and says what becomes of others.
    mutating func object(_ source: JSONObject, at place: Place, into result: inout JSONObject) {
        counts.nesting = max(counts.nesting, place.nesting + 1)
        let properties = source["properties"]?.objectValue ?? JSONObject()
        let names = source["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        var required = Set(names)
        for name in names where properties[name] == nil {
            find(.lossy, at: place.below("required"), "\(name) is required but has no schema")
        }
        if dialect.needsRequiredProperty, !properties.isEmpty,
            !properties.contains(where: { required.contains($0.key) })
        {
            required.formUnion(properties.keys)
            find(.lossy, at: place.below("required"), "all properties are required, for at least one must be")
        }
        var adapted = JSONObject()
        for (name, schema) in properties {
            var inner = place.below("properties", name)
            inner.nesting += 1
            let isOptional = !required.contains(name)
            let property = adapt(schema, at: inner, isNullable: isOptional && dialect.objects == .complete)
            counts.properties += 1
            if isOptional { counts.optionalProperties += 1 }
            if property["anyOf"] != nil || property["type"]?.arrayValue != nil { counts.unions += 1 }
            adapted[name] = .object(property)
        }
        if !adapted.isEmpty || dialect.closesObjects { result["properties"] = .object(adapted) }
        let stillRequired = dialect.objects == .complete ? adapted.keys : still(names, required, of: adapted)
        if !stillRequired.isEmpty || dialect.objects == .complete {
            result["required"] = .array(stillRequired.map(JSONValue.string))
        }
        others(source, at: place, into: &result)
    }

    /// The names of properties that are required, in the order of the source: whoever compares texts finds them equal.
    private func still(_ names: [String], _ required: Set<String>, of adapted: JSONObject) -> [String] {
        let named = names.filter { adapted[$0] != nil }
        return named.count == required.count ? named : adapted.keys.filter(required.contains)
    }

    /// Properties beside those that have names.
    private mutating func others(_ source: JSONObject, at place: Place, into result: inout JSONObject) {
        let others = source["additionalProperties"]
        let isNamed = source["properties"]?.objectValue?.isEmpty == false
        if !dialect.closesObjects, keywords.contains("additionalProperties") {
            switch others {
            case nil: if isNamed, dialect.objects == .closedUnlessSaid { result["additionalProperties"] = false }
            case .bool?: result["additionalProperties"] = others
            case let schema?:
                let inner = place.below("additionalProperties")
                result["additionalProperties"] = .object(adapt(schema, at: inner))
            }
            return
        }
        if dialect.closesObjects { result["additionalProperties"] = false }
        switch others {
        case .bool(false)?: break
        case nil where isNamed || place.pointer.isEmpty || source["properties"] != nil: break
        case _ where isNamed:
            find(.lossy, at: place.below("additionalProperties"), "properties beside those named cannot be said")
        default: find(.impossible, at: place, "an object with any properties cannot be said")
        }
    }
}
