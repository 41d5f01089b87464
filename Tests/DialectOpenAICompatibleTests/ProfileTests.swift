import DialectOpenAICompatible
import Testing

/// A vendor that nobody here has heard of, as an app would write it.
extension CompatibleProfile {
    fileprivate static let acme = CompatibleProfile(
        provider: "acme", baseURL: "https://api.acme.example/v1?region=eu",
        authentication: .init(header: "X-Acme-Key")
    ) {
        $0.maxTokensField = "max_completion_tokens"
        $0.reasoningEffort = .unsupported
    }
}

@Suite("Profiles of compatible vendors")
struct ProfileTests {
    @Test("have names and places of their own")
    func distinct() {
        #expect(Set(CompatibleProfile.known.map(\.dialect.provider)).count == CompatibleProfile.known.count)
        #expect(Set(CompatibleProfile.known.map(\.baseURL)).count == CompatibleProfile.known.count)
        // What is reached over a network is reached over TLS.
        for profile in CompatibleProfile.known where !profile.baseURL.hasPrefix("http://127.0.0.1:") {
            #expect(profile.baseURL.hasPrefix("https://"), "\(profile.dialect.provider)")
        }
    }

    @Test("bring what is known of the vendor's models, and nothing of others")
    func capabilities() {
        func known(_ profile: CompatibleProfile, _ model: String) -> ModelCapabilities {
            OpenAICompatibleProvider(profile: profile, apiKey: "k").model(model).capabilities
        }
        #expect(known(.mistral, "mistral-large-latest").features.isSuperset(of: [.tools, .imageInput]))
        #expect(known(.groq, "openai/gpt-oss-120b").contextWindow == 131_072)
        #expect(known(.cerebras, "llama3.1-8b").maxOutputTokens == 128_000)
        for profile in [CompatibleProfile.deepSeek, .xAI, .perplexity, .moonshot, .zai, .alibaba] {
            #expect(known(profile, "a-model-of-tomorrow") == .unknown)
        }
        #expect(known(.acme, "mistral-large-latest") == .unknown)
        #expect(known(.ollama, "llama3.2") == .unknown)
    }

    @Test(
        "tell a vendor of a schema what its models are known to take",
        arguments: [
            (.groq, "openai/gpt-oss-120b", .groq), (.cerebras, "gpt-oss-120b", .cerebras), (.xAI, "grok-4.20", .xAI),
            (.mistral, "mistral-large-latest", .mistral), (.moonshot, "kimi-k3", .moonshot),
        ] as [(CompatibleProfile, String, ModelCapabilities.SchemaForm)])
    func schemas(_ profile: CompatibleProfile, _ model: String, _ form: ModelCapabilities.SchemaForm) {
        let known = OpenAICompatibleProvider(profile: profile, apiKey: "k").model(model).capabilities
        #expect(known.schemaForm == form)
        #expect(profile.dialect.schemaDialect.name == form.rawValue)
    }

    @Test("say what a vendor takes of a schema, or that it takes any")
    func schemaDialects() {
        let any = CompatibleProfile.known.filter { $0.dialect.schemaDialect == .plain }
        #expect(any.map(\.dialect.provider) == ["alibaba", "nvidia", "together", "vllm", "zai"])
        #expect(CompatibleProfile.acme.dialect.schemaDialect == .plain)
        var strict = CompatibleProfile.acme
        strict.dialect.schemaDialect = .openAIStrict
        #expect(strict.dialect.schemaDialect.name == "openai-strict")
    }

    @Test("never show a key")
    func secrets() {
        let provider = OpenAICompatibleProvider(
            .init(profile: .acme, apiKey: "secret-1", headers: ["X-Other": "secret-2"]))
        var dumped = ""
        dump(provider, to: &dumped)
        for text in ["\(provider)", String(reflecting: provider), "\(provider.configuration)", dumped] {
            #expect(!text.contains("secret"), "\(text)")
        }
        #expect("\(provider.configuration)" == "acme at https://api.acme.example/v1")
        #expect(provider.model("acme-1").id == ModelID(provider: "acme", model: "acme-1"))
    }
}
