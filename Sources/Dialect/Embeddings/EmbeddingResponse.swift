/// The vectors of a request's inputs.
public struct EmbeddingResponse: Hashable, Sendable, Codable {
    /// One for each input, in the inputs' order. Numbers are as exact as the provider gave them: those sent as 32-bit
    /// floats are bit for bit the same, decimals are the nearest 32-bit float, small integers are exact.
    public var vectors: [[Float]]
    /// Of all calls together; the provider's own report is there only if there was one call.
    public var usage: Usage
    /// Every different warning once.
    public var warnings: [ModelWarning]
    /// What is known beside the vectors; of several calls, what the first one said.
    public var metadata: ResponseMetadata

    public init(
        vectors: [[Float]], usage: Usage = Usage(), warnings: [ModelWarning] = [],
        metadata: ResponseMetadata = ResponseMetadata()
    ) {
        self.vectors = vectors
        self.usage = usage
        self.warnings = warnings
        self.metadata = metadata
    }

    /// Adds what a later call answered.
    mutating func append(_ later: EmbeddingResponse) {
        vectors += later.vectors
        usage = usage + later.usage
        for warning in later.warnings where !warnings.contains(warning) { warnings.append(warning) }
    }
}
