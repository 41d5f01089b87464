/// JSON pointers into a schema (RFC 6901), as `$ref` has them.
enum SchemaPointer {
    /// The value that `#/$defs/Name` names; nil for one that is not there or in another document.
    static func resolve(_ reference: String, in root: JSONValue) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var value = root
        for token in reference.dropFirst().split(separator: "/", omittingEmptySubsequences: true) {
            let key = unescaped(token)
            guard let next = value[key] ?? Int(key).flatMap({ value[$0] }) else { return nil }
            value = next
        }
        return value
    }

    /// The name of the definition that `#/$defs/Name` or `#/definitions/Name` names; nil for other places.
    static func definition(_ reference: String) -> String? {
        let tokens = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard tokens.count == 3, tokens[0] == "#", tokens[1] == "$defs" || tokens[1] == "definitions" else {
            return nil
        }
        return unescaped(tokens[2])
    }

    static func escaped(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
        return key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }

    private static func unescaped(_ token: Substring) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return String(token) }
        var result = ""
        var rest = token
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("~", "0"?): result.append("~")
            case ("~", "1"?): result.append("/")
            default:
                result.append(character)
                continue
            }
            rest.removeFirst()
        }
        return result
    }
}
