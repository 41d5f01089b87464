import Dialect

/// What a model's parts need to come back unchanged, and the provider's own items that pass through.
enum ItemMetadata {
    /// The provider whose dialect this is: under its name, parts keep the items that they came from.
    static let provider = ResponsesDialect.openAI.provider

    /// The verbatim item of a part that OpenAI's provider made.
    static func item(in metadata: ProviderMetadata) -> JSONValue? {
        metadata[raw: provider]?["item"]
    }

    /// Whether the part belongs to an item that another part carries.
    static func isPartOfItem(_ metadata: ProviderMetadata) -> Bool {
        !metadata.isEmpty && metadata[raw: provider]?["itemID"] != nil
    }

    /// Reasoning's metadata as the opaque text that clients send back. Any provider's signature survives in it.
    static func encryptedContent(for metadata: ProviderMetadata) -> JSONValue? {
        guard !metadata.isEmpty else { return nil }
        // Content without an item's id needs nothing but itself.
        if let item = item(in: metadata), item["id"] == nil { return item["encrypted_content"] }
        return .string(SealedMetadata.seal(metadata))
    }

    /// The metadata of reasoning that a client sends back: what ``encryptedContent(for:)`` hid, or the item itself.
    static func metadata(ofReasoning item: JSONValue) -> ProviderMetadata {
        if let metadata = SealedMetadata.open(item["encrypted_content"]?.stringValue) { return metadata }
        guard let id = item["id"]?.stringValue, item["encrypted_content"]?.stringValue != nil else {
            return ProviderMetadata()
        }
        return ResponsesItemMetadata(itemID: id, item: item).metadata(provider: provider)
    }
}
