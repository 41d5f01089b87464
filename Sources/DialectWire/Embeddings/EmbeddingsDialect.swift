public import Dialect

/// How a vendor speaks the embeddings dialect that OpenAI began and many others took over, as data.
public struct EmbeddingsDialect: Hashable, Sendable {
    /// The provider's name, under which its options are found.
    public var provider: String
    /// What one call may hold.
    public var limits: EmbeddingLimits
    /// How vectors should be sent: `base64` is exact and a third of the size of `float`; nil leaves the vendor's default.
    /// Answers are understood in both forms, whatever was asked for.
    public var encodingFormat: String?
    /// The field for the length of the vectors; nil where the vendor has none.
    public var dimensionsField: String?
    /// The field that says what the vectors are for; nil where the vendor has none.
    public var kindField: String?
    /// The vendor's words for kinds; a kind that is not in it is said in its own word.
    public var kindWords: [EmbeddingRequest.Kind: String]

    public init(
        provider: String, limits: EmbeddingLimits = EmbeddingLimits(maximumInputs: 96), encodingFormat: String? = nil,
        dimensionsField: String? = "dimensions", kindField: String? = nil,
        kindWords: [EmbeddingRequest.Kind: String] = [:]
    ) {
        self.provider = provider
        self.limits = limits
        self.encodingFormat = encodingFormat
        self.dimensionsField = dimensionsField
        self.kindField = kindField
        self.kindWords = kindWords
    }

    /// What is known of a provider by its name; a plain server of the dialect if nothing is.
    public static func of(provider: String) -> EmbeddingsDialect {
        [openAI, azure, mistral, voyage].first { $0.provider == provider } ?? EmbeddingsDialect(provider: provider)
    }

    /// OpenAI itself: at most 2048 inputs and 300,000 tokens in a call (API reference, "Create embeddings").
    public static let openAI = EmbeddingsDialect(
        provider: "openai", limits: EmbeddingLimits(maximumInputs: 2048, maximumTokens: 300_000),
        encodingFormat: "base64")

    /// Azure, where OpenAI's models have OpenAI's limits.
    public static let azure = EmbeddingsDialect(
        provider: "azure", limits: EmbeddingLimits(maximumInputs: 2048, maximumTokens: 300_000),
        encodingFormat: "base64")

    /// Mistral, whose calls take 16,384 tokens (API reference, "Embeddings").
    public static let mistral = EmbeddingsDialect(
        provider: "mistral", limits: EmbeddingLimits(maximumInputs: 512, maximumTokens: 16_384),
        dimensionsField: "output_dimension")

    /// Voyage AI, as its API reference, "Text embeddings", has it.
    public static let voyage = EmbeddingsDialect(
        provider: "voyage", limits: EmbeddingLimits(maximumInputs: 1000, maximumTokens: 120_000),
        encodingFormat: "base64", dimensionsField: "output_dimension", kindField: "input_type")
}
