import Dialect

/// Where the provider's own item is kept beside its common form: under the provider's name, as `item`.
enum ItemMetadata {
    /// The provider whose dialect this is.
    static let provider = "openai"

    static func of(_ item: JSONValue) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        metadata[raw: provider] = ["item": item]
        return metadata
    }

    /// The verbatim item of a part that the provider made itself.
    static func item(in metadata: ProviderMetadata) -> JSONValue? {
        metadata[raw: provider]?["item"]
    }
}
