/// How to generate, in terms common to most providers. A setting that a provider does not have is left out with a
/// ``ModelWarning``; nil means the provider's default.
public struct GenerationOptions: Hashable, Sendable, Codable {
    /// How hard a model should think before it answers. The set is open.
    public struct ReasoningEffort: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No thinking, where the model lets it be switched off.
        public static let none = ReasoningEffort("none")
        /// As little as the model can.
        public static let minimal = ReasoningEffort("minimal")
        /// A little.
        public static let low = ReasoningEffort("low")
        /// What most models do by default.
        public static let medium = ReasoningEffort("medium")
        /// Much.
        public static let high = ReasoningEffort("high")
        /// More than high, which few models know.
        public static let xhigh = ReasoningEffort("xhigh")
    }

    /// The most tokens to generate, reasoning included.
    public var maxOutputTokens: Int?
    /// Randomness, from 0 to 2 with most providers.
    public var temperature: Double?
    /// Nucleus sampling: the share of probability to sample from, 0 to 1.
    public var topP: Double?
    /// How many of the likeliest tokens to sample from.
    public var topK: Int?
    /// Texts at which to stop; they are not part of the answer.
    public var stopSequences: [String]?
    /// Makes sampling repeatable, as far as a provider can.
    public var seed: Int?
    /// Discourages topics already present, -2 to 2.
    public var presencePenalty: Double?
    /// Discourages words by how often they occurred, -2 to 2.
    public var frequencyPenalty: Double?
    /// How hard to think before the answer; a model that knows no such effort gives a warning.
    public var reasoningEffort: ReasoningEffort?
    /// Whether several tools may be called in one response.
    public var parallelToolCalls: Bool?

    public init(
        maxOutputTokens: Int? = nil, temperature: Double? = nil, topP: Double? = nil, topK: Int? = nil,
        stopSequences: [String]? = nil, seed: Int? = nil, presencePenalty: Double? = nil,
        frequencyPenalty: Double? = nil, reasoningEffort: ReasoningEffort? = nil, parallelToolCalls: Bool? = nil
    ) {
        self.maxOutputTokens = maxOutputTokens
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.stopSequences = stopSequences
        self.seed = seed
        self.presencePenalty = presencePenalty
        self.frequencyPenalty = frequencyPenalty
        self.reasoningEffort = reasoningEffort
        self.parallelToolCalls = parallelToolCalls
    }
}
