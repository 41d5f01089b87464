/// A piece of a message.
///
/// Metadata holds what the provider needs to get back verbatim; leave it alone, and edit or drop whole parts.
public enum ContentPart: Hashable, Sendable {
    case text(String, metadata: ProviderMetadata = ProviderMetadata())
    case image(Media)
    /// A PDF or any other document.
    case file(Media)
    case audio(Media)
    /// What the model thought, or a summary of it; empty when the provider keeps it encrypted in the metadata.
    case reasoning(String, metadata: ProviderMetadata = ProviderMetadata())
    case toolCall(ToolCall)
    case toolResult(ToolResult)
    case source(Source)
    /// An item that only its provider understands, kept so that it can be sent back.
    case providerItem(ProviderItem)
}

/// An item of a provider's conversation that has no common form, such as a compaction or an approval request.
public struct ProviderItem: Hashable, Sendable, Codable {
    /// The provider that made it; others leave it out with a warning.
    public var provider: String
    /// The provider's name for its kind.
    public var type: String
    /// The item, verbatim.
    public var json: JSONValue

    public init(provider: String, type: String, json: JSONValue) {
        self.provider = provider
        self.type = type
        self.json = json
    }
}

extension ContentPart: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension ContentPart: Codable {
    private enum CodingKeys: String, CodingKey { case type, text, metadata }

    private enum Kind: String, Codable {
        case text, image, file, audio, reasoning, toolCall, toolResult, source, providerItem
    }

    /// The part's kind and what else is encoded beside it; nil for the kinds that are only text.
    private var parts: (kind: Kind, payload: (any Encodable)?) {
        switch self {
        case .text: (.text, nil)
        case .reasoning: (.reasoning, nil)
        case .image(let media): (.image, media)
        case .file(let media): (.file, media)
        case .audio(let media): (.audio, media)
        case .toolCall(let call): (.toolCall, call)
        case .toolResult(let result): (.toolResult, result)
        case .source(let source): (.source, source)
        case .providerItem(let item): (.providerItem, NestedItem(item: item))
        }
    }

    /// Keeps the item's own `type` apart from the part's.
    private struct NestedItem: Codable { var item: ProviderItem }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let (kind, payload) = parts
        try container.encode(kind, forKey: .type)
        try payload?.encode(to: encoder)
        switch self {
        case .text(let text, let metadata), .reasoning(let text, let metadata):
            try container.encode(text, forKey: .text)
            if !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
        default: break
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .type) {
        case .text:
            self = .text(try container.decode(String.self, forKey: .text), metadata: try Self.metadata(container))
        case .reasoning:
            self = .reasoning(try container.decode(String.self, forKey: .text), metadata: try Self.metadata(container))
        case .image: self = .image(try Media(from: decoder))
        case .file: self = .file(try Media(from: decoder))
        case .audio: self = .audio(try Media(from: decoder))
        case .toolCall: self = .toolCall(try ToolCall(from: decoder))
        case .toolResult: self = .toolResult(try ToolResult(from: decoder))
        case .source: self = .source(try Source(from: decoder))
        case .providerItem: self = .providerItem(try NestedItem(from: decoder).item)
        }
    }

    private static func metadata(_ container: KeyedDecodingContainer<CodingKeys>) throws -> ProviderMetadata {
        try container.decodeIfPresent(ProviderMetadata.self, forKey: .metadata) ?? ProviderMetadata()
    }
}
