import Dialect
public import DialectTransport
public import DialectWire

/// Makes models deployed at Azure, which speak Chat Completions, and embedding models.
///
/// ```swift
/// let provider = AzureProvider(.resource("my-resource", apiKey: key))
/// let answer = try await provider.model("my-deployment").generate("Why is the sky blue?")
/// ```
///
/// The Responses API of Azure, over HTTP and over WebSockets, is served by `OpenAIProvider` with the endpoint
/// `.azure(resource:apiKey:)`.
public struct AzureProvider: Sendable {
    /// How to reach the resource.
    public struct Configuration: Sendable {
        /// Where requests go, and with which proof.
        public var endpoint: AzureEndpoint
        /// How requests travel.
        public var transport: TransportConfiguration

        public init(endpoint: AzureEndpoint, transport: TransportConfiguration = TransportConfiguration()) {
            self.endpoint = endpoint
            self.transport = transport
        }
    }

    /// How the resource is reached.
    public let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// A resource, reached in the usual way.
    public init(_ endpoint: AzureEndpoint) {
        self.init(Configuration(endpoint: endpoint))
    }

    /// A chat model, by the name of its deployment.
    ///
    /// - Parameter dialect: How the model speaks: as OpenAI's do, unless said otherwise.
    public func model(_ deployment: String, dialect: ChatCompletionsDialect = .azure) -> AzureChatModel {
        AzureChatModel(deployment: deployment, dialect: dialect, configuration: configuration)
    }

    /// A model that turns texts into vectors, by the name of its deployment.
    public func embeddingModel(_ deployment: String) -> AzureEmbeddingModel {
        AzureEmbeddingModel(deployment: deployment, configuration: configuration)
    }
}

extension AzureProvider: CustomStringConvertible {
    public var description: String { "AzureProvider(\(configuration.endpoint))" }
}

extension ChatCompletionsDialect {
    /// OpenAI's models at Azure. Instructions of developers are sent as the system's, which every model there takes.
    public static let azure = ChatCompletionsDialect(provider: Azure.name) {
        $0.maxTokensField = "max_completion_tokens"
        $0.schemaDialect = .openAIStrict
        $0.callIDs = ChatCompletionsDialect.openAI.callIDs
        $0.toolNames = ChatCompletionsDialect.openAI.toolNames
        $0.reasoningReplay = .never
        $0.replayedFields = []
    }

    /// Models of other makers at Azure, such as Grok, DeepSeek and Llama.
    public static let azureFoundry = ChatCompletionsDialect(provider: Azure.name) {
        $0.reasoningReplay = .never
        $0.replayedFields = []
    }
}

extension LanguageModelError {
    /// What an answer outside 200…299 says.
    init(azure refusal: ModelHTTPClient.Refusal) {
        self.init(
            refusal: refusal.status, body: refusal.body, headers: refusal.headers,
            // Azure's gateway has an id of its own.
            requestID: refusal.requestID ?? refusal.headers["apim-request-id"], provider: Azure.name)
    }
}
