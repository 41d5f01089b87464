public import Dialect

/// Google's own options of embeddings.
///
/// ```swift
/// request.providerOptions[GoogleEmbeddings.self].title = "Chapter 1"
/// ```
public enum GoogleEmbeddings: ProviderNamespace {
    public typealias Options = GoogleEmbeddingOptions
    public typealias Metadata = GoogleEmbeddingMetadata

    public static let name = Google.name
}

/// What an embedding request may say to Google beyond the common vocabulary (the Gemini API's reference,
/// "EmbedContentRequest").
public struct GoogleEmbeddingOptions: ProviderValue {
    /// The title of the documents.
    public var title: String?
    /// Fields to add to each input's request as they are.
    public var extraBody: JSONObject?

    public init() {}
}

/// What Google says of embeddings beyond the common vocabulary: nothing.
public struct GoogleEmbeddingMetadata: ProviderValue {
    public init() {}
}
