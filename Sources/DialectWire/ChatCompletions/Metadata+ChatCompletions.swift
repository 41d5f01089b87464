public import Dialect

/// What only Chat Completions says of a response.
public struct ChatCompletionsMetadata: ProviderValue {
    /// How likely the tokens were, as the vendor wrote it; pieces of a stream are put together.
    public var logprobs: JSONValue?
    /// Further fields of the response: `service_tier`, `system_fingerprint`, `provider`, `prompt_filter_results` …
    public var response: JSONObject?
    /// Further fields of the choice: `native_finish_reason`, `content_filter_results` …
    public var choice: JSONObject?
    /// Further fields of the message.
    public var message: JSONObject?

    public init() {}

    /// The tier that served the response: `default`, `flex`, `priority`.
    public var serviceTier: String? { response?["service_tier"]?.stringValue }
    /// The vendor behind a gateway.
    public var upstreamProvider: String? { response?["provider"]?.stringValue }
}

/// What a part of an assistant message needs to be sent back, in the namespace of its vendor.
struct ChatPartMetadata {
    /// The field of the message in which reasoning came.
    var reasoningField: String?
    var reasoningDetails: [JSONValue]?
    /// The part is a refusal.
    var isRefusal = false
    /// The recording that the part is, or that it transcribes.
    var audioID: String?
    /// Further members of a tool call or of a part of the content.
    var extra: JSONObject?
    /// Fields of the message that must be sent back.
    var message: JSONObject?

    init() {}

    init(_ metadata: ProviderMetadata, namespace: String) {
        guard !metadata.isEmpty, let json = metadata[raw: namespace] else { return }
        reasoningField = json["reasoningField"]?.stringValue
        reasoningDetails = json["reasoningDetails"]?.arrayValue
        isRefusal = json["refusal"]?.boolValue ?? false
        audioID = json["audioID"]?.stringValue
        extra = json["extra"]?.objectValue
        message = json["message"]?.objectValue
    }

    func metadata(namespace: String) -> ProviderMetadata {
        var object = JSONObject()
        object["reasoningField"] = reasoningField.map(JSONValue.string)
        object["reasoningDetails"] = reasoningDetails.map(JSONValue.array)
        if isRefusal { object["refusal"] = true }
        object["audioID"] = audioID.map(JSONValue.string)
        if let extra, !extra.isEmpty { object["extra"] = .object(extra) }
        if let message, !message.isEmpty { object["message"] = .object(message) }
        var metadata = ProviderMetadata()
        if !object.isEmpty { metadata[raw: namespace] = .object(object) }
        return metadata
    }
}
