/// What the named schemas of a document refer to.
enum SchemaReferences {
    /// The names of the whole document, `#`, as if it were a definition.
    static let document = "#"

    static func definition(_ name: String, in root: JSONValue) -> JSONValue? {
        root["$defs"]?[name] ?? root["definitions"]?[name]
    }

    /// The definitions that contain themselves, or lead to one that does. A reference to the whole document always
    /// does.
    static func recursiveDefinitions(of root: JSONValue) -> Set<String> {
        var references: [String: Set<String>] = [:]
        for table in [root["$defs"], root["definitions"]] {
            for (name, schema) in table?.objectValue ?? JSONObject() where references[name] == nil {
                references[name] = self.references(in: schema)
            }
        }
        // Definitions that lead nowhere are taken away until only those in circles, or before them, are left.
        var users: [String: [String]] = [:]
        var open: [String: Int] = [:]
        var ends: [String] = []
        for (name, targets) in references {
            let known = targets.filter { references[$0] != nil || $0 == document }
            open[name] = known.count
            if known.isEmpty { ends.append(name) }
            for target in known { users[target, default: []].append(name) }
        }
        while let end = ends.popLast() {
            open[end] = nil
            for user in users[end] ?? [] {
                open[user]? -= 1
                if open[user] == 0 { ends.append(user) }
            }
        }
        return Set(open.keys)
    }

    static func references(in schema: JSONValue) -> Set<String> {
        var found: Set<String> = []
        var rest = [schema]
        while let value = rest.popLast() {
            switch value {
            case .object(let object):
                if let reference = object["$ref"]?.stringValue {
                    found.insert(SchemaPointer.definition(reference) ?? document)
                }
                for (_, member) in object { rest.append(member) }
            case .array(let elements): rest += elements
            default: break
            }
        }
        return found
    }
}
