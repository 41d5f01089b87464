#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a value out of JSON. ``JSONValue`` and ``JSONObject`` take from it what there is, as it is.
struct ExactDecoder: Decoder {
    let json: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let scalar: (any Decodable)?
        switch type {
        case is JSONValue.Type: scalar = json
        case is JSONObject.Type: scalar = json.objectValue
        case is String.Type: scalar = json.stringValue
        case is Bool.Type: scalar = json.boolValue
        case is Double.Type: scalar = json.doubleValue
        case is Float.Type: scalar = json.doubleValue.map { Float($0) }
        case is Data.Type: scalar = json.stringValue.flatMap { Data(base64Encoded: $0) }
        case let integer as any FixedWidthInteger.Type: scalar = Self.integer(json, integer)
        default: return try type.init(from: self)
        }
        guard let value = scalar as? Value else { throw mismatch(type) }
        return value
    }

    private static func integer<Number: FixedWidthInteger>(_ json: JSONValue, _ type: Number.Type) -> (any Decodable)? {
        guard case .number(let number) = json else { return nil }
        let value = number.intValue.flatMap(Number.init(exactly:)) ?? Number(number.literal)
        return value as? any Decodable
    }

    fileprivate func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "Expected \(type), found \(String(json.jsonText.prefix(60)))")
        return json.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let object = json.objectValue else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(ExactKeyedReader(object: object, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = json.arrayValue else { throw mismatch([Any].self) }
        return ExactUnkeyedReader(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ExactValueReader(decoder: self) }
}

private struct ExactKeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: JSONObject
    let codingPath: [any CodingKey]

    var allKeys: [Key] { object.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { object[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).json.isNull }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder(key).decode(type)
    }

    private func decoder(_ key: any CodingKey) throws -> ExactDecoder {
        guard let json = object[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "There is no \"\(key.stringValue)\"."))
        }
        return ExactDecoder(json: json, codingPath: codingPath + [key])
    }

    func superDecoder() throws -> any Decoder { try decoder(JSONKey(stringValue: "super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }
}

private struct ExactUnkeyedReader: UnkeyedDecodingContainer {
    let elements: [JSONValue]
    let codingPath: [any CodingKey]
    var currentIndex = 0

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    private mutating func next() throws -> ExactDecoder {
        guard currentIndex < elements.count else {
            throw DecodingError.valueNotFound(
                Any.self, .init(codingPath: codingPath, debugDescription: "There are only \(elements.count) elements."))
        }
        defer { currentIndex += 1 }
        return ExactDecoder(json: elements[currentIndex], codingPath: codingPath)
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < elements.count, elements[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }
    mutating func superDecoder() throws -> any Decoder { try next() }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }
}

private struct ExactValueReader: SingleValueDecodingContainer {
    let decoder: ExactDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.json.isNull }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.decode(type) }
}
