/// Folds stream parts into a ``ModelResponse``.
///
/// Feed it while streaming to have the whole response at the end, or what there is of it after a failure.
public struct ResponseCollector: Sendable {
    /// A block that is still open, or content that is complete.
    private enum Entry: Sendable {
        case text(String, ProviderMetadata)
        case reasoning(String, ProviderMetadata)
        case complete(ContentPart)

        var content: ContentPart {
            switch self {
            case .text(let text, let metadata): .text(text, metadata: metadata)
            case .reasoning(let text, let metadata): .reasoning(text, metadata: metadata)
            case .complete(let part): part
            }
        }
    }

    private var entries: [Entry] = []
    private var positions: [String: Int] = [:]
    /// The position of the block that the last delta went to: blocks rarely interleave.
    private var current: (id: String, position: Int)?
    private var warnings: [ModelWarning] = []
    private var finish: (reason: FinishReason, usage: Usage)?
    private var metadata = ResponseMetadata()

    /// A collector that has seen no part.
    public init() {}

    /// The content so far; blocks that are still open hold what came until now.
    public var content: [ContentPart] { entries.map(\.content) }

    /// Takes the next part of the stream.
    public mutating func append(_ part: StreamPart) {
        switch part {
        case .textDelta(let id, let text), .reasoningDelta(let id, let text): extend(id, text)
        case .textStart(let id): open(id, .text("", ProviderMetadata()))
        case .reasoningStart(let id): open(id, .reasoning("", ProviderMetadata()))
        case .textEnd(let id, let metadata), .reasoningEnd(let id, let metadata): close(id, metadata)
        case .toolCall(let call): add(.toolCall(call))
        case .toolResult(let result): add(.toolResult(result))
        case .source(let source): add(.source(source))
        case .file(let media): add(Self.content(media))
        case .providerItem(let item): add(.providerItem(item))
        case .warning(let warning): warnings.append(warning)
        case .responseMetadata(let metadata): self.metadata.merge(metadata)
        case .finish(let reason, let usage, let metadata):
            finish = (reason, usage)
            self.metadata.merge(metadata)
        case .toolInputStart, .toolInputDelta, .toolInputEnd, .toolProgress, .steering, .unknown: break
        }
    }

    /// The response as far as it came, with finish reason `error` and partial usage if it did not finish.
    public var partialResponse: ModelResponse {
        ModelResponse(
            content: content, finishReason: finish?.reason ?? .error,
            usage: finish?.usage ?? Usage(isPartial: true), warnings: warnings, metadata: metadata)
    }

    /// The complete response.
    ///
    /// - Throws: ``LanguageModelError`` when no finish has come yet.
    public func response() throws(LanguageModelError) -> ModelResponse {
        guard finish != nil else {
            throw LanguageModelError(.connection, "The stream of the response ended before the response did.")
        }
        return partialResponse
    }

    private static func content(_ media: Media) -> ContentPart {
        if media.mediaType.hasPrefix("image/") { return .image(media) }
        return media.mediaType.hasPrefix("audio/") ? .audio(media) : .file(media)
    }

    private mutating func add(_ part: ContentPart) { entries.append(.complete(part)) }

    private mutating func open(_ id: String, _ entry: Entry) {
        positions[id] = entries.count
        current = (id, entries.count)
        entries.append(entry)
    }

    private mutating func position(_ id: String) -> Int? {
        if let current, current.id == id { return current.position }
        guard let position = positions[id] else { return nil }
        current = (id, position)
        return position
    }

    private mutating func extend(_ id: String, _ delta: String) {
        guard let position = position(id) else { return }
        // Taken out of the array while it grows, so that the text is not copied with every delta.
        let entry = entries[position]
        entries[position] = .complete(.text(""))
        switch consume entry {
        case .text(var text, let metadata):
            text += delta
            entries[position] = .text(text, metadata)
        case .reasoning(var text, let metadata):
            text += delta
            entries[position] = .reasoning(text, metadata)
        case .complete(let part): entries[position] = .complete(part)
        }
    }

    private mutating func close(_ id: String, _ metadata: ProviderMetadata) {
        guard let position = position(id) else { return }
        switch entries[position] {
        case .text(let text, _): entries[position] = .text(text, metadata)
        case .reasoning(let text, _): entries[position] = .reasoning(text, metadata)
        case .complete: break
        }
    }
}
