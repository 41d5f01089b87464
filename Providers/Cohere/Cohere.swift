public import Dialect

/// Cohere's own options and metadata.
///
/// ```swift
/// request.providerOptions[Cohere.self].safetyMode = .strict
/// ```
public enum Cohere: ProviderNamespace {
    public typealias Options = CohereOptions
    public typealias Metadata = CohereMetadata

    public static let name = "cohere"
}

/// What Cohere says beyond the common vocabulary.
public struct CohereMetadata: ProviderValue {
    /// Of reasoning: `thinking` for thoughts, `tool_plan` for what the model says of the tools it is about to call.
    public var type: String?
    /// Of a source: the citation that names it, with the cited words; its sources are left out.
    public var citation: JSONObject?
    /// Of a source: the document or the output of a tool, as it was given.
    public var source: JSONObject?
    /// Of a response: the logarithms of the tokens' probabilities, where they were asked for.
    public var logprobs: [JSONValue]?

    public init() {}

    init(type: String) {
        self.type = type
    }
}
