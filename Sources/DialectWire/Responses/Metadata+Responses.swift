#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
public import Dialect

/// What only the Responses API says, in parts' and responses' metadata.
public struct ResponsesMetadata: ProviderValue {
    /// The id of the output item that a part belongs to.
    public var itemID: String?
    /// The output item, verbatim; it is sent back as it is.
    public var item: JSONValue?
    /// The tier that served the response: `default`, `flex`, `priority`.
    public var serviceTier: String?
    /// The response that this one continued.
    public var previousResponseID: String?
    /// The conversation on the server that this response belongs to.
    public var conversationID: String?
    /// The response's `status`, as it was sent.
    public var status: String?
    /// What the content filter of Azure found, in the prompt and in the answer, as it was sent.
    public var contentFilters: JSONValue?
    /// How the request travelled: `sse` or `websocket`.
    public var transport: String?
    /// What was sent of the conversation over a WebSocket: `incremental`, or why all of it: `firstTurn`.
    public var continuation: String?

    public init() {}
}

/// The metadata of a part that belongs to an output item, kept as raw JSON so that the item stays verbatim.
struct ResponsesItemMetadata {
    var itemID: String
    var item: JSONValue?

    init(itemID: String, item: JSONValue? = nil) {
        self.itemID = itemID
        self.item = item
    }

    init?(_ metadata: ProviderMetadata, provider: String) {
        guard !metadata.isEmpty, let json = metadata[raw: provider], let itemID = json["itemID"]?.stringValue else {
            return nil
        }
        self.init(itemID: itemID, item: json["item"])
    }

    func metadata(provider: String) -> ProviderMetadata {
        var object: JSONObject = ["itemID": .string(itemID)]
        object["item"] = item
        var metadata = ProviderMetadata()
        metadata[raw: provider] = .object(object)
        return metadata
    }
}

extension ResponseMetadata {
    /// Reads what a Responses object says of itself.
    init(responses json: JSONValue, provider: String) {
        var own = JSONObject()
        own["serviceTier"] = json["service_tier"]?.nonNull
        own["previousResponseID"] = json["previous_response_id"]?.nonNull
        own["conversationID"] = json["conversation"]?["id"]?.nonNull
        own["status"] = json["status"]?.nonNull
        own["contentFilters"] = json["content_filters"]?.nonNull
        var metadata = ProviderMetadata()
        if !own.isEmpty { metadata[raw: provider] = .object(own) }
        self.init(
            id: json["id"]?.stringValue, model: json["model"]?.stringValue,
            createdAt: json["created_at"]?.doubleValue.map { Date(timeIntervalSince1970: $0) },
            provider: metadata)
    }
}

extension JSONValue {
    /// The value, unless it is null.
    var nonNull: JSONValue? {
        // In a conditional expression `nil` would be a JSON null of its own.
        if isNull { return nil }
        return self
    }

    /// The string, unless it is empty, by which some servers say that they give none.
    var nonEmptyString: String? { stringValue.flatMap { $0.isEmpty ? nil : $0 } }
}
