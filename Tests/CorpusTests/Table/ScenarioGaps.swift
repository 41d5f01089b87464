/// What no recording shows of a dialect: either a test of our own shows it, or the dialect has no such thing.
enum ScenarioGap {
    /// Shown by a test that is written by hand: `AzureScenarioTests.length`.
    case synthetic(String)
    /// There is no such thing, for this reason.
    case unsupported(String)

    /// By dialect and scenario.
    static let all: [String: [Scenario: ScenarioGap]] = [
        "azure": [
            .parallelTools: .synthetic("AzureScenarioTests.parallelTools"),
            .mediaResults: .synthetic("AzureScenarioTests.mediaResults"),
            .reasoningRoundTrip: .unsupported("Azure's Chat Completions takes no reasoning back."),
            .structured: .synthetic("AzureScenarioTests.structured"),
            .images: .synthetic("AzureScenarioTests.media"),
            .pdf: .synthetic("AzureScenarioTests.media"),
            .citations: .synthetic("AzureScenarioTests.citations"),
            .refusal: .synthetic("AzureScenarioTests.refusal"),
            .length: .synthetic("AzureScenarioTests.length"),
            .contentFilter: .synthetic("AzureProviderTests.whatTheFilterFoundIsKept"),
            .error: .synthetic("AzureProviderTests.refusalsAreClassified"),
            .cache: .synthetic("AzureScenarioTests.cache"),
        ],
        "bedrock-converse": [
            .mediaResults: .synthetic("ConverseRequestTests.saysResultsOfTools"),
            .pdf: .synthetic("ConverseRequestTests.saysMedia"),
            .citations: .synthetic("ConverseParserTests.citationsAreSourcesAndGoBack"),
            .refusal: .unsupported("Converse has no stop reason for refusals; what a filter ends is content_filtered."),
        ],
        "chat-completions": [
            .refusal: .synthetic("ChatModelTests.refusal")
        ],
        "cohere": [
            .mediaResults: .unsupported("A result of a tool is text or documents."),
            .structured: .synthetic("CohereProviderTests.anAnswerInAFormIsRestored"),
            .images: .synthetic("CohereRequestTests.aConversationIsSaid"),
            .pdf: .unsupported("The chat takes no files; its documents are text."),
            .refusal: .unsupported("Nothing tells a refusal from any other text."),
            .contentFilter: .synthetic("CohereEventTests.reasons"),
        ],
        "generate-content": [
            .mediaResults: .synthetic("GeminiRequestTests.mediaInResults"),
            .refusal: .unsupported("Gemini declines in words, or ends with a safety word, a content filter's."),
        ],
        "messages": [
            .contentFilter: .unsupported("Claude's classifiers end an answer with the stop reason refusal.")
        ],
        "responses": [
            .mediaResults: .synthetic("RequestContentTests.aToolsAnswerHasTheFormOfItsKind"),
            .images: .synthetic("RequestContentTests.images"),
            .pdf: .synthetic("RequestContentTests.files"),
            .contentFilter: .synthetic("IncompleteEdgeCases.edge17_incomplete"),
        ],
    ]

    /// The names of the tests that the table relies on.
    static var proofs: [String] {
        let gaps = all.values.flatMap { $0.values }
        return Set(gaps.compactMap { if case .synthetic(let test) = $0 { test } else { nil } }).sorted()
    }
}
