/// Collects the schemas of types while the schema of one that holds them is written, so that a type that contains itself
/// is referred to by name.
///
/// What `@Generable` makes uses it. By hand it is needed for a type that contains itself, or holds one that does:
///
/// ```swift
/// struct Thread: Generable {
///     var text: String
///     var replies: [Thread]
///
///     static var jsonSchema: JSONValue { SchemaDefinitions.schema(of: Self.self) }
///     static func jsonSchema(in definitions: inout SchemaDefinitions) -> JSONValue {
///         definitions.define(Self.self, name: "Thread") { definitions in
///             [
///                 "type": "object",
///                 "properties": ["text": ["type": "string"], "replies": [Thread].jsonSchema(in: &definitions)],
///                 "required": ["text", "replies"], "additionalProperties": false,
///             ]
///         }
///     }
/// }
/// ```
public struct SchemaDefinitions: Sendable {
    private var names: [ObjectIdentifier: String] = [:]
    private var schemas = JSONObject()

    private init() {}

    /// The whole schema of a type, which stands for itself.
    ///
    /// Types that contain themselves are in its `$defs`, all others where they are used: providers take few references
    /// or none, and a description may not stand beside one everywhere.
    public static func schema<Value: Generable>(of type: Value.Type) -> JSONValue {
        var definitions = SchemaDefinitions()
        let reference = Value.jsonSchema(in: &definitions)
        return definitions.complete(reference)
    }

    /// Refers to the schema of a type, which is written when it is asked for first.
    ///
    /// - Parameters:
    ///   - name: What to call it; a number is added where another type is called so.
    ///   - schema: Writes the schema; those of other types come from their ``Generable/jsonSchema(in:)``.
    public mutating func define<Value: Generable>(
        _ type: Value.Type, name: String, as schema: (inout SchemaDefinitions) -> JSONValue
    ) -> JSONValue {
        let id = ObjectIdentifier(type)
        if let known = names[id] { return Self.reference(to: known) }
        let name = reserve(name)
        names[id] = name
        schemas[name] = schema(&self)
        return Self.reference(to: name)
    }

    /// Takes in a schema that stands for itself, with its definitions, if it has any.
    mutating func adopt<Value: Generable>(_ schema: JSONValue, of type: Value.Type) -> JSONValue {
        guard !SchemaReferences.references(in: schema).isEmpty else { return schema }
        return define(type, name: String(describing: type)) { definitions in
            var renamed = [SchemaReferences.document: definitions.names[ObjectIdentifier(type)] ?? ""]
            var moved: [(JSONValue, String)] = []
            for table in [schema["$defs"], schema["definitions"]] {
                for (name, definition) in table?.objectValue ?? JSONObject() where renamed[name] == nil {
                    let new = definitions.reserve(name)
                    renamed[name] = new
                    moved.append((definition, new))
                }
            }
            for (definition, name) in moved {
                definitions.schemas[name] = Self.renaming(renamed, in: definition)
            }
            var rest = schema
            rest["$defs"] = nil
            rest["definitions"] = nil
            return Self.renaming(renamed, in: rest)
        }
    }

    private mutating func reserve(_ wanted: String) -> String {
        // `Page<Item>` is called Page; providers want names of letters, digits and underscores.
        let plain = wanted.prefix { $0 != "<" }.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        var name = String(plain)
        var number = 2
        while schemas[name] != nil {
            name = "\(String(plain))\(number)"
            number += 1
        }
        schemas[name] = .null
        return name
    }

    private static func reference(to name: String) -> JSONValue { ["$ref": .string("#/$defs/" + name)] }

    private static func renaming(_ names: [String: String], in schema: JSONValue) -> JSONValue {
        switch schema {
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object {
                guard key == "$ref", let old = value.stringValue else {
                    result[key] = renaming(names, in: value)
                    continue
                }
                let name = SchemaPointer.definition(old) ?? SchemaReferences.document
                result[key] = names[name].map { reference(to: $0)["$ref"] ?? value } ?? value
            }
            return .object(result)
        case .array(let elements): return .array(elements.map { renaming(names, in: $0) })
        default: return schema
        }
    }

    // MARK: The whole

    private func complete(_ root: JSONValue) -> JSONValue {
        let recursive = recursiveNames()
        var written: [String: JSONValue] = [:]
        var kept: [String] = []
        var root = root
        if let name = root["$ref"]?.stringValue.flatMap(SchemaPointer.definition), let schema = schemas[name] {
            root = schema
        }
        root = inlined(root, recursive, &written, &kept)
        var definitions = JSONObject()
        var next = 0
        while next < kept.count {
            let name = kept[next]
            next += 1
            definitions[name] = inlined(schemas[name] ?? .null, recursive, &written, &kept)
        }
        if !definitions.isEmpty { root["$defs"] = .object(definitions) }
        return root
    }

    /// Writes out all references but those to types that contain themselves, which are kept.
    private func inlined(
        _ schema: JSONValue, _ recursive: Set<String>, _ written: inout [String: JSONValue], _ kept: inout [String]
    ) -> JSONValue {
        switch schema {
        case .array(let elements): return .array(elements.map { inlined($0, recursive, &written, &kept) })
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object { result[key] = inlined(value, recursive, &written, &kept) }
            guard let name = object["$ref"]?.stringValue.flatMap(SchemaPointer.definition),
                let definition = schemas[name]
            else { return .object(result) }
            guard !recursive.contains(name) else {
                if !kept.contains(name) { kept.append(name) }
                return .object(result)
            }
            let whole = written[name] ?? inlined(definition, recursive, &written, &kept)
            written[name] = whole
            result["$ref"] = nil
            return whole.refined(by: .object(result))
        default: return schema
        }
    }

    private func recursiveNames() -> Set<String> {
        var targets: [String: Set<String>] = [:]
        for (name, schema) in schemas { targets[name] = SchemaReferences.references(in: schema) }
        return Set(
            targets.keys.filter { name in
                var seen: Set<String> = []
                var rest = Array(targets[name] ?? [])
                while let next = rest.popLast() {
                    if next == name { return true }
                    if seen.insert(next).inserted { rest += targets[next] ?? [] }
                }
                return false
            })
    }
}

extension JSONValue {
    /// The schema with what another says of the same value: its keywords win, and both descriptions are kept.
    package func refined(by other: JSONValue) -> JSONValue {
        guard case .object(var result) = self, let other = other.objectValue else { return self }
        for (key, value) in other {
            switch (result[key], value) {
            case (.string(let own)?, .string(let more)) where key == "description" && own != more:
                result[key] = .string("\(more)\n\(own)")
            case (.object?, .object): result[key] = result[key]?.refined(by: value)
            default: result[key] = value
            }
        }
        return .object(result)
    }
}
