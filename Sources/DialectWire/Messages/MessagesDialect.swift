import Dialect

/// How one place speaks the Messages API, as data: Anthropic itself, Vertex AI, Bedrock, a gateway.
public struct MessagesDialect: Hashable, Sendable {
    /// The provider's name: in errors, and as the key of its options and metadata.
    public var provider: String
    /// Whose history is understood: blocks that these providers made go back verbatim. Signatures of thinking hold
    /// wherever Claude is served (Anthropic's "Extended thinking").
    public var historyProviders: [String]
    /// Whose built-in tools are understood.
    public var toolProviders: Set<String>
    /// The value of the `anthropic-version` header; nil where the body names it.
    public var versionHeader: String?
    /// The value of `anthropic_version` in the body, where it stands there.
    public var bodyVersion: String?
    /// Whether the body names the model; elsewhere the URL does.
    public var namesModelInBody: Bool
    /// Whether the body says that the answer is streamed; elsewhere the URL does.
    public var namesStreamInBody: Bool
    /// Whether betas stand in the body as `anthropic_beta`; elsewhere in a header.
    public var namesBetasInBody: Bool
    /// Whether a top-level `cache_control` lets the server place the breakpoint; elsewhere the encoder places them.
    public var placesCacheBreakpoints: Bool

    public init(
        provider: String, historyProviders: [String]? = nil, toolProviders: Set<String>? = nil,
        versionHeader: String? = nil, bodyVersion: String? = nil, namesModelInBody: Bool = true,
        namesStreamInBody: Bool = true, namesBetasInBody: Bool = false, placesCacheBreakpoints: Bool = false
    ) {
        self.provider = provider
        self.historyProviders = historyProviders ?? [provider, "anthropic"]
        self.toolProviders = toolProviders ?? [provider, "anthropic"]
        self.versionHeader = versionHeader
        self.bodyVersion = bodyVersion
        self.namesModelInBody = namesModelInBody
        self.namesStreamInBody = namesStreamInBody
        self.namesBetasInBody = namesBetasInBody
        self.placesCacheBreakpoints = placesCacheBreakpoints
    }

    /// Anthropic's own API.
    public static let anthropic = MessagesDialect(
        provider: "anthropic", historyProviders: ["anthropic", "vertex", "bedrock"], toolProviders: ["anthropic"],
        versionHeader: "2023-06-01", placesCacheBreakpoints: true)

    /// Claude on Google's Vertex AI (Anthropic's "Claude on Vertex AI").
    public static let vertex = MessagesDialect(
        provider: "vertex", historyProviders: ["vertex", "anthropic", "bedrock"],
        toolProviders: ["vertex", "anthropic"], bodyVersion: "vertex-2023-10-16", namesModelInBody: false)

    /// Claude through Bedrock's `InvokeModel` (Anthropic's "Claude on Amazon Bedrock").
    public static let bedrock = MessagesDialect(
        provider: "bedrock", historyProviders: ["bedrock", "anthropic", "vertex"],
        toolProviders: ["bedrock", "anthropic"], bodyVersion: "bedrock-2023-05-31", namesModelInBody: false,
        namesStreamInBody: false, namesBetasInBody: true)

    /// What this provider says of a part, and where it says nothing, one whose history it understands.
    func metadata(_ metadata: ProviderMetadata) -> JSONValue? {
        guard !metadata.isEmpty else { return nil }
        let names = historyProviders.contains(provider) ? historyProviders : [provider] + historyProviders
        var known: JSONObject?
        for name in names {
            guard let object = metadata[raw: name]?.objectValue else { continue }
            guard var members = known else {
                known = object
                continue
            }
            for (key, value) in object where members[key] == nil { members[key] = value }
            known = members
        }
        return known.map(JSONValue.object)
    }

    /// Whether an item can be sent back: a block, which those of other wires of the same provider are not.
    func understands(_ item: ProviderItem) -> Bool {
        (item.provider == provider || historyProviders.contains(item.provider)) && item.json["type"]?.stringValue != nil
    }
}
