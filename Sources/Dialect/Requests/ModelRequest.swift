/// What to ask of a model. A string literal is a request with one user message.
public struct ModelRequest: Hashable, Sendable {
    /// The conversation so far, oldest first. System messages are instructions.
    public var messages: [Message]
    /// The tools that the model may use. Their order is kept.
    public var tools: [ToolDeclaration]
    /// Whether tools may or must be called; nil leaves the provider's default.
    public var toolChoice: ToolChoice?
    /// The form of the answer.
    public var outputFormat: OutputFormat
    /// How to generate.
    public var options: GenerationOptions
    /// What only particular providers understand.
    public var providerOptions: ProviderOptions
    /// HTTP headers to add to this request. Over a WebSocket they travel with the handshake: a request with other
    /// headers than those before gets a connection of its own, which knows nothing of the conversation.
    public var headers: [String: String]
    /// When to give up on the whole response. A moment of this process's clock: it is not encoded.
    public var deadline: ContinuousClock.Instant?

    public init(
        messages: [Message], tools: [ToolDeclaration] = [], toolChoice: ToolChoice? = nil,
        outputFormat: OutputFormat = .text, options: GenerationOptions = GenerationOptions(),
        providerOptions: ProviderOptions = ProviderOptions(), headers: [String: String] = [:],
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.outputFormat = outputFormat
        self.options = options
        self.providerOptions = providerOptions
        self.headers = headers
        self.deadline = deadline
    }

    /// A request with one user message.
    public init(_ prompt: String) {
        self.init(messages: [.user(prompt)])
    }
}

extension ModelRequest: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self.init(value) }
}

extension ModelRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case messages, tools, toolChoice, outputFormat, options, providerOptions, headers
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            messages: try container.decode([Message].self, forKey: .messages),
            tools: try container.decodeIfPresent([ToolDeclaration].self, forKey: .tools) ?? [],
            toolChoice: try container.decodeIfPresent(ToolChoice.self, forKey: .toolChoice),
            outputFormat: try container.decodeIfPresent(OutputFormat.self, forKey: .outputFormat) ?? .text,
            options: try container.decodeIfPresent(GenerationOptions.self, forKey: .options) ?? GenerationOptions(),
            providerOptions: try container.decodeIfPresent(ProviderOptions.self, forKey: .providerOptions)
                ?? ProviderOptions(),
            headers: try container.decodeIfPresent([String: String].self, forKey: .headers) ?? [:])
    }
}
