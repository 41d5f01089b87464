public import Dialect

/// A revision of the Model Context Protocol, named after its day.
public struct MCPProtocolVersion: OpenStringSet {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The revisions that begin with a handshake, the latest first.
    static let withHandshake: [MCPProtocolVersion] = [
        "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05",
    ].map { MCPProtocolVersion($0) }
    static let latestWithHandshake = MCPProtocolVersion("2025-11-25")
    /// The revision that has no handshake and no sessions: each request says all of itself.
    static let latest = MCPProtocolVersion("2026-07-28")

    /// Whether each request tells who asks and in which revision.
    var isStateless: Bool { self == Self.latest }
}

/// The name and version of a program.
public struct MCPImplementation: Hashable, Sendable {
    /// For programs: `ExampleServer`.
    public var name: String
    /// For people.
    public var title: String?
    public var version: String

    public init(name: String, title: String? = nil, version: String) {
        self.name = name
        self.title = title
        self.version = version
    }

    init(_ json: JSONValue?) {
        name = json?["name"]?.stringValue ?? ""
        title = json?["title"]?.stringValue
        version = json?["version"]?.stringValue ?? ""
    }

    var json: JSONValue {
        var object: JSONObject = ["name": .string(name)]
        object["title"] = title.map(JSONValue.string)
        object["version"] = .string(version)
        return .object(object)
    }
}
