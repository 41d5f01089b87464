#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values by provider, each typed or raw JSON until someone asks for it typed.
///
/// So a saved message decodes whether or not the provider's module is linked.
struct ProviderStorage: Sendable {
    private enum Entry: Sendable {
        case typed(any ProviderValue)
        case raw(JSONValue)

        var json: JSONValue {
            switch self {
            case .raw(let json): json
            case .typed(let value): (try? JSONValue(encoding: value)) ?? .null
            }
        }
    }

    private var entries: [String: Entry] = [:]

    var isEmpty: Bool { entries.isEmpty }
    var names: [String] { entries.keys.sorted() }

    func value<Value: ProviderValue>(_ name: String, as type: Value.Type) throws -> Value? {
        switch entries[name] {
        case nil: nil
        case .typed(let value as Value): value
        case .typed(let other): try JSONValue(encoding: other).decode(Value.self)
        case .raw(let json): try json.decode(Value.self)
        }
    }

    mutating func set<Value: ProviderValue>(_ name: String, _ value: Value) {
        entries[name] = .typed(value)
    }

    subscript(raw name: String) -> JSONValue? {
        get { entries[name]?.json }
        set { entries[name] = newValue.map(Entry.raw) }
    }

    /// Takes every entry of `other`; of entries with the same name, member by member.
    mutating func merge(_ other: ProviderStorage) {
        entries.merge(other.entries) { old, new in
            guard case .object(var members) = old.json, case .object(let additions) = new.json else { return new }
            for (key, value) in additions { members[key] = value }
            return .raw(.object(members))
        }
    }
}

extension ProviderStorage: Hashable, Codable {
    static func == (left: Self, right: Self) -> Bool {
        left.names == right.names && left.names.allSatisfy { left[raw: $0] == right[raw: $0] }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(names)
    }

    init(from decoder: any Decoder) throws {
        for (name, json) in try JSONObject(from: decoder) { entries[name] = .raw(json) }
    }

    func encode(to encoder: any Encoder) throws {
        var object = JSONObject()
        for name in names { object[name] = self[raw: name] }
        try object.encode(to: encoder)
    }
}

extension JSONValue {
    /// The JSON of any encodable value.
    public init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self = try JSONValue(parsing: encoder.encode(value))
    }

    /// The value as a decodable type.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(jsonBytes()))
    }
}
