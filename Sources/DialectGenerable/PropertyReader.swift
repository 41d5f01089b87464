/// Reads the properties of a value from a decoder, of whatever type they are to be. `@Generable` makes code that uses it.
public struct PropertyReader<Key: CodingKey> {
    private let container: KeyedDecodingContainer<Key>

    /// - Throws: `DecodingError` when there is no object.
    public init(_ decoder: any Decoder, keyedBy type: Key.Type) throws {
        container = try decoder.container(keyedBy: type)
    }

    /// - Throws: `DecodingError` when the property is not there or no such value.
    public func value<Value: Decodable>(_ key: Key) throws -> Value {
        try container.decode(Value.self, forKey: key)
    }

    /// A property that may be absent or null.
    ///
    /// - Throws: `DecodingError` when the property is no such value.
    public func optional<Value: Decodable>(_ key: Key) throws -> Value? {
        try container.decodeIfPresent(Value.self, forKey: key)
    }

    /// Whether a property is there, be it null.
    public func contains(_ key: Key) -> Bool { container.contains(key) }

    /// The error for a property that names a case, when there is none of that name.
    public func unknownCase(_ name: String, _ key: Key, expected: [String]) -> DecodingError {
        .dataCorruptedError(
            forKey: key, in: container,
            debugDescription: "must be one of \(expected.joined(separator: ", ")), is \(name)")
    }
}
