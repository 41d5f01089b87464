import Dialect
import DialectAnthropic
import DialectAzure
import DialectBedrock
import DialectCohere
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible
import DialectTransport
import Testing

/// The list of this package's providers, each in every dialect and over every transport that it has: what is a law for
/// all providers is tested with each of them.
enum TestedProvider: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case openAIResponses, openAIWebSocket, openAIChat, compatible, azure, azureResponses, anthropic, gemini, vertex
    case vertexClaude, bedrock, bedrockSigned, cohere

    var testDescription: String { rawValue }

    /// Proves who asks, and must never be seen.
    static let key = "sk-secret-qzxw-0123456789"

    /// The library that an app links.
    var product: String {
        switch self {
        case .openAIResponses, .openAIWebSocket, .openAIChat, .azureResponses: "DialectOpenAI"
        case .compatible: "DialectOpenAICompatible"
        case .azure: "DialectAzure"
        case .anthropic: "DialectAnthropic"
        case .gemini, .vertex, .vertexClaude: "DialectGoogle"
        case .bedrock, .bedrockSigned: "DialectBedrock"
        case .cohere: "DialectCohere"
        }
    }

    /// The name of the dialect in ``ConformingDialects``.
    var dialect: String {
        switch wire {
        case .responses: "responses"
        case .chatCompletions: self == .azure ? "azure" : "chat-completions"
        case .messages: "messages"
        case .generateContent: "generate-content"
        case .converse: "bedrock-converse"
        case .cohere: "cohere"
        }
    }

    var wire: TestedWire {
        switch self {
        case .openAIResponses, .openAIWebSocket, .azureResponses: .responses
        case .openAIChat, .compatible, .azure: .chatCompletions
        case .anthropic, .vertexClaude: .messages
        case .gemini, .vertex: .generateContent
        case .bedrock, .bedrockSigned: .converse
        case .cohere: .cohere
        }
    }

    var isWebSocket: Bool { self == .openAIWebSocket }

    /// A name that tells each provider of a model with tools and reasoning.
    var modelName: String {
        switch self {
        case .openAIResponses, .openAIWebSocket, .openAIChat, .azure, .azureResponses: "gpt-4.1"
        case .compatible: "deepseek-chat"
        case .anthropic: "claude-sonnet-4-5"
        case .gemini, .vertex: "gemini-2.5-flash"
        case .vertexClaude: "claude-sonnet-4-5@20250929"
        case .bedrock, .bedrockSigned: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
        case .cohere: "command-a-03-2025"
        }
    }

    /// A model at a server on loopback.
    ///
    /// - Parameter root: Where the server is, without a path: `http://127.0.0.1:49152`.
    func model(at root: String, _ transport: TransportConfiguration = .init()) -> any LanguageModel {
        make(at: root, transport).model
    }

    /// A model at a server on loopback, and what an app holds of its provider.
    func make(at root: String, _ transport: TransportConfiguration = .init()) -> (
        model: any LanguageModel, parts: [Any]
    ) {
        switch self {
        case .openAIResponses, .openAIWebSocket, .openAIChat, .azureResponses: openAI(at: root, transport)
        case .gemini, .vertex, .vertexClaude: google(at: root, transport)
        case .bedrock, .bedrockSigned: bedrock(at: root, transport)
        case .compatible:
            made(
                OpenAICompatibleProvider(profile: .deepSeek.at(root), apiKey: Self.key, transport: transport),
                \.configuration
            ) { $0.model(modelName) }
        case .azure:
            made(
                AzureProvider(
                    .init(
                        endpoint: AzureEndpoint(baseURL: root, headers: ["api-key": Self.key]), transport: transport)),
                \.configuration
            ) { $0.model(modelName) }
        case .anthropic:
            made(
                AnthropicProvider(
                    .init(endpoint: .anthropic(apiKey: Self.key, baseURL: root + "/v1"), transport: transport)),
                \.configuration
            ) { $0.model(modelName) }
        case .cohere:
            made(
                CohereProvider(.init(apiKey: Self.key, baseURL: root, transport: transport)), \.configuration
            ) { $0.model(modelName) }
        }
    }

    private func openAI(
        at root: String, _ transport: TransportConfiguration
    ) -> (model: any LanguageModel, parts: [Any]) {
        var endpoint = ResponsesEndpoint.openAI(apiKey: Self.key, organization: Self.key, baseURL: root + "/v1")
        if self == .azureResponses {
            endpoint = .azure(resource: "resource", apiKey: Self.key)
            endpoint.baseURL = root + "/openai/v1"
        }
        // On a connection with lanes others may wait too: only of one without is an answer's end seen at the server.
        if isWebSocket { endpoint.lanes = nil }
        var configuration = OpenAIProvider.Configuration(
            endpoint: endpoint, timeouts: transport.timeouts, security: transport.security, proxy: transport.proxy,
            httpClient: transport.httpClient, logger: transport.logger)
        configuration.tracer = transport.tracer
        var provider = OpenAIProvider(configuration)
        if isWebSocket {
            // A request that went over HTTP instead would prove nothing.
            provider = provider.withWebSocket(.init(fallback: .never))
        }
        return made(provider, \.configuration) { provider -> any LanguageModel in
            self == .openAIChat ? provider.chatModel(modelName) : provider.model(modelName)
        }
    }

    private func google(
        at root: String, _ transport: TransportConfiguration
    ) -> (model: any LanguageModel, parts: [Any]) {
        let endpoint: GoogleEndpoint =
            self == .gemini
            ? .gemini(apiKey: Self.key, baseURL: root + "/v1beta")
            : .vertex(project: "project", credentials: .token { Self.key }, baseURL: root + "/v1")
        return made(GoogleProvider(.init(endpoint: endpoint, transport: transport)), \.configuration) {
            provider -> any LanguageModel in
            self == .vertexClaude ? provider.claude(modelName) : provider.model(modelName)
        }
    }

    private func bedrock(
        at root: String, _ transport: TransportConfiguration
    ) -> (model: any LanguageModel, parts: [Any]) {
        let authorization: BedrockAuthorization =
            self == .bedrock
            ? .apiKey(Self.key) : .accessKey(id: "AKIAEXAMPLE", secret: Self.key, sessionToken: Self.key + "-session")
        let configuration = BedrockProvider.Configuration(
            region: "eu-central-1", authorization: authorization, baseURL: root, transport: transport)
        return made(BedrockProvider(configuration), \.configuration) { $0.model(modelName) }
    }

    private func made<Provider, Configuration>(
        _ provider: Provider, _ configuration: (Provider) -> Configuration,
        _ model: (Provider) -> any LanguageModel
    ) -> (model: any LanguageModel, parts: [Any]) {
        let model = model(provider)
        return (model, [provider, configuration(provider), model])
    }
}
