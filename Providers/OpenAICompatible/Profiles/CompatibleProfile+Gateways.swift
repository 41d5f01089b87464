import Dialect
import DialectWire

/// Gateways to many vendors' models. They hand a schema to whoever runs the model, and document it in OpenAI's form: all
/// properties required, and no others. Models that take less or more refuse little of what has that form.
extension CompatibleProfile {
    /// OpenRouter. Routing goes into `extraBody` under `provider`; what a request cost is in the raw usage; the
    /// reasoning of every vendor goes back with its signatures ("Reasoning Tokens" of its guides).
    public static let openRouter = CompatibleProfile(
        provider: "openrouter", baseURL: "https://openrouter.ai/api/v1"
    ) {
        $0.reasoningEffort = .object
        $0.unsupportedSettings = []
        $0.documentURLs = .fileData
        $0.takesVideo = true
        $0.replaysAnnotations = true
        // "Structured Outputs" of its guides.
        $0.schemaDialect = .openAIStrict
    }

    /// Vercel's AI Gateway. Routing goes into `extraBody` under `providerOptions`.
    public static let vercel = CompatibleProfile(
        provider: "vercel-gateway", baseURL: "https://ai-gateway.vercel.sh/v1"
    ) {
        $0.reasoningEffort = .object
        $0.documentURLs = .fileData
        // "OpenAI Chat Completions Structured Outputs with AI Gateway".
        $0.schemaDialect = .openAIStrict
    }

    /// A LiteLLM proxy; by default the one on this machine.
    public static let liteLLM = CompatibleProfile(provider: "litellm", baseURL: "http://127.0.0.1:4000/v1") {
        $0.documentURLs = .fileData
        $0.takesVideo = true
        // "Structured Outputs (JSON Mode)" of its documentation.
        $0.schemaDialect = .openAIStrict
    }

    /// Hugging Face's router to its inference providers.
    public static let huggingFace = CompatibleProfile(
        provider: "huggingface", baseURL: "https://router.huggingface.co/v1"
    ) {
        // "Structured Outputs with Inference Providers".
        $0.schemaDialect = .openAIStrict
    }

    /// GitHub Models.
    public static let gitHubModels = CompatibleProfile(
        provider: "github", baseURL: "https://models.github.ai/inference",
        headers: ["X-GitHub-Api-Version": "2022-11-28"]
    ) {
        $0.developerRole = .developer
        $0.replayedFields = []
        $0.reasoningReplay = .never
        // Most of its models are OpenAI's, and refuse any other form.
        $0.schemaDialect = .openAIStrict
    }
}
