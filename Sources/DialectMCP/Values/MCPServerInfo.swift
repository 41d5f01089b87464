public import Dialect

/// What a server says of itself when a client connects.
public struct MCPServerInfo: Hashable, Sendable {
    /// Which program it is; by its own word, so that nothing may depend on it.
    public var implementation: MCPImplementation
    /// The revision of the protocol that is spoken with it.
    public var protocolVersion: MCPProtocolVersion
    /// How to use its tools, for a model's instructions; nil if it says nothing.
    public var instructions: String?
    /// What it offers, as it says so: `{"tools": {"listChanged": true}}`.
    public var capabilities: JSONValue

    init(_ json: JSONValue, version: MCPProtocolVersion) {
        // Revision 2026-07-28 names the server in the result's metadata.
        implementation = MCPImplementation(json["serverInfo"] ?? json["_meta"]?["io.modelcontextprotocol/serverInfo"])
        protocolVersion = version
        instructions = json["instructions"]?.stringValue
        capabilities = json["capabilities"] ?? [:]
    }

    public var hasTools: Bool { capabilities["tools"] != nil }
    public var hasResources: Bool { capabilities["resources"] != nil }
    public var hasPrompts: Bool { capabilities["prompts"] != nil }

    /// Whether it tells when a list changes: `tools`, `resources`, `prompts`.
    func tellsChanges(of list: String) -> Bool { capabilities[list]?["listChanged"]?.boolValue ?? false }

    /// Whether it tells when a resource changes.
    public var hasSubscriptions: Bool { capabilities["resources"]?["subscribe"]?.boolValue ?? false }
}
