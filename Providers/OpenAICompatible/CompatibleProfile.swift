import DialectTransport
public import DialectWire

/// A vendor of OpenAI's dialect, as data: where it is, how it is told who asks, and how it speaks.
///
/// A vendor that is not among those known here needs no code:
///
/// ```swift
/// extension CompatibleProfile {
///     static let acme = CompatibleProfile(
///         provider: "acme", baseURL: "https://api.acme.example/v1") { $0.maxTokensField = "max_completion_tokens" }
/// }
/// let model = OpenAICompatibleProvider(profile: .acme, apiKey: key).model("acme-large")
/// ```
public struct CompatibleProfile: Hashable, Sendable {
    /// How a request proves who asks.
    public struct Authentication: Hashable, Sendable {
        /// The header that holds the key.
        public var header: String
        /// What stands before the key, with the space: `Bearer `.
        public var prefix: String

        public init(header: String, prefix: String = "") {
            self.header = header
            self.prefix = prefix
        }

        /// `Authorization: Bearer …`.
        public static let bearer = Authentication(header: "Authorization", prefix: "Bearer ")
    }

    /// Where the API lives, up to its version. A query is kept.
    public var baseURL: String
    /// What is appended to the base for a chat.
    public var chatPath: String
    /// How the key travels.
    public var authentication: Authentication
    /// Headers that every request to the vendor has. No secrets: keys belong to the provider.
    public var headers: [String: String]
    /// How the vendor speaks.
    public var dialect: ChatCompletionsDialect

    /// - Parameters:
    ///   - provider: The vendor's name: in model ids and errors, and as the key of its options and metadata.
    ///   - baseURL: Where the API lives, up to its version.
    ///   - chatPath: What is appended to the base for a chat.
    ///   - authentication: How a request proves who asks.
    ///   - headers: Headers that every request has. No secrets.
    ///   - configure: Says where the vendor differs from a plain server.
    public init(
        provider: String, baseURL: String, chatPath: String = "/chat/completions",
        authentication: Authentication = .bearer, headers: [String: String] = [:],
        configure: (inout ChatCompletionsDialect) -> Void = { _ in }
    ) {
        self.baseURL = baseURL
        self.chatPath = chatPath
        self.authentication = authentication
        self.headers = headers
        dialect = ChatCompletionsDialect(provider: provider, configure: configure)
    }

    /// All vendors and servers that are known here.
    public static let known: [CompatibleProfile] = [
        .alibaba, .cerebras, .deepSeek, .fireworks, .gitHubModels, .groq, .huggingFace, .liteLLM, .llamaCpp, .lmStudio,
        .mistral, .moonshot, .nvidia, .ollama, .openRouter, .perplexity, .together, .vLLM, .vercel, .xAI, .zai,
    ]

    /// The same vendor at another place: a region, a proxy, a test.
    public func at(_ baseURL: String) -> CompatibleProfile {
        var copy = self
        copy.baseURL = baseURL
        return copy
    }

    /// The URL for a chat.
    var chatURL: String { BaseURL(baseURL).appending(chatPath) }
}
