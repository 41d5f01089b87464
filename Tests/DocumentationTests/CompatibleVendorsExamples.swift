import DialectOpenAICompatible

extension CompatibleProfile {
    static let acme = CompatibleProfile(provider: "acme", baseURL: "https://api.acme.example/v1") {
        $0.maxTokensField = "max_completion_tokens"
        $0.reasoningEffort = .thinkingSwitch
        $0.schemaDialect = .openAIStrict
    }
}

/// The code of the guide to compatible vendors.
enum CompatibleVendorsExamples {
    static func gateway(_ key: String) async throws -> String {
        let provider = OpenAICompatibleProvider(profile: .openRouter, apiKey: key)
        let model = provider.model("anthropic/claude-opus-4.5")
        let answer = try await model.generate("Why is the sky blue?")
        return answer.text
    }

    static func options(_ model: some LanguageModel, _ request: inout ModelRequest) async throws {
        var options = ChatCompletionsOptions()
        options.topLogprobs = 2
        options.extraBody = ["provider": ["order": ["anthropic"], "allow_fallbacks": false]]
        request.providerOptions[raw: "openrouter"] = try JSONValue(encoding: options)
        let response = try await model.generate(request)
        let own = response.metadata.provider.decode(ChatCompletionsMetadata.self, named: "openrouter")
        print(own?.upstreamProvider ?? "", response.usage.raw?["cost"]?.doubleValue ?? 0)
    }
}
