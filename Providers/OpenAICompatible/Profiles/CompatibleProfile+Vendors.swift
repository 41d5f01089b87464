import DialectWire

/// Vendors of models, each by what its API reference says.
extension CompatibleProfile {
    /// Groq. Usage is in the chunk with the finish reason too, under a name of its own.
    public static let groq = CompatibleProfile(provider: "groq", baseURL: "https://api.groq.com/openai/v1") {
        $0.maxTokensField = "max_completion_tokens"
        // "Structured Outputs" of its documentation.
        $0.schemaDialect = .groq
        $0.unsupportedSettings = [.topK, .presencePenalty, .frequencyPenalty]
    }

    /// DeepSeek, which wants the reasoning of turns with tool calls back ("Thinking Mode" of its guides).
    public static let deepSeek = CompatibleProfile(provider: "deepseek", baseURL: "https://api.deepseek.com") {
        $0.reasoningEffort = .fieldOrDisabled
        $0.schemaForm = .jsonObject
        $0.absentContent = .emptyString
        // "Chat Prefix Completion", which lives under `/beta`.
        $0.prefillField = "prefix"
        // "Tool Calls", section "strict Mode": under `/beta` too; who goes there takes `.strictTools` out below.
        $0.schemaDialect = .deepSeek
        $0.unsupportedSettings = [.topK, .seed, .parallelToolCalls, .strictTools]
    }

    /// xAI's Chat Completions. Its Responses API is reached with the module `DialectOpenAI`.
    public static let xAI = CompatibleProfile(provider: "xai", baseURL: "https://api.x.ai/v1") {
        $0.maxTokensField = "max_completion_tokens"
        // "Structured Outputs" of its documentation, whose rules hold for tools too.
        $0.schemaDialect = .xAI
    }

    /// Mistral, whose content holds the model's thinking and references as parts of their own. `safe_prompt` and
    /// `prompt_mode` go into `extraBody`.
    public static let mistral = CompatibleProfile(provider: "mistral", baseURL: "https://api.mistral.ai/v1") {
        $0.seedField = "random_seed"
        $0.requiredToolChoice = "any"
        $0.asksForUsage = false
        $0.absentContent = .emptyString
        $0.callIDs = .exactly(9)
        $0.prefillField = "prefix"
        $0.documentURLs = .documentURL
        // "Custom Structured Outputs" of its documentation.
        $0.schemaDialect = .mistral
    }

    /// Together AI, whose page "Structured outputs" takes any schema.
    public static let together = CompatibleProfile(provider: "together", baseURL: "https://api.together.xyz/v1") {
        $0.unsupportedSettings = []
        $0.takesVideo = true
    }

    /// Fireworks AI.
    public static let fireworks = CompatibleProfile(
        provider: "fireworks", baseURL: "https://api.fireworks.ai/inference/v1"
    ) {
        $0.unsupportedSettings = []
        // "Structured Outputs", section "JSON Schema Support".
        $0.schemaDialect = .fireworks
    }

    /// Cerebras.
    public static let cerebras = CompatibleProfile(provider: "cerebras", baseURL: "https://api.cerebras.ai/v1") {
        $0.maxTokensField = "max_completion_tokens"
        // "Structured Outputs", section "Supported Schemas".
        $0.schemaDialect = .cerebras
        $0.unsupportedSettings = [.topK, .presencePenalty, .frequencyPenalty]
    }

    /// Perplexity, which searches the web for every answer and lists what it found.
    public static let perplexity = CompatibleProfile(provider: "perplexity", baseURL: "https://api.perplexity.ai") {
        $0.asksForUsage = false
        $0.unsupportedSettings = [.seed, .stopSequences, .parallelToolCalls]
        $0.documentURLs = .fileData
        $0.reasoningReplay = .never
        // "Structured Outputs Guide".
        $0.schemaDialect = .perplexity
    }

    /// Moonshot AI, the maker of Kimi.
    public static let moonshot = CompatibleProfile(provider: "moonshot", baseURL: "https://api.moonshot.ai/v1") {
        $0.reasoningEffort = .thinkingSwitch
        // "Partial Mode".
        $0.prefillField = "partial"
        // "Moonshot Flavored JSON Schema Spec".
        $0.schemaDialect = .moonshot
        $0.unsupportedSettings = [.topK, .seed, .parallelToolCalls]
        $0.takesVideo = true
    }

    /// Z.ai, the maker of GLM.
    public static let zai = CompatibleProfile(provider: "zai", baseURL: "https://api.z.ai/api/paas/v4") {
        $0.reasoningEffort = .thinkingSwitch
        $0.schemaForm = .jsonObject
        // A function of its "Chat Completion" reference has no `strict`.
        $0.unsupportedSettings = [
            .topK, .seed, .presencePenalty, .frequencyPenalty, .parallelToolCalls, .strictTools,
        ]
        $0.takesVideo = true
    }

    /// Alibaba Cloud's Model Studio, the home of Qwen, in its international region. Its page "Structured output" names no
    /// limit to a schema.
    public static let alibaba = CompatibleProfile(
        provider: "alibaba", baseURL: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
    ) {
        $0.reasoningEffort = .enableThinking
        $0.unsupportedSettings = [.frequencyPenalty]
        $0.takesVideo = true
    }

    /// NVIDIA's hosted models and its NIM servers, which run models of many makers and name no limit to a schema.
    public static let nvidia = CompatibleProfile(
        provider: "nvidia", baseURL: "https://integrate.api.nvidia.com/v1")
}
