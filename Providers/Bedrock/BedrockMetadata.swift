public import Dialect

/// What only Bedrock says, in parts' and responses' metadata.
public struct BedrockMetadata: ProviderValue {
    /// How long Bedrock took; in a response.
    public struct Metrics: Hashable, Sendable, Codable {
        /// From the request to the last token, in milliseconds.
        public var latencyMs: Int?
    }

    /// How long it took.
    public var metrics: Metrics?
    /// What the guardrail and the prompt router did, as Bedrock spells it (`ConverseTrace`); in a response.
    public var trace: JSONValue?
    /// The latency that was served: `{"latency": "optimized"}`; in a response.
    public var performanceConfig: JSONValue?
    /// The tier that served the response: `{"type": "flex"}`.
    public var serviceTier: JSONValue?
    /// The model's own fields that ``BedrockOptions/additionalModelResponseFieldPaths`` asked for.
    public var additionalModelResponseFields: JSONValue?
    /// What proves reasoning to be the model's own; it is sent back.
    public var signature: String?
    /// Reasoning that only the model can read, in base64; it is sent back.
    public var redactedContent: String?
    /// What a text is based on (`Citation`), in the order of the text; it is sent back.
    public var citations: [JSONValue]?
    /// A citation, verbatim; in a source.
    public var citation: JSONValue?
    /// The result of a tool that Bedrock ran, verbatim; it is sent back.
    public var toolResult: JSONValue?

    public init() {}
}
