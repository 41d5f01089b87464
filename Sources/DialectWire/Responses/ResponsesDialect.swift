/// How one vendor speaks the Responses API, as data.
public struct ResponsesDialect: Hashable, Sendable {
    /// The provider's name: in errors, and as the key of its options and metadata.
    public var provider: String
    /// The providers whose built-in tools this vendor understands.
    public var toolProviders: Set<String>

    public init(provider: String, toolProviders: Set<String>? = nil) {
        self.provider = provider
        self.toolProviders = toolProviders ?? [provider]
    }

    /// The dialect of OpenAI itself.
    public static let openAI = ResponsesDialect(provider: "openai")
}
