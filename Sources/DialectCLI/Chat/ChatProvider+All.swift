import DialectAnthropic
import DialectAzure
import DialectBedrock
import DialectCohere
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible

/// The table of providers. One more is one more row.
extension ChatProvider {
    static let all: [ChatProvider] =
        [
            responses("openai", key: "OPENAI_API_KEY") { key, url in
                .openAI(apiKey: key, baseURL: url ?? ResponsesEndpoint.openAIBaseURL)
            },
            ChatProvider(
                name: "openai-chat", keyVariable: "OPENAI_API_KEY", metadataNames: ["openai.chat"]
            ) { access in
                var endpoint = ResponsesEndpoint.openAI(
                    apiKey: access.apiKey ?? "", baseURL: access.baseURL ?? ResponsesEndpoint.openAIBaseURL)
                if access.apiKey == nil { endpoint.headers["Authorization"] = nil }
                let provider = OpenAIProvider(.init(endpoint: endpoint))
                return ChatConnection(model: { provider.chatModel($0) })
            },
            ChatProvider(name: "anthropic", keyVariable: "ANTHROPIC_API_KEY") { access in
                var endpoint = AnthropicEndpoint()
                if let url = access.baseURL { endpoint.baseURL = url }
                if let key = access.apiKey { endpoint.headers["x-api-key"] = key }
                let provider = AnthropicProvider(.init(endpoint: endpoint))
                return ChatConnection(model: { provider.model($0) })
            },
            ChatProvider(
                name: "azure", keyVariable: "AZURE_OPENAI_API_KEY", placeVariable: "AZURE_OPENAI_ENDPOINT"
            ) { access in
                var endpoint = AzureEndpoint(baseURL: access.baseURL ?? "")
                if let key = access.apiKey { endpoint.headers["api-key"] = key }
                let provider = AzureProvider(endpoint)
                return ChatConnection(model: { provider.model($0) })
            },
            // Keys, profiles and roles of AWS are found as its own tools find them.
            ChatProvider(name: "bedrock") { access in
                let provider = BedrockProvider(.init(baseURL: access.baseURL))
                return ChatConnection(model: { provider.model($0) })
            },
            ChatProvider(name: "cohere", keyVariable: "CO_API_KEY") { access in
                var configuration = CohereProvider.Configuration(headers: [:])
                if let url = access.baseURL { configuration.baseURL = url }
                if let key = access.apiKey { configuration.headers["Authorization"] = "Bearer \(key)" }
                let provider = CohereProvider(configuration)
                return ChatConnection(model: { provider.model($0) })
            },
            ChatProvider(name: "google", keyVariable: "GEMINI_API_KEY") { access in
                let provider = GoogleProvider(
                    apiKey: access.apiKey ?? "", baseURL: access.baseURL ?? GoogleEndpoint.geminiBaseURL)
                return ChatConnection(model: { provider.model($0) })
            },
            responses("xai", key: "XAI_API_KEY") { key, url in
                url.map { .xAI(apiKey: key, baseURL: $0) } ?? .xAI(apiKey: key)
            },
            compatible(.xAI, named: "xai-chat", key: "XAI_API_KEY"),
            compatible(.alibaba, key: "DASHSCOPE_API_KEY"),
            compatible(.cerebras, key: "CEREBRAS_API_KEY"),
            compatible(.deepSeek, key: "DEEPSEEK_API_KEY"),
            compatible(.fireworks, key: "FIREWORKS_API_KEY"),
            compatible(.gitHubModels, key: "GITHUB_TOKEN"),
            compatible(.groq, key: "GROQ_API_KEY"),
            compatible(.huggingFace, key: "HF_TOKEN"),
            compatible(.mistral, key: "MISTRAL_API_KEY"),
            compatible(.moonshot, key: "MOONSHOT_API_KEY"),
            compatible(.nvidia, key: "NVIDIA_API_KEY"),
            compatible(.openRouter, key: "OPENROUTER_API_KEY"),
            compatible(.perplexity, key: "PERPLEXITY_API_KEY"),
            compatible(.together, key: "TOGETHER_API_KEY"),
            compatible(.vercel, key: "AI_GATEWAY_API_KEY"),
            compatible(.zai, key: "ZAI_API_KEY"),
            compatible(.liteLLM, key: "LITELLM_PROXY_API_KEY", needsKey: false),
            compatible(.llamaCpp, key: "LLAMA_API_KEY", needsKey: false),
            compatible(.lmStudio, key: "LM_API_TOKEN", needsKey: false),
            compatible(.ollama, key: "OLLAMA_API_KEY", needsKey: false),
            compatible(.vLLM, key: "VLLM_API_KEY", needsKey: false),
        ]

    /// A server of the Responses API.
    private static func responses(
        _ name: String, key variable: String,
        _ endpoint: @escaping @Sendable (_ apiKey: String, _ baseURL: String?) -> ResponsesEndpoint
    ) -> ChatProvider {
        ChatProvider(name: name, keyVariable: variable, hasWebSocket: true) { access in
            var endpoint = endpoint(access.apiKey ?? "", access.baseURL)
            if access.apiKey == nil { endpoint.headers["Authorization"] = nil }
            let plain = OpenAIProvider(.init(endpoint: endpoint))
            let provider = access.overWebSocket ? plain.withWebSocket() : plain
            return ChatConnection(model: { provider.model($0) }, shutDown: { await provider.shutDown() })
        }
    }

    /// A vendor of Chat Completions; its name is the profile's unless another API of the vendor has that.
    private static func compatible(
        _ profile: CompatibleProfile, named name: String? = nil, key variable: String, needsKey: Bool = true
    ) -> ChatProvider {
        ChatProvider(
            name: name ?? profile.dialect.provider, keyVariable: variable, needsKey: needsKey,
            metadataNames: [profile.dialect.namespace]
        ) { access in
            let place = access.baseURL.map(profile.at) ?? profile
            let provider = OpenAICompatibleProvider(profile: place, apiKey: access.apiKey)
            return ChatConnection(model: { provider.model($0) })
        }
    }
}
