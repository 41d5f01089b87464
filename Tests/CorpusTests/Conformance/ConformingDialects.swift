/// The registry of the dialects that are under the common laws. Every wire and every provider has one here.
enum ConformingDialects {
    static let all: [any ConformingDialect] = [
        ResponsesConformance(),
        ChatCompletionsConformance(),
        AzureConformance(),
        CohereConformance(),
        MessagesConformance(),
        BedrockConverseConformance(),
        GoogleConformance(),
    ]

    /// Folders below `Sources/DialectWire` and `Providers` that need no conformer.
    static let exceptions: [String: String] = [
        "Sources/DialectWire/Capabilities": "Data, no wire.",
        "Sources/DialectWire/Embeddings": "Answers with vectors; RecordedEmbeddingTests replay its recordings.",
        "Sources/DialectWire/Errors": "What the dialects share to classify errors; every dialect's refusals test it.",
        "Sources/DialectWire/ResponsesServer": "The server's side of Responses; its own tests run it against clients.",
    ]
}
