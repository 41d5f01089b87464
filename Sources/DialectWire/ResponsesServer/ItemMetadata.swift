import Dialect

/// Where the provider's own item is kept beside its common form: under the provider's name, as `item`.
enum ItemMetadata {
    /// The provider whose dialect this is.
    static let provider = "openai"

    /// - Parameter index: The item's place in the input, which stands for its id if it has none.
    static func of(_ item: JSONValue, at index: Int) -> ProviderMetadata {
        ResponsesItemMetadata(itemID: item["id"]?.stringValue ?? "input_\(index)", item: item)
            .metadata(provider: provider)
    }

    /// The verbatim item of a part that the provider made itself.
    static func item(in metadata: ProviderMetadata) -> JSONValue? {
        metadata[raw: provider]?["item"]
    }
}
