public import Dialect
public import DialectWire

/// Azure's own options and metadata of chats.
///
/// ```swift
/// request.providerOptions[Azure.self].user = "anonymous-17"
/// let filters = response.metadata.provider[Azure.self].contentFilterResults
/// ```
public enum Azure: ProviderNamespace {
    public typealias Options = ChatCompletionsOptions
    public typealias Metadata = ChatCompletionsMetadata

    public static let name = "azure"
}

/// Azure's own options of embeddings.
public enum AzureEmbeddings: ProviderNamespace {
    public typealias Options = EmbeddingsOptions
    public typealias Metadata = EmbeddingsMetadata

    public static let name = Azure.name
}
