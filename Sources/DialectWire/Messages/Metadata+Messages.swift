public import Dialect

/// What only the Messages API says, in parts' and responses' metadata, and what an app says to it about a part.
public struct MessagesMetadata: ProviderValue {
    /// The content block that a part came from, verbatim; it is sent back as it is.
    public var block: JSONValue?
    /// The citation that a source came from, verbatim.
    public var citation: JSONValue?
    /// Ends a cached prefix with this part. Set it on parts to send.
    public var cacheControl: MessagesCacheControl?
    /// Whether the model may cite this document. Set it on files to send.
    public var citations: Bool?
    /// What the model should know of this document beside its content. Set it on files to send.
    public var context: String?
    /// The stop sequence that ended the response.
    public var stopSequence: String?
    /// Why the provider refused, as it spells it.
    public var stopDetails: JSONValue?
    /// The container in which code ran, to use again with ``MessagesOptions/container``.
    public var containerID: String?
    /// The container as the provider describes it.
    public var container: JSONValue?
    /// What was removed from the context.
    public var contextManagement: JSONValue?
    /// The tier that served the response: `standard`, `priority`, `batch`.
    public var serviceTier: String?

    public init() {}

    public init(
        cacheControl: MessagesCacheControl? = nil, citations: Bool? = nil, context: String? = nil
    ) {
        self.cacheControl = cacheControl
        self.citations = citations
        self.context = context
    }
}

/// Where a cached prefix ends, and how long it is kept (Anthropic's "Prompt caching").
public struct MessagesCacheControl: Hashable, Sendable, Codable {
    /// `5m` or `1h`; nil leaves the server's default, five minutes.
    public var ttl: String?

    public init(ttl: String? = nil) {
        self.ttl = ttl
    }

    public static let fiveMinutes = MessagesCacheControl(ttl: "5m")
    /// Writing it costs more.
    public static let oneHour = MessagesCacheControl(ttl: "1h")

    var json: JSONValue {
        var object: JSONObject = ["type": "ephemeral"]
        object["ttl"] = ttl.map(JSONValue.string)
        return .object(object)
    }
}

extension ResponseMetadata {
    /// Reads what a message says of itself, at its beginning, in a `message_delta` or as a whole.
    init(messages json: JSONValue, provider: String) {
        var own = JSONObject()
        own["stopSequence"] = json["stop_sequence"]?.nonNull
        own["stopDetails"] = json["stop_details"]?.nonNull
        own["containerID"] = json["container"]?["id"]?.nonNull
        own["container"] = json["container"]?.nonNull
        own["contextManagement"] = json["context_management"]?.nonNull
        own["serviceTier"] = json["usage"]?["service_tier"]?.nonNull
        var metadata = ProviderMetadata()
        if !own.isEmpty { metadata[raw: provider] = .object(own) }
        self.init(
            id: json["id"]?.nonEmptyString, model: json["model"]?.nonEmptyString, provider: metadata)
    }
}
