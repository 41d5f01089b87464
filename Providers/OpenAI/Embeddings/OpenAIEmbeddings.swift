public import Dialect
public import DialectWire

/// OpenAI's own options of embeddings.
///
/// ```swift
/// request.providerOptions[OpenAIEmbeddings.self].user = "anonymous-17"
/// ```
public enum OpenAIEmbeddings: ProviderNamespace {
    public typealias Options = EmbeddingsOptions
    public typealias Metadata = EmbeddingsMetadata

    public static let name = OpenAI.name
}
