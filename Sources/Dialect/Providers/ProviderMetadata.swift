/// What particular providers said beyond the common vocabulary, keyed by provider.
///
/// Item ids, reasoning signatures and encrypted content live here, so that a message sent back to its provider is
/// what the provider made.
public struct ProviderMetadata: Hashable, Sendable, Codable {
    private var storage = ProviderStorage()

    /// Nothing said.
    public init() {}

    /// The metadata of one provider, by the name it is stored under.
    public init<Value: ProviderValue>(_ value: Value, named name: String) {
        storage.set(name, value)
    }

    /// Whether no provider says anything.
    public var isEmpty: Bool { storage.isEmpty }
    /// The providers that it holds something of, sorted.
    var names: [String] { storage.names }

    /// The typed metadata of a provider; defaults where it said nothing.
    public subscript<Provider: ProviderNamespace>(provider: Provider.Type) -> Provider.Metadata {
        get { decode(Provider.Metadata.self, named: Provider.name) ?? Provider.Metadata() }
        set { storage.set(Provider.name, newValue) }
    }

    /// The raw JSON of a provider's metadata.
    public subscript(raw name: String) -> JSONValue? {
        get { storage[raw: name] }
        set { storage[raw: name] = newValue }
    }

    /// The metadata stored under a name, as a type; nil if there is none or it has another shape.
    public func decode<Value: ProviderValue>(_ type: Value.Type, named name: String) -> Value? {
        // Metadata of another shape was made by another version; the normalised content stands without it.
        try? storage.value(name, as: type)
    }

    /// Takes all that `other` knows; where both know of the same provider, member by member.
    public mutating func merge(_ other: ProviderMetadata) {
        if !other.isEmpty { storage.merge(other.storage) }
    }

    public init(from decoder: any Decoder) throws { storage = try ProviderStorage(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try storage.encode(to: encoder) }
}
