extension SchemaValidator {
    func checkString(_ text: String, _ schema: JSONObject, at place: SchemaPlace, _ run: inout Run) {
        // Lengths are in Unicode code points (JSON Schema Validation, section 6.3).
        if let least = schema["minLength"]?.intValue, text.unicodeScalars.count < least {
            run.report(place, "must have at least \(least) characters, has \(text.unicodeScalars.count)")
        }
        if let most = schema["maxLength"]?.intValue, text.unicodeScalars.count > most {
            run.report(place, "must have at most \(most) characters, has \(text.unicodeScalars.count)")
        }
        // A pattern that is not known forbids nothing.
        if let pattern = schema["pattern"]?.stringValue, run.matches(text, pattern) == false {
            run.report(place, "must match the pattern \(pattern), is \(Self.excerpt(.string(text)))")
        }
    }

    func checkNumber(_ number: Double, _ schema: JSONObject, at place: SchemaPlace, _ run: inout Run) {
        if let least = schema["minimum"]?.doubleValue, number < least {
            run.report(place, "must be at least \(Self.text(least)), is \(Self.text(number))")
        }
        if let most = schema["maximum"]?.doubleValue, number > most {
            run.report(place, "must be at most \(Self.text(most)), is \(Self.text(number))")
        }
        if let bound = schema["exclusiveMinimum"]?.doubleValue, number <= bound {
            run.report(place, "must be more than \(Self.text(bound)), is \(Self.text(number))")
        }
        if let bound = schema["exclusiveMaximum"]?.doubleValue, number >= bound {
            run.report(place, "must be less than \(Self.text(bound)), is \(Self.text(number))")
        }
        if let step = schema["multipleOf"]?.doubleValue, step > 0 {
            let quotient = number / step
            // 0.3 is a multiple of 0.1, whatever binary fractions make of it.
            if abs(quotient - quotient.rounded()) > 1e-9 * max(1, abs(quotient)) {
                run.report(place, "must be a multiple of \(Self.text(step)), is \(Self.text(number))")
            }
        }
    }

    func checkArray(
        _ elements: [JSONValue], _ schema: JSONObject, at place: SchemaPlace, depth: Int, _ run: inout Run
    ) {
        if let least = schema["minItems"]?.intValue, elements.count < least {
            run.report(place, "must have at least \(least) elements, has \(elements.count)")
        }
        if let most = schema["maxItems"]?.intValue, elements.count > most {
            run.report(place, "must have at most \(most) elements, has \(elements.count)")
        }
        if schema["uniqueItems"] == true {
            var known: Set<String> = []
            if !elements.allSatisfy({ known.insert(Self.canonical($0)).inserted }) {
                run.report(place, "must not have equal elements")
            }
        }
        let tuple = schema["prefixItems"]?.arrayValue ?? schema["items"]?.arrayValue ?? []
        let rest = schema["items"]?.arrayValue == nil ? schema["items"] : schema["additionalItems"]
        for (index, element) in elements.enumerated() {
            guard let schema = index < tuple.count ? tuple[index] : rest else { break }
            check(element, schema, at: .element(place, index), depth: depth + 1, &run)
        }
        if let contained = schema["contains"] {
            let count = elements.count { obeys($0, contained, at: place, depth: depth, &run) }
            let least = schema["minContains"]?.intValue ?? 1
            let most = schema["maxContains"]?.intValue ?? .max
            if count < least || count > most { run.report(place, "has \(count) elements of a form that is wanted") }
        }
    }

    func checkObject(
        _ object: JSONObject, _ schema: JSONObject, at place: SchemaPlace, depth: Int, _ run: inout Run
    ) {
        for name in schema["required"]?.arrayValue ?? [] {
            guard let name = name.stringValue, object[name] == nil else { continue }
            run.report(place, "must have the property \(name)")
        }
        if let least = schema["minProperties"]?.intValue, object.count < least {
            run.report(place, "must have at least \(least) properties, has \(object.count)")
        }
        if let most = schema["maxProperties"]?.intValue, object.count > most {
            run.report(place, "must have at most \(most) properties, has \(object.count)")
        }
        let properties = schema["properties"]?.objectValue
        let patterns = schema["patternProperties"]?.objectValue ?? JSONObject()
        for (name, value) in object {
            let inner = SchemaPlace.member(place, name)
            var isNamed = false
            if let property = properties?[name] {
                isNamed = true
                check(value, property, at: inner, depth: depth + 1, &run)
            }
            for (pattern, property) in patterns where run.matches(name, pattern) == true {
                isNamed = true
                check(value, property, at: inner, depth: depth + 1, &run)
            }
            if !isNamed, let others = schema["additionalProperties"] {
                if others == false {
                    run.report(inner, "must not be there: the object has no such property")
                } else {
                    check(value, others, at: inner, depth: depth + 1, &run)
                }
            }
            if let names = schema["propertyNames"] {
                check(.string(name), names, at: inner, depth: depth + 1, &run)
            }
            for needed in schema["dependentRequired"]?[name]?.arrayValue ?? [] {
                guard let needed = needed.stringValue, object[needed] == nil else { continue }
                run.report(place, "must have the property \(needed), since it has \(name)")
            }
        }
    }

    private static func text(_ number: Double) -> String { JSONNumber(number).literal }

    /// Equal values as equal texts, whatever the order of their keys.
    private static func canonical(_ value: JSONValue) -> String { sorted(value).jsonText }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for (key, member) in object.sorted(by: { $0.key < $1.key }) { result[key] = sorted(member) }
            return .object(result)
        case .array(let elements): return .array(elements.map(sorted))
        default: return value
        }
    }
}
