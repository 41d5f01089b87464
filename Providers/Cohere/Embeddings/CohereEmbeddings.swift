public import Dialect

/// Cohere's own options of embeddings.
///
/// ```swift
/// request.providerOptions[CohereEmbeddings.self].truncate = "END"
/// ```
public enum CohereEmbeddings: ProviderNamespace {
    public typealias Options = CohereEmbeddingOptions
    public typealias Metadata = CohereEmbeddingMetadata

    public static let name = Cohere.name
}

/// What an embedding request may say to Cohere beyond the common vocabulary (API reference, "Embed API (v2)").
public struct CohereEmbeddingOptions: ProviderValue {
    /// The numbers' kind: `float`, `int8`, `uint8`, `binary`, `ubinary` or `base64`, the exact bytes of `float`. Whole
    /// numbers are exact in the vectors; of `binary` ones each number is a packed byte. Without it, `float`.
    public var embeddingType: String?
    /// What to do with an input that is too long: `NONE` refuses it, `START` and `END` cut it there.
    public var truncate: String?
    /// The most tokens of an input, beyond which it is cut.
    public var maxTokens: Int?
    /// Top-level fields to add to the request as they are. They win over all others but the inputs.
    public var extraBody: JSONObject?

    public init() {}
}

/// What Cohere says of embeddings beyond the common vocabulary: nothing.
public struct CohereEmbeddingMetadata: ProviderValue {
    public init() {}
}
