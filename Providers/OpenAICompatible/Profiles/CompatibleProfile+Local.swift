import DialectWire

/// Servers for models on one's own machines, each where it listens unless told otherwise.
extension CompatibleProfile {
    /// Ollama.
    public static let ollama = CompatibleProfile(provider: "ollama", baseURL: "http://127.0.0.1:11434/v1") {
        $0.unsupportedSettings = [.topK, .parallelToolCalls]
        // It runs models with llama.cpp.
        $0.schemaDialect = .llamaCpp
    }

    /// The server of llama.cpp. It closes the connection after every stream though it promises to keep it, so that the
    /// next request may be lost on its way; it is asked not to keep any.
    public static let llamaCpp = CompatibleProfile(
        provider: "llamacpp", baseURL: "http://127.0.0.1:8080/v1", headers: ["Connection": "close"]
    ) {
        $0.reasoningEffort = .templateSwitch
        $0.unsupportedSettings = []
        $0.takesVideo = true
        $0.takesMediaInToolResults = true
        // "GBNF Guide", section "JSON Schemas → GBNF".
        $0.schemaDialect = .llamaCpp
    }

    /// vLLM, which chooses a grammar engine that can do what a schema asks ("Structured Outputs" of its documentation).
    public static let vLLM = CompatibleProfile(provider: "vllm", baseURL: "http://127.0.0.1:8000/v1") {
        $0.unsupportedSettings = []
        $0.takesVideo = true
        $0.takesMediaInToolResults = true
    }

    /// LM Studio.
    public static let lmStudio = CompatibleProfile(provider: "lmstudio", baseURL: "http://127.0.0.1:1234/v1") {
        $0.unsupportedSettings = [.parallelToolCalls]
        // "Structured Output" of its documentation: most models run with llama.cpp's grammars.
        $0.schemaDialect = .llamaCpp
    }
}
