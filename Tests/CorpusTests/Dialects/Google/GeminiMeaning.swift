import Dialect

/// Recorded bodies in a form in which equal meanings are equal.
enum GeminiMeaning {
    /// Values that are the app's own: names in them are nobody's spelling.
    private static let opaque: Set<String> = [
        "args", "response", "parametersJsonSchema", "responseJsonSchema", "labels",
    ]

    /// Field names in lower camel case; Google also takes them with underscores.
    static func canonical(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let elements): return .array(elements.map(canonical))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object {
                let name = camelCase(key)
                switch name {
                case "parameters", "responseSchema": result[name] = canonicalSchema(value)
                case _ where opaque.contains(name): result[name] = value
                case "inlineData": result[name] = canonicalData(canonical(value))
                default: result[name] = canonical(value)
                }
            }
            return .object(result)
        default: return json
        }
    }

    /// Bytes in the alphabet for URLs are the same bytes (the JSON mapping of protocol buffers takes both).
    private static func canonicalData(_ inline: JSONValue) -> JSONValue {
        guard let text = inline["data"]?.stringValue else { return inline }
        var inline = inline
        inline["data"] = .string(text.replacing("-", with: "+").replacing("_", with: "/"))
        return inline
    }

    /// In a schema only the keywords are Google's, not the names of properties.
    private static func canonicalSchema(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let elements): return .array(elements.map(canonicalSchema))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object {
                // The names of types are taken in either case.
                if key == "type", let name = value.stringValue {
                    result[key] = .string(name.uppercased())
                    continue
                }
                guard key == "properties", let properties = value.objectValue else {
                    result[camelCase(key)] = canonicalSchema(value)
                    continue
                }
                var members = JSONObject()
                for (name, member) in properties { members[name] = canonicalSchema(member) }
                result[key] = .object(members)
            }
            return .object(result)
        default: return json
        }
    }

    private static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        return words.dropFirst().reduce(String(words.first ?? "")) {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        }
    }

    /// What is required is a set; its order says nothing.
    private static func sortingRequired(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let elements): return .array(elements.map(sortingRequired))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object {
                let names = value.arrayValue?.compactMap(\.stringValue) ?? []
                result[key] =
                    key == "required" && !names.isEmpty
                    ? .array(names.sorted().map(JSONValue.string)) : sortingRequired(value)
            }
            return .object(result)
        default: return json
        }
    }

    static func of(_ body: JSONValue) -> JSONValue {
        var result = canonical(body)
        result["generationConfig"] = result["generationConfig"].map(sortingRequired)
        result["tools"] = result["tools"].map(sortingRequired)
        // Instructions need no role.
        if let instruction = result["systemInstruction"], instruction.objectValue != nil {
            result["systemInstruction"] = content(instruction)
            result["systemInstruction"]?["role"] = nil
        }
        if result["generationConfig"] == .object(JSONObject()) { result["generationConfig"] = nil }
        result["contents"] = .array((result["contents"]?.arrayValue ?? []).map(content))
        if let tools = result["tools"]?.arrayValue { result["tools"] = .array(tools.map(tool)) }
        return result
    }

    private static func content(_ content: JSONValue) -> JSONValue {
        var content = content
        if content["role"] == nil { content["role"] = "user" }
        content["parts"] = .array(
            (content["parts"]?.arrayValue ?? []).map { part in
                var part = part
                if part["thought"] == false { part["thought"] = nil }
                if part["functionCall"] != nil, part["functionCall"]?["args"] == nil {
                    part["functionCall"]?["args"] = .object(JSONObject())
                }
                return part
            })
        return content
    }

    /// A function without parameters may say so or say nothing.
    private static func tool(_ tool: JSONValue) -> JSONValue {
        guard let functions = tool["functionDeclarations"]?.arrayValue else { return tool }
        var tool = tool
        tool["functionDeclarations"] = .array(
            functions.map { function in
                var function = function
                for form in ["parameters", "parametersJsonSchema"] {
                    let schema = function[form]?.objectValue ?? JSONObject()
                    if schema["properties"]?.objectValue?.isEmpty ?? true { function[form] = nil }
                }
                return function
            })
        return tool
    }

    // MARK: Arguments in pieces

    /// The keys and indices of `$.a.b[0].c`.
    static func path(_ text: String) -> [String] {
        text.split { "$.[]".contains($0) }.map(String.init)
    }

    /// The value with a piece added at its place: strings grow, all else is set.
    static func joined(_ json: JSONValue, _ path: ArraySlice<String>, _ piece: JSONValue) -> JSONValue {
        guard let step = path.first else {
            if case .string(let old) = json, case .string(let more) = piece { return .string(old + more) }
            return piece
        }
        if let index = Int(step) {
            var array = json.arrayValue ?? []
            while array.count <= index { array.append(.null) }
            array[index] = joined(array[index], path.dropFirst(), piece)
            return .array(array)
        }
        var object = json.objectValue ?? JSONObject()
        object[step] = joined(object[step] ?? .null, path.dropFirst(), piece)
        return .object(object)
    }

    /// A schema in the form of OpenAPI as the JSON schema that it came from.
    static func jsonSchema(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.objectValue else { return schema }
        if let type = object["type"]?.stringValue { object["type"] = .string(type.lowercased()) }
        for key in ["items"] { object[key] = object[key].map(jsonSchema) }
        for key in ["anyOf"] { object[key] = object[key]?.arrayValue.map { .array($0.map(jsonSchema)) } }
        if let properties = object["properties"]?.objectValue {
            var result = JSONObject()
            for (name, member) in properties { result[name] = jsonSchema(member) }
            object["properties"] = .object(result)
        }
        return .object(object)
    }
}
