#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes into a node. Numbers and texts take the generic way too: what is saved is small, and saved once.
struct ExactEncoder: Encoder {
    let node: ExactNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func encode(_ value: some Encodable) throws {
        if let json = try scalar(value) {
            node.content = .value(json)
        } else {
            try value.encode(to: self)
            // Without a container the value is as good as an object without members.
            if case .members(let members) = node.content, value is any StringKeyed {
                node.content = .members(members.sorted { $0.key < $1.key })
            }
        }
    }

    /// The JSON of what is no container.
    private func scalar(_ value: some Encodable) throws -> JSONValue? {
        switch value {
        case let json as JSONValue: return json
        case let object as JSONObject: return .object(object)
        case let text as String: return .string(text)
        case let flag as Bool: return .bool(flag)
        case let number as Int: return .integer(number)
        case let number as Double: return try finite(number)
        case let number as Float: return try finite(Double(number))
        case let number as any BinaryInteger: return JSONNumber(String(number)).map(JSONValue.number)
        case let data as Data: return .string(data.base64EncodedString())
        default: return nil
        }
    }

    private func finite(_ number: Double) throws -> JSONValue {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: codingPath, debugDescription: "JSON has no form for \(number)."))
        }
        return .number(JSONNumber(number))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .empty = node.content { node.content = .members([]) }
        return KeyedEncodingContainer(ExactKeyedWriter(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .empty = node.content { node.content = .elements([]) }
        return ExactUnkeyedWriter(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        ExactValueWriter(node: node, codingPath: codingPath)
    }
}

/// Dictionaries, whose members have no order of their own.
private protocol StringKeyed {}
extension Dictionary: StringKeyed where Key == String {}

private struct ExactKeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: ExactNode
    let codingPath: [any CodingKey]

    private func encoder(_ key: any CodingKey) -> ExactEncoder {
        ExactEncoder(node: node.appendMember(key.stringValue), codingPath: codingPath + [key])
    }

    func encodeNil(forKey key: Key) { encoder(key).node.content = .value(.null) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try encoder(key).encode(value) }
    func superEncoder() -> any Encoder { encoder(JSONKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }
}

private struct ExactUnkeyedWriter: UnkeyedEncodingContainer {
    let node: ExactNode
    let codingPath: [any CodingKey]

    var count: Int { if case .elements(let nodes) = node.content { nodes.count } else { 0 } }

    private func encoder() -> ExactEncoder { ExactEncoder(node: node.appendElement(), codingPath: codingPath) }

    func encodeNil() { encoder().node.content = .value(.null) }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder().encode(value) }
    func superEncoder() -> any Encoder { encoder() }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }
}

private struct ExactValueWriter: SingleValueEncodingContainer {
    let node: ExactNode
    let codingPath: [any CodingKey]

    func encodeNil() { node.content = .value(.null) }

    func encode<Value: Encodable>(_ value: Value) throws {
        try ExactEncoder(node: node, codingPath: codingPath).encode(value)
    }
}
