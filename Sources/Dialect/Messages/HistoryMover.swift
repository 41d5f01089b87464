/// Decides part by part what another provider is given of a conversation.
struct HistoryMover {
    private typealias Verdict = (fate: PortableHistory.Fate, part: ContentPart?, reason: String?)

    private let destination: PortableHistory.Destination
    private(set) var messages: [Message] = []
    private(set) var entries: [PortableHistory.Entry] = []
    /// Calls that are told in words: so are their results.
    private var told: Set<String> = []
    /// Calls that are sent: only they can have results.
    private var sent: Set<String> = []

    init(destination: PortableHistory.Destination) {
        self.destination = destination
    }

    mutating func take(_ message: Message, at index: Int) {
        var kept: [ContentPart] = []
        // A message of results holds nothing else: what is told of a result is said by the user.
        var said: [ContentPart] = []
        for (position, part) in message.content.enumerated() {
            let verdict = verdict(on: part)
            entries.append(
                PortableHistory.Entry(message: index, part: position, fate: verdict.fate, reason: verdict.reason))
            guard let result = verdict.part else { continue }
            if message.role == .tool, verdict.fate == .text { said.append(result) } else { kept.append(result) }
        }
        if !kept.isEmpty || message.content.isEmpty { messages.append(Message(role: message.role, content: kept)) }
        if !said.isEmpty { messages.append(.user(said)) }
    }

    private mutating func verdict(on part: ContentPart) -> Verdict {
        switch part {
        case .text: return (.verbatim, part, nil)
        case .image(let media): return verdict(on: media, part, "image", needs: .imageInput)
        case .audio(let media): return verdict(on: media, part, "recording", needs: .audioInput)
        case .file(let media):
            return verdict(on: media, part, "file", needs: media.mediaType == "application/pdf" ? .pdfInput : nil)
        case .reasoning(_, let metadata):
            return isOwn(metadata) ? (.verbatim, part, nil) : dropped("reasoning is for the provider that made it")
        case .toolCall(let call): return verdict(on: call, part)
        case .toolResult(let result): return verdict(on: result, part)
        case .source(let source):
            return isOwn(source.metadata)
                ? (.verbatim, part, nil) : dropped("a source belongs to an answer of another provider")
        case .providerItem(let item):
            return destination.providers.contains(item.provider)
                ? (.verbatim, part, nil) : dropped("\(item.type) is an item of \(item.provider)'s own")
        }
    }

    private func verdict(
        on media: Media, _ part: ContentPart, _ name: String, needs feature: ModelCapabilities.Feature?
    ) -> Verdict {
        let features = destination.capabilities.features
        let words: ContentPart = .text("(\(Self.described(media, as: name)) was here.)")
        if let feature, !features.isEmpty, !features.contains(feature) {
            return (.text, words, "the model is not known to read \(media.mediaType)")
        }
        if case .fileID = media.location, !media.metadata.isEmpty, !isOwn(media.metadata) {
            return (.text, words, "the \(name) was uploaded to another provider")
        }
        return (.verbatim, part, nil)
    }

    private mutating func verdict(on call: ToolCall, _ part: ContentPart) -> Verdict {
        if isOwn(call.metadata) || call.kind == .function && !call.isProviderExecuted {
            sent.insert(call.id)
            return (.verbatim, part, nil)
        }
        if call.isProviderExecuted { return dropped("another provider ran \(call.name) itself") }
        if call.metadata.isEmpty, call.kind == .custom {
            sent.insert(call.id)
            return (.verbatim, part, nil)
        }
        told.insert(call.id)
        let words: ContentPart = .text("(Called \(call.name): \(call.arguments))")
        return (.text, words, "a call of kind \(call.kind) has another provider's form")
    }

    private func verdict(on result: ToolResult, _ part: ContentPart) -> Verdict {
        if result.isProviderExecuted {
            return isOwn(result.metadata)
                ? (.verbatim, part, nil) : dropped("another provider ran \(result.name) itself")
        }
        if sent.contains(result.callID) { return (.verbatim, part, nil) }
        let reason =
            told.contains(result.callID)
            ? "the call that it answers is told in words" : "the call that it answers is not in the history"
        return (.text, .text("(Result of \(result.name): \(Self.words(of: result.output)))"), reason)
    }

    private func dropped(_ reason: String) -> Verdict { (.dropped, nil, reason) }

    private func isOwn(_ metadata: ProviderMetadata) -> Bool {
        metadata.names.contains(where: destination.providers.contains)
    }

    private static func described(_ media: Media, as name: String) -> String {
        let article = name == "image" ? "An" : "A"
        return "\(article) \(name) (\(media.filename.map { "\($0), " } ?? "")\(media.mediaType))"
    }

    private static func words(of output: ToolOutput) -> String {
        switch output {
        case .text(let text): text
        case .error(let text): "error: \(text)"
        case .json(let json): json.jsonText
        case .content(let parts):
            parts.map { part in
                switch part {
                case .text(let text, _): text
                case .image(let media): described(media, as: "image")
                case .audio(let media): described(media, as: "recording")
                case .file(let media): described(media, as: "file")
                default: ""
                }
            }.joined(separator: " ")
        }
    }
}
