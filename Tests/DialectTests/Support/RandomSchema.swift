import Dialect

/// Random JSON schemas of the kinds that apps write, and values for them.
struct RandomSchema {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    // MARK: Schemas

    mutating func schema() -> JSONValue {
        var schema = chance(4) == 0 ? node(depth: 0) : object(depth: 0)
        // A definition refers to later ones only.
        var definitions = JSONObject()
        for index in 0..<3 { definitions["d\(index)"] = node(depth: 2, definitions: index + 1) }
        schema["$defs"] = .object(definitions)
        return schema
    }

    private mutating func node(depth: Int, definitions: Int = 0) -> JSONValue {
        switch chance(depth > 3 ? 5 : 12) {
        case 0, 1: return string()
        case 2: return number("integer")
        case 3: return chance(2) == 0 ? number("number") : ["type": "boolean"]
        case 4: return [["type": ["string", "null"]], ["type": ["integer", "string"]], ["const": "word"]][chance(3)]
        case 5, 6:
            var array: JSONValue = ["type": "array", "items": node(depth: depth + 1, definitions: definitions)]
            if chance(6) == 0 { array["minItems"] = .integer(chance(3)) }
            return array
        case 7:
            var branches = (0..<2 + chance(2)).map { _ in node(depth: depth + 1, definitions: definitions) }
            if chance(2) == 0 { branches.append(["type": "null"]) }
            return .object([chance(3) == 0 ? "oneOf" : "anyOf": .array(branches)])
        case 8 where definitions < 3:
            return ["$ref": .string("#/$defs/d\(Int.random(in: definitions..<3, using: &generator))")]
        case 9:
            return ["allOf": [object(depth: depth + 1, "p", definitions), object(depth: depth + 1, "q", definitions)]]
        default: return object(depth: depth, "p", definitions)
        }
    }

    private mutating func object(depth: Int, _ prefix: String = "p", _ definitions: Int = 0) -> JSONValue {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for index in 0..<1 + chance(4) {
            properties["\(prefix)\(index)"] = node(depth: depth + 1, definitions: definitions)
            if chance(3) > 0 { required.append(.string("\(prefix)\(index)")) }
        }
        var object: JSONValue = ["type": "object", "properties": .object(properties), "required": .array(required)]
        if prefix == "p", chance(3) == 0 { object["additionalProperties"] = .bool(chance(6) == 0) }
        return object
    }

    private mutating func string() -> JSONValue {
        var string: JSONValue = ["type": "string"]
        switch chance(12) {
        case 0: string["minLength"] = 2
        case 1: string["format"] = "date-time"
        case 2: string["description"] = "Some words."
        case 3, 4: string["enum"] = ["red", "green", "blue"]
        default: break
        }
        return string
    }

    private mutating func number(_ type: String) -> JSONValue {
        var number: JSONValue = ["type": .string(type)]
        switch chance(10) {
        case 0: number["minimum"] = 3
        case 1: number["exclusiveMaximum"] = 7
        case 2 where type == "integer": number["enum"] = [1, 2]
        default: break
        }
        return number
    }

    /// The schema without leave for properties that have no name, parts of `allOf` aside.
    static func closed(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .array(let elements): return .array(elements.map(closed))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object { result[key] = key == "allOf" ? value : closed(value) }
            if result["type"] == "object", result["additionalProperties"] != false {
                result["additionalProperties"] = false
            }
            return .object(result)
        default: return schema
        }
    }

    // MARK: Values

    /// A value that obeys the schema, unless its constraints are hard to meet.
    mutating func value(of schema: JSONValue, in root: JSONValue, depth: Int = 0) -> JSONValue {
        if let reference = schema["$ref"]?.stringValue, let name = reference.split(separator: "/").last {
            return value(of: root["$defs"]?[String(name)] ?? true, in: root, depth: depth + 1)
        }
        if let constant = schema["const"] { return constant }
        if schema["nullable"] == true, chance(4) == 0 { return .null }
        if let words = schema["enum"]?.arrayValue { return words[chance(words.count)] }
        if let branches = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue {
            return value(of: branches[chance(branches.count)], in: root, depth: depth + 1)
        }
        if let parts = schema["allOf"]?.arrayValue {
            var merged = JSONObject()
            for part in parts {
                for (key, member) in value(of: part, in: root, depth: depth + 1).objectValue ?? [:] {
                    merged[key] = member
                }
            }
            return .object(merged)
        }
        let types = schema["type"]?.arrayValue ?? [schema["type"] ?? "null"]
        switch types[chance(types.count)].stringValue?.lowercased() {
        case "string": return [.string("red"), .string("words"), .string("")][chance(3)]
        case "integer": return .integer(chance(12))
        case "number": return chance(2) == 0 ? .integer(chance(12)) : .number(2.5)
        case "boolean": return .bool(chance(2) == 0)
        case "array":
            return .array((0..<chance(4)).map { _ in value(of: schema["items"] ?? true, in: root, depth: depth + 1) })
        case "object":
            let required = Set(schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            var object = JSONObject()
            for (name, property) in schema["properties"]?.objectValue ?? [:]
            where required.contains(name) || chance(2) == 0 {
                object[name] = value(of: property, in: root, depth: depth + 1)
            }
            return .object(object)
        default: return .null
        }
    }

    /// The value with null in place of every property that is required but absent, as a model would answer that has
    /// nothing to say.
    func filled(_ value: JSONValue, _ schema: JSONValue, in root: JSONValue? = nil) -> JSONValue {
        let root = root ?? schema
        if let reference = schema["$ref"]?.stringValue, let name = reference.split(separator: "/").last {
            return filled(value, root["$defs"]?[String(name)] ?? true, in: root)
        }
        if let branches = schema["anyOf"]?.arrayValue {
            for branch in branches {
                let candidate = filled(value, branch, in: root)
                var whole = branch
                whole["$defs"] = root["$defs"]
                if SchemaValidator(whole).violations(of: candidate).isEmpty { return candidate }
            }
            return value
        }
        switch value {
        case .array(let elements): return .array(elements.map { filled($0, schema["items"] ?? true, in: root) })
        case .object(let object):
            var result = object
            for (name, property) in schema["properties"]?.objectValue ?? [:] {
                result[name] = object[name].map { filled($0, property, in: root) } ?? .null
            }
            return .object(result)
        default: return value
        }
    }

    /// The value with one thing changed somewhere.
    mutating func broken(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(var elements) where !elements.isEmpty:
            let index = chance(elements.count)
            elements[index] = broken(elements[index])
            return .array(elements)
        case .object(var object) where !object.isEmpty:
            let key = object.keys[chance(object.count)]
            object[key] = chance(3) == 0 ? nil : broken(object[key] ?? .null)
            return .object(object)
        default: return [.null, .integer(5), .string("other"), .array([]), .object([:]), .bool(true)][chance(6)]
        }
    }
}
