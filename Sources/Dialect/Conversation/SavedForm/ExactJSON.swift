/// JSON in which nothing is lost: members keep their order, numbers their digits.
///
/// Foundation's decoder forgets the order of members. Where JSON is what a model was told, such as a tool's result,
/// another order is another prompt: caches miss, and a connection does not recognise the conversation it has seen.
package enum ExactJSON {
    /// The JSON of a value, members in the order in which they were encoded; those of dictionaries are sorted.
    ///
    /// - Throws: Whatever encoding throws.
    package static func encode(_ value: some Encodable) throws -> JSONValue {
        let node = ExactNode()
        try ExactEncoder(node: node, codingPath: []).encode(value)
        return node.json
    }

    /// The value that some JSON stands for.
    ///
    /// - Throws: `DecodingError`.
    package static func decode<Value: Decodable>(_ type: Value.Type, from json: JSONValue) throws -> Value {
        try ExactDecoder(json: json, codingPath: []).decode(type)
    }

    /// The value that a saved text stands for.
    ///
    /// - Throws: ``JSONError``, `DecodingError`.
    static func decode<Value: Decodable>(_ type: Value.Type, saved text: String) throws -> Value {
        // JSON as deep as any that is read stands some levels down in what is saved, such as in a tool's result.
        let maximumDepth = JSONReader.maximumDepth + 64
        return try decode(type, from: JSONValue(parsing: text, maximumDepth: maximumDepth))
    }
}

/// JSON that is being written.
final class ExactNode {
    enum Content {
        case empty
        case value(JSONValue)
        case members([(key: String, node: ExactNode)])
        case elements([ExactNode])
    }

    var content = Content.empty

    var json: JSONValue {
        switch content {
        case .empty: return .object([:])
        case .value(let json): return json
        case .elements(let nodes): return .array(nodes.map(\.json))
        case .members(let members):
            var object = JSONObject()
            for (key, node) in members { object[key] = node.json }
            return .object(object)
        }
    }

    func appendMember(_ key: String) -> ExactNode {
        let node = ExactNode()
        guard case .members(var members) = content else {
            content = .members([(key, node)])
            return node
        }
        content = .empty
        members.append((key, node))
        content = .members(members)
        return node
    }

    func appendElement() -> ExactNode {
        let node = ExactNode()
        guard case .elements(var nodes) = content else {
            content = .elements([node])
            return node
        }
        content = .empty
        nodes.append(node)
        content = .elements(nodes)
        return node
    }
}
