/// A tool that the model may use.
public enum ToolDeclaration: Hashable, Sendable {
    /// A function of the app: the model calls it, the app answers.
    case function(FunctionTool)
    /// A tool that the provider defines, such as web search. Make one with the provider's own factory functions.
    case provider(ProviderTool)

    /// The name by which the model calls the tool.
    public var name: String {
        switch self {
        case .function(let tool): tool.name
        case .provider(let tool): tool.name
        }
    }
}

/// A function that the app offers to the model.
public struct FunctionTool: Hashable, Sendable, Codable {
    /// Letters, digits, `_` and `-`.
    public var name: String
    /// What it does and when to call it; the model reads this.
    public var description: String?
    /// A JSON schema, an object, for the arguments.
    public var inputSchema: JSONValue
    /// Whether the provider must guarantee that arguments obey the schema; nil leaves its default.
    public var strict: Bool?
    /// What only particular providers understand of a function, such as when to load it.
    public var providerOptions: ProviderOptions

    public init(
        name: String, description: String? = nil, inputSchema: JSONValue, strict: Bool? = nil,
        providerOptions: ProviderOptions = ProviderOptions()
    ) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        self.strict = strict
        self.providerOptions = providerOptions
    }

    private enum CodingKeys: String, CodingKey { case name, description, inputSchema, strict, providerOptions }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            description: try container.decodeIfPresent(String.self, forKey: .description),
            inputSchema: try container.decode(JSONValue.self, forKey: .inputSchema),
            strict: try container.decodeIfPresent(Bool.self, forKey: .strict),
            providerOptions: try container.decodeIfPresent(ProviderOptions.self, forKey: .providerOptions)
                ?? ProviderOptions())
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(description, forKey: .description)
        try container.encode(inputSchema, forKey: .inputSchema)
        try container.encodeIfPresent(strict, forKey: .strict)
        if !providerOptions.isEmpty { try container.encode(providerOptions, forKey: .providerOptions) }
    }
}

/// A tool whose behaviour the provider defines, and often executes too.
public struct ProviderTool: Hashable, Sendable, Codable {
    /// The provider that knows it; others leave it out with a warning.
    public var provider: String
    /// The provider's name for the kind of tool: `web_search`.
    public var type: String
    /// The name by which the model calls it.
    public var name: String
    /// The provider's settings for it, as it spells them.
    public var configuration: JSONObject

    public init(provider: String, type: String, name: String? = nil, configuration: JSONObject = JSONObject()) {
        self.provider = provider
        self.type = type
        self.name = name ?? type
        self.configuration = configuration
    }
}

/// Whether the model may, must or must not call tools.
public enum ToolChoice: Hashable, Sendable {
    /// The model decides.
    case auto
    /// No calls, though the model sees the tools.
    case none
    /// At least one call.
    case required
    /// A call of the tool with this name.
    case tool(String)
}

extension ToolDeclaration: Codable {
    private enum CodingKeys: String, CodingKey { case kind }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .kind) {
        case "function": self = .function(try FunctionTool(from: decoder))
        case "provider": self = .provider(try ProviderTool(from: decoder))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container, debugDescription: "Unknown kind of tool \"\(other)\"")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .function(let tool):
            try container.encode("function", forKey: .kind)
            try tool.encode(to: encoder)
        case .provider(let tool):
            try container.encode("provider", forKey: .kind)
            try tool.encode(to: encoder)
        }
    }
}

extension ToolChoice: Codable {
    private enum CodingKeys: String, CodingKey { case type, name }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "auto": self = .auto
        case "none": self = .none
        case "required": self = .required
        case "tool": self = .tool(try container.decode(String.self, forKey: .name))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "Unknown tool choice \"\(other)\"")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .auto: try container.encode("auto", forKey: .type)
        case .none: try container.encode("none", forKey: .type)
        case .required: try container.encode("required", forKey: .type)
        case .tool(let name):
            try container.encode("tool", forKey: .type)
            try container.encode(name, forKey: .name)
        }
    }
}
