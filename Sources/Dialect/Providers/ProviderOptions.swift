/// What a request says to particular providers, keyed by provider. Every provider reads its own entry and ignores
/// the others, so one request can carry options for several.
public struct ProviderOptions: Hashable, Sendable, Codable {
    private var storage = ProviderStorage()

    /// No options.
    public init() {}

    /// Whether there are options for no provider.
    public var isEmpty: Bool { storage.isEmpty }

    /// The typed options for a provider. Reading gives defaults where none were set or where raw JSON does not fit;
    /// a provider reads with ``decode(_:)``, which throws in the latter case.
    public subscript<Provider: ProviderNamespace>(provider: Provider.Type) -> Provider.Options {
        get { (try? decode(provider)) ?? Provider.Options() }
        set { storage.set(Provider.name, newValue) }
    }

    /// The raw JSON of a provider's options, for what the typed options do not know.
    public subscript(raw name: String) -> JSONValue? {
        get { storage[raw: name] }
        set { storage[raw: name] = newValue }
    }

    /// The typed options for a provider, or nil if none were set.
    ///
    /// - Throws: `DecodingError` when the raw JSON does not fit the type.
    public func decode<Provider: ProviderNamespace>(_ provider: Provider.Type) throws -> Provider.Options? {
        try decode(Provider.Options.self, named: Provider.name)
    }

    /// The options stored under a name, as a type; nil if there are none.
    ///
    /// - Throws: `DecodingError` when the raw JSON does not fit the type.
    public func decode<Value: ProviderValue>(_ type: Value.Type, named name: String) throws -> Value? {
        try storage.value(name, as: type)
    }

    public init(from decoder: any Decoder) throws { storage = try ProviderStorage(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try storage.encode(to: encoder) }
}
