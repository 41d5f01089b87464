/// What a model is known to do. An absent feature means "not known", not "impossible": a request is never refused
/// because of it.
public struct ModelCapabilities: Hashable, Sendable {
    /// One ability. The set is open: providers may add their own.
    public struct Feature: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Calls client tools.
        public static let tools = Feature("tools")
        /// Calls several tools in one response.
        public static let parallelToolCalls = Feature("parallelToolCalls")
        /// Obeys a JSON schema natively.
        public static let jsonSchema = Feature("jsonSchema")
        /// Reads images.
        public static let imageInput = Feature("imageInput")
        /// Reads PDF documents.
        public static let pdfInput = Feature("pdfInput")
        /// Listens to recordings.
        public static let audioInput = Feature("audioInput")
        /// Watches films.
        public static let videoInput = Feature("videoInput")
        /// Makes images.
        public static let imageOutput = Feature("imageOutput")
        /// Speaks.
        public static let audioOutput = Feature("audioOutput")
        /// Thinks before it answers, and can be told how hard.
        public static let reasoning = Feature("reasoning")
    }

    /// The part of JSON Schema that a model can be held to, by the name of its ``SchemaDialect``. The set is open.
    public struct SchemaForm: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// All properties required and no others allowed.
        public static let openAI = SchemaForm("openai-strict")
        /// Anthropic's structured outputs.
        public static let anthropic = SchemaForm("anthropic-strict")
        /// Google's subset of JSON Schema.
        public static let gemini = SchemaForm("gemini")
        /// Cohere's structured outputs.
        public static let cohere = SchemaForm("cohere")
        /// Groq's strict mode: OpenAI's form, with fewer keywords.
        public static let groq = SchemaForm("groq")
        /// Cerebras' strict mode: closed objects, null as a form of its own.
        public static let cerebras = SchemaForm("cerebras")
        /// xAI's structured outputs and tools.
        public static let xAI = SchemaForm("xai")
        /// Mistral's structured outputs: objects closed unless they say otherwise.
        public static let mistral = SchemaForm("mistral")
        /// Moonshot's flavour of JSON Schema.
        public static let moonshot = SchemaForm("moonshot")
    }

    /// How a provider keeps the beginnings of prompts. The set is open.
    public struct PromptCaching: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// By itself, wherever prompts begin alike.
        public static let automatic = PromptCaching("automatic")
        /// Up to the places that the request marks.
        public static let breakpoints = PromptCaching("breakpoints")
    }

    /// What the model is known to do; empty if nothing is known.
    public var features: Set<Feature>
    /// The longest input and output together, in tokens.
    public var contextWindow: Int?
    /// The longest input, in tokens.
    public var maxInputTokens: Int?
    /// The longest output, in tokens.
    public var maxOutputTokens: Int?
    /// How hard the model can be told to think, from the least to the most; empty if it is not known.
    public var reasoningEfforts: [GenerationOptions.ReasoningEffort]
    /// Known for models that obey schemas natively.
    public var schemaForm: SchemaForm?
    /// How the beginning of a prompt is kept between requests; nil if it is not known.
    public var promptCaching: PromptCaching?

    public init(
        features: Set<Feature> = [], contextWindow: Int? = nil, maxOutputTokens: Int? = nil,
        maxInputTokens: Int? = nil, reasoningEfforts: [GenerationOptions.ReasoningEffort] = [],
        schemaForm: SchemaForm? = nil, promptCaching: PromptCaching? = nil
    ) {
        self.features = features
        self.contextWindow = contextWindow
        self.maxOutputTokens = maxOutputTokens
        self.maxInputTokens = maxInputTokens
        self.reasoningEfforts = reasoningEfforts
        self.schemaForm = schemaForm
        self.promptCaching = promptCaching
    }

    /// Nothing is known.
    public static let unknown = ModelCapabilities()
}

extension ModelCapabilities: Codable {
    private enum CodingKeys: String, CodingKey {
        case features, contextWindow, maxInputTokens, maxOutputTokens, reasoningEfforts, schemaForm, promptCaching
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            features: try container.decodeIfPresent(Set<Feature>.self, forKey: .features) ?? [],
            contextWindow: try container.decodeIfPresent(Int.self, forKey: .contextWindow),
            maxOutputTokens: try container.decodeIfPresent(Int.self, forKey: .maxOutputTokens),
            maxInputTokens: try container.decodeIfPresent(Int.self, forKey: .maxInputTokens),
            reasoningEfforts: try container.decodeIfPresent(
                [GenerationOptions.ReasoningEffort].self, forKey: .reasoningEfforts) ?? [],
            schemaForm: try container.decodeIfPresent(SchemaForm.self, forKey: .schemaForm),
            promptCaching: try container.decodeIfPresent(PromptCaching.self, forKey: .promptCaching))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        // Sorted, so that equal capabilities give equal bytes.
        try container.encode(features.sorted { $0.rawValue < $1.rawValue }, forKey: .features)
        try container.encodeIfPresent(contextWindow, forKey: .contextWindow)
        try container.encodeIfPresent(maxInputTokens, forKey: .maxInputTokens)
        try container.encodeIfPresent(maxOutputTokens, forKey: .maxOutputTokens)
        if !reasoningEfforts.isEmpty { try container.encode(reasoningEfforts, forKey: .reasoningEfforts) }
        try container.encodeIfPresent(schemaForm, forKey: .schemaForm)
        try container.encodeIfPresent(promptCaching, forKey: .promptCaching)
    }
}
