public import Dialect

/// What an embedding request may say to a server of OpenAI's dialect beyond the common vocabulary.
public struct EmbeddingsOptions: ProviderValue {
    /// How vectors are sent: `float` or `base64`; nil takes what the vendor's dialect prefers.
    public var encodingFormat: String?
    /// A stable, anonymous id of the end user, for the provider's abuse detection.
    public var user: String?
    /// Top-level fields to add to the request as they are. They win over all others but `input`.
    public var extraBody: JSONObject?

    public init() {}
}

/// What a server of OpenAI's dialect says of embeddings beyond the common vocabulary: nothing.
public struct EmbeddingsMetadata: ProviderValue {
    public init() {}
}
