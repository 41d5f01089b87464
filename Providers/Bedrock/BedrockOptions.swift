public import Dialect

/// What a request may say to Bedrock beyond the common vocabulary.
///
/// Names and meanings are those of "Converse" in Amazon's "Bedrock Runtime" API reference; nil leaves a default.
public struct BedrockOptions: ProviderValue {
    /// A guardrail that assesses the prompt and the answer.
    public struct Guardrail: Hashable, Sendable, Codable {
        /// Its id or ARN.
        public var id: String
        /// A number, or `DRAFT`.
        public var version: String
        /// What the response's metadata tells of it: `enabled`, `disabled`, `enabled_full`.
        public var trace: String?
        /// Whether words wait for the guardrail (`sync`) or run ahead of it (`async`).
        public var streamProcessingMode: String?

        public init(id: String, version: String, trace: String? = nil, streamProcessingMode: String? = nil) {
            self.id = id
            self.version = version
            self.trace = trace
            self.streamProcessingMode = streamProcessingMode
        }
    }

    /// Which capacity serves the request. The set is open.
    public struct ServiceTier: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// What everybody gets.
        public static let `default` = ServiceTier("default")
        public static let flex = ServiceTier("flex")
        public static let priority = ServiceTier("priority")
        public static let reserved = ServiceTier("reserved")
    }

    /// A place of the prompt up to which it is cached. The set is open.
    public struct CachePlace: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Behind the tools.
        public static let tools = CachePlace("tools")
        /// Behind the instructions.
        public static let system = CachePlace("system")
        /// Behind the last message.
        public static let messages = CachePlace("messages")
    }

    /// How a model is held to the schema of the output format. The set is open.
    public struct StructuredOutput: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// By Bedrock's own structured outputs (`outputConfig`).
        public static let native = StructuredOutput("native")
        /// By a tool that takes the answer as its input.
        public static let tool = StructuredOutput("tool")
    }

    /// What looks at prompts and answers.
    public var guardrail: Guardrail?
    /// `standard` or `optimized`.
    public var latency: String?
    /// How soon, at which price.
    public var serviceTier: ServiceTier?
    /// Up to 16 pairs to find the request by in Bedrock's logs.
    public var requestMetadata: [String: String]?
    /// Parameters of the model itself, which Bedrock passes on; they win over those made from the common options.
    public var additionalModelRequestFields: JSONObject?
    /// JSON pointers to fields of the model's own answer that the response's metadata should hold.
    public var additionalModelResponseFieldPaths: [String]?
    /// How many tokens Claude may think; it takes the place of a reasoning effort.
    public var reasoningBudget: Int?
    /// Where to set cache points by itself; ``Bedrock/cachePoint(ttl:)`` sets one by hand.
    public var cachePlaces: [CachePlace]?
    /// How long caches at ``cachePlaces`` live: `5m` or `1h`.
    public var cacheTTL: String?
    /// Nil chooses by the model's family.
    public var structuredOutput: StructuredOutput?
    /// Whether reasoning without a signature goes back to the model; most models refuse it, so that the default is not.
    public var sendsUnsignedReasoning: Bool?
    /// Whether the answer is streamed; false is for models that cannot.
    public var isStreamed: Bool?
    /// Top-level fields to add to the request as they are. They win over all others.
    public var extraBody: JSONObject?

    public init() {}
}
