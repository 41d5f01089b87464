extension SchemaAdapter {
    /// Adapts a schema for values of one type, and null if it may be that too.
    mutating func single(_ type: String, _ source: JSONObject, at place: Place, isNullable: Bool) -> JSONObject {
        var result: JSONObject = ["type": typeName(type)]
        if isNullable {
            switch dialect.nulls {
            case .nullable: result["nullable"] = true
            case .typeArray: result["type"] = [typeName(type), typeName("null")]
            case .union: break
            }
        }
        var notes: [String] = []
        for (key, value) in source where key != "type" && key != "nullable" {
            if SchemaKeywords.isAnnotation(key) {
                if keywords.contains(key) { result[key] = value }
            } else if SchemaKeywords.constrains(key, type) {
                switch key {
                case "properties", "required", "additionalProperties", "items", "prefixItems": break
                case "enum", "const":
                    enumerate(key, type, source, at: place, isNullable: isNullable, into: &result, &notes)
                default: constrain(key, value, type, source, at: place, into: &result, &notes)
                }
            }
        }
        if type == "object" { object(source, at: place, into: &result) }
        if type == "array" { array(source, at: place, into: &result) }
        note(notes, in: &result)
        return isNullable && dialect.nulls == .union ? alternatives([result], isNullable: true) : result
    }

    /// What the provider does not enforce is still said to the model, in words.
    private func note(_ notes: [String], in result: inout JSONObject) {
        guard !notes.isEmpty, keywords.contains("description") else { return }
        let note = "(\(notes.joined(separator: "; ")))"
        result["description"] = .string(result["description"]?.stringValue.map { "\($0) \(note)" } ?? note)
    }

    private mutating func lose(_ key: String, _ value: JSONValue, at place: Place, _ notes: inout [String]) {
        let text = "\(key): \(value.jsonText.prefix(200))"
        notes.append(text)
        find(.lossy, at: place.below(key), "\(text) is not enforced")
    }

    private mutating func constrain(
        _ key: String, _ value: JSONValue, _ type: String, _ source: JSONObject, at place: Place,
        into result: inout JSONObject, _ notes: inout [String]
    ) {
        switch key {
        case "format":
            guard let formats = dialect.formats, !formats.contains(value.stringValue ?? "") else {
                result[key] = value
                return
            }
            lose(key, value, at: place, &notes)
        case "minItems" where keywords.contains(key) && (value.intValue ?? 0) > dialect.largestMinItems ?? .max:
            result[key] = dialect.largestMinItems.map(JSONValue.integer)
            lose(key, value, at: place, &notes)
        case "minimum" where isUnbound(type), "maximum" where isUnbound(type),
            "exclusiveMinimum" where isUnbound(type), "exclusiveMaximum" where isUnbound(type):
            lose(key, value, at: place, &notes)
        case _ where keywords.contains(key):
            result[key] = value
            if let most = dialect.enforcedUpTo[key], let count = value.intValue, count > most {
                lose(key, value, at: place, &notes)
            }
        case "exclusiveMinimum", "exclusiveMaximum":
            let inclusive = key == "exclusiveMinimum" ? "minimum" : "maximum"
            // Among whole numbers, more than 3 is at least 4.
            guard keywords.contains(inclusive), type == "integer", source[inclusive] == nil, let bound = value.intValue,
                bound.magnitude < 1 << 53
            else { return lose(key, value, at: place, &notes) }
            result[inclusive] = .integer(key == "exclusiveMinimum" ? bound + 1 : bound - 1)
        case "minLength" where value == 0, "minProperties" where value == 0, "uniqueItems" where value == false,
            "unevaluatedProperties", "unevaluatedItems", "additionalItems":
            break
        default: lose(key, value, at: place, &notes)
        }
    }

    private func isUnbound(_ type: String) -> Bool { dialect.boundsOnlyIntegers && type != "integer" }

    private mutating func enumerate(
        _ key: String, _ type: String, _ source: JSONObject, at place: Place, isNullable: Bool,
        into result: inout JSONObject, _ notes: inout [String]
    ) {
        // A constant beside an enumeration is one of its values.
        if key == "enum", source["const"] != nil { return }
        let all = key == "const" ? [source["const"] ?? .null] : source["enum"]?.arrayValue ?? []
        var values = all.filter { value in
            let found = SchemaKeywords.type(of: value)
            return found == type || type == "number" && found == "integer"
        }
        guard !values.isEmpty || type == "null" else {
            find(.impossible, at: place.below(key), "no value is allowed")
            return
        }
        if type == "null" { return }
        if dialect.enumeratesOnlyStrings, values.contains(where: { $0.stringValue == nil }) {
            lose("one of", .array(values), at: place, &notes)
            return
        }
        counts.enumValues += values.count
        if key == "const", keywords.contains("const"), !isNullable || dialect.nulls == .union {
            result["const"] = values[0]
            return
        }
        if isNullable, dialect.nulls == .typeArray { values.append(.null) }
        result["enum"] = .array(values)
    }

    // MARK: Arrays

    private mutating func array(_ source: JSONObject, at place: Place, into result: inout JSONObject) {
        var inner = place
        inner.nesting += 1
        let tuple = source["prefixItems"]?.arrayValue ?? source["items"]?.arrayValue
        guard let tuple, !tuple.isEmpty else {
            result["items"] = .object(adapt(source["items"] ?? true, at: inner.below("items")))
            return
        }
        var adapted: [JSONValue] = []
        for (index, element) in tuple.enumerated() {
            adapted.append(.object(adapt(element, at: inner.below("prefixItems", "\(index)"))))
        }
        if keywords.contains("prefixItems") {
            result["prefixItems"] = .array(adapted)
            if let rest = source["items"]?.objectValue {
                result["items"] = .object(adapt(.object(rest), at: inner.below("items")))
            }
            return
        }
        find(.lossy, at: place.below("prefixItems"), "the order of the elements' types is not enforced")
        var distinct: [JSONValue] = []
        var known: Set<String> = []
        for schema in adapted where known.insert(schema.jsonText).inserted { distinct.append(schema) }
        result["items"] = distinct.count == 1 ? distinct[0] : ["anyOf": .array(distinct)]
    }
}
