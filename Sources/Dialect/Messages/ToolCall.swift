/// A complete call of a tool by the model.
public struct ToolCall: Hashable, Sendable, Codable {
    /// Ties the call to its result.
    public var id: String
    /// The name of the tool, as it was declared.
    public var name: String
    /// The arguments as the model wrote them: JSON for functions, any text for free-form tools. Never empty for a
    /// function: no arguments are `{}`.
    public var arguments: String
    /// What kind of tool is called.
    public var kind: ToolKind
    /// Whether the provider runs the tool itself; then its result arrives in the same response.
    public var isProviderExecuted: Bool
    /// What the provider needs to get back verbatim, such as a signature.
    public var metadata: ProviderMetadata

    public init(
        id: String, name: String, arguments: String, kind: ToolKind = .function, isProviderExecuted: Bool = false,
        metadata: ProviderMetadata = ProviderMetadata()
    ) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.kind = kind
        self.isProviderExecuted = isProviderExecuted
        self.metadata = metadata
    }

    /// The arguments as JSON.
    ///
    /// - Throws: ``JSONError`` when the model wrote something else.
    public var argumentsJSON: JSONValue {
        get throws(JSONError) { try JSONValue(parsing: arguments) }
    }
}

/// What kind of tool a call is for. The set is open: a provider's own kinds have the provider's words.
public struct ToolKind: OpenStringSet {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A function of the app, with JSON arguments.
    public static let function = ToolKind("function")
    /// A tool of the app that takes free text.
    public static let custom = ToolKind("custom")
}

/// What a tool answered.
public struct ToolResult: Hashable, Sendable, Codable {
    /// The id of the call that this answers.
    public var callID: String
    /// The name of the tool that was called.
    public var name: String
    /// What the model gets to read.
    public var output: ToolOutput
    /// What kind of tool was called.
    public var kind: ToolKind
    /// Whether the provider ran the tool.
    public var isProviderExecuted: Bool
    /// What the provider needs to get back verbatim.
    public var metadata: ProviderMetadata

    public init(
        callID: String, name: String, output: ToolOutput, kind: ToolKind = .function,
        isProviderExecuted: Bool = false, metadata: ProviderMetadata = ProviderMetadata()
    ) {
        self.callID = callID
        self.name = name
        self.output = output
        self.kind = kind
        self.isProviderExecuted = isProviderExecuted
        self.metadata = metadata
    }

    /// The answer to a call.
    public init(for call: ToolCall, output: ToolOutput) {
        self.init(callID: call.id, name: call.name, output: output, kind: call.kind)
    }
}

/// The output of a tool, in the form that suits it.
public enum ToolOutput: Hashable, Sendable {
    case text(String)
    case json(JSONValue)
    /// Text and media together; parts are text, images or files.
    case content([ContentPart])
    /// The tool failed; the text tells the model why.
    case error(String)
}

extension ToolOutput: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension ToolOutput: Codable {
    private enum CodingKeys: String, CodingKey { case text, json, content, error }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .text) {
            self = .text(text)
        } else if let error = try container.decodeIfPresent(String.self, forKey: .error) {
            self = .error(error)
        } else if container.contains(.content) {
            self = .content(try container.decode([ContentPart].self, forKey: .content))
        } else {
            self = .json(try container.decode(JSONValue.self, forKey: .json))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let text): try container.encode(text, forKey: .text)
        case .json(let json): try container.encode(json, forKey: .json)
        case .content(let parts): try container.encode(parts, forKey: .content)
        case .error(let text): try container.encode(text, forKey: .error)
        }
    }
}
