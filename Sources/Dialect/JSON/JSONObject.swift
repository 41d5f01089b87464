/// The members of a JSON object, in the order in which they were written.
///
/// Order has no meaning in JSON, so two objects with equal members are equal in any order; but it is kept, because
/// models fill the properties of a schema in the schema's order and because equal requests must give equal bytes.
public struct JSONObject: Sendable {
    private var members: [(key: String, value: JSONValue)] = []
    /// Positions by key, kept only for objects large enough for a linear search to hurt.
    private var positions: [String: Int] = [:]
    private static let linearSearchLimit = 12

    /// An object without members.
    public init() {}

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }
    /// The number of members.
    public var count: Int { members.count }
    /// The keys in the order in which they were written.
    public var keys: [String] { members.map(\.key) }

    /// The value of a member. A new key is added at the end; nil removes a member, null does not.
    public subscript(key: String) -> JSONValue? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            switch (position(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (nil, let value?): append(key, value)
            case (let index?, nil): remove(at: index)
            case (nil, nil): break
            }
        }
    }

    private func position(of key: String) -> Int? {
        if members.count > Self.linearSearchLimit { return positions[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if members.count == Self.linearSearchLimit + 1 {
            rebuildPositions()
        } else if members.count > Self.linearSearchLimit {
            positions[key] = members.count - 1
        }
    }

    private mutating func remove(at index: Int) {
        members.remove(at: index)
        rebuildPositions()
    }

    private mutating func rebuildPositions() {
        positions = [:]
        guard members.count > Self.linearSearchLimit else { return }
        for (index, member) in members.enumerated() { positions[member.key] = index }
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> {
        members.makeIterator()
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Later values win over earlier ones of the same key.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension JSONObject: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        // Order-independent, as equality is.
        hasher.combine(members.reduce(0) { $0 ^ $1.key.hashValue })
    }
}

extension JSONObject: Codable {
    /// Foundation's decoders do not keep the order of keys, so decoded members are sorted by key.
    public init(from decoder: any Decoder) throws {
        if let object = (decoder as? ExactDecoder)?.json.objectValue {
            self = object
            return
        }
        let container = try decoder.container(keyedBy: JSONKey.self)
        for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
            self[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: JSONKey.self)
        for (key, value) in members { try container.encode(value, forKey: JSONKey(stringValue: key)) }
    }
}

/// Any string as a coding key.
struct JSONKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
