public import Dialect
public import DialectWire

/// Anthropic's own options, metadata and tools.
///
/// ```swift
/// request.providerOptions[Anthropic.self].cacheControl = .fiveMinutes
/// request.tools = [Anthropic.webSearch(maxUses: 3)]
/// ```
public enum Anthropic: ProviderNamespace {
    public typealias Options = MessagesOptions
    public typealias Metadata = MessagesMetadata

    public static let name = "anthropic"
}

extension Anthropic {
    /// The part as the end of a cached prefix.
    ///
    /// Reasoning and sources cannot be one; they come back as they are.
    public static func cached(_ part: ContentPart, _ control: MessagesCacheControl = .fiveMinutes) -> ContentPart {
        func marked(_ metadata: ProviderMetadata) -> ProviderMetadata {
            var metadata = metadata
            metadata[Anthropic.self].cacheControl = control
            return metadata
        }
        switch part {
        case .text(let text, let metadata): return .text(text, metadata: marked(metadata))
        case .image(var media):
            media.metadata = marked(media.metadata)
            return .image(media)
        case .file(var media):
            media.metadata = marked(media.metadata)
            return .file(media)
        case .toolCall(var call):
            call.metadata = marked(call.metadata)
            return .toolCall(call)
        case .toolResult(var result):
            result.metadata = marked(result.metadata)
            return .toolResult(result)
        default: return part
        }
    }

    /// A PDF or text that the model reads.
    ///
    /// - Parameters:
    ///   - citations: Whether the model says which passages its answer is based on.
    ///   - context: What it should know of the document beside its content.
    public static func document(
        _ media: Media, title: String? = nil, citations: Bool? = nil, context: String? = nil
    ) -> ContentPart {
        var media = media
        media.filename = title ?? media.filename
        media.metadata[Anthropic.self].citations = citations
        media.metadata[Anthropic.self].context = context
        return .file(media)
    }

    /// A passage found by the app, which the model may cite (Anthropic's "Search results"). It stands in a message of
    /// the user or in the result of a tool.
    public static func searchResult(
        source: String, title: String, passages: [String], citations: Bool = true
    ) -> ContentPart {
        .providerItem(
            ProviderItem(
                provider: name, type: "search_result",
                json: [
                    "type": "search_result", "source": .string(source), "title": .string(title),
                    "content": .array(passages.map { ["type": "text", "text": .string($0)] }),
                    "citations": ["enabled": .bool(citations)],
                ]))
    }
}
