public import Dialect

/// Bedrock's own options of embeddings.
///
/// ```swift
/// request.providerOptions[BedrockEmbeddings.self].truncate = "END"
/// ```
public enum BedrockEmbeddings: ProviderNamespace {
    public typealias Options = BedrockEmbeddingOptions
    public typealias Metadata = BedrockEmbeddingMetadata

    public static let name = Bedrock.name
}

/// What an embedding request may say to Bedrock beyond the common vocabulary.
public struct BedrockEmbeddingOptions: ProviderValue {
    /// What to do with an input that is too long, in the model's word: `NONE`, `START`, `END`. Cohere's and Nova's
    /// models know it.
    public var truncate: String?
    /// Whether vectors have the length 1; Titan's second version knows it.
    public var normalize: Bool?
    /// Top-level fields to add to the body as they are. They win over all others.
    public var extraBody: JSONObject?

    public init() {}
}

/// What Bedrock says of embeddings beyond the common vocabulary: nothing.
public struct BedrockEmbeddingMetadata: ProviderValue {
    public init() {}
}
