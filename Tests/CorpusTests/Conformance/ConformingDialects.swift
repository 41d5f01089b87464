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
        "Sources/DialectWire/ChatCompletionsServer":
            "The server's side of Chat Completions; providers and bytes test it in DialectSimulatorTests.",
        "Sources/DialectWire/CohereServer":
            "The server's side of Cohere's chat; providers and bytes test it in DialectSimulatorTests.",
        "Sources/DialectWire/ConverseServer":
            "The server's side of Converse; providers and bytes test it in DialectSimulatorTests.",
        "Sources/DialectWire/Embeddings": "Answers with vectors; RecordedEmbeddingTests replay its recordings.",
        "Sources/DialectWire/Errors": "What the dialects share to classify errors; every dialect's refusals test it.",
        "Sources/DialectWire/EventStream": "Framing of AWS, for reading and writing; EventStreamTests cover it.",
        "Sources/DialectWire/GenerateContentServer":
            "The server's side of Gemini; providers and bytes test it in DialectSimulatorTests.",
        "Sources/DialectWire/MessagesServer":
            "The server's side of Messages; providers and bytes test it in DialectSimulatorTests.",
        "Sources/DialectWire/Models": "Lists of models; RecordedModelListTests replay its recordings.",
        "Sources/DialectWire/ResponsesServer": "The server's side of Responses; its own tests run it against clients.",
        "Sources/DialectWire/Serving": "What the dialects share on the server's side; their tests run it.",
        "Sources/DialectWire/ToolCalls": "Which ids and names APIs take; AgentHistoryLawTests covers it.",
    ]
}
