import Dialect

/// What was said in a conversation, apart from how it was cut into messages and from what only its provider
/// understands: two tellings of one conversation are equal piece for piece.
struct SaidPieces {
    enum Piece: Hashable {
        /// White space is left out, and texts that follow one another are one.
        case text(Message.Role, String)
        case media(Media.Location, String)
        case call(name: String, arguments: String)
        /// - Parameter call: Which of the conversation's calls it answers; nil if none.
        case result(call: Int?, output: String)
    }

    private(set) var pieces: [Piece] = []
    private var calls: [String: Int] = [:]
    private var callCount = 0

    init(_ messages: [Message]) {
        for message in messages {
            for part in message.content { add(part, by: message.role) }
        }
    }

    private mutating func add(_ part: ContentPart, by role: Message.Role) {
        switch part {
        case .text(let text, _): add(text, by: role)
        case .image(let media), .file(let media), .audio(let media):
            pieces.append(.media(media.location, media.mediaType))
        case .toolCall(let call) where !call.isProviderExecuted:
            calls[call.id] = callCount
            callCount += 1
            pieces.append(.call(name: call.name, arguments: Self.canonical(call.arguments)))
        case .toolResult(let result) where !result.isProviderExecuted: add(result)
        default: break
        }
    }

    private mutating func add(_ text: String, by role: Message.Role) {
        let words = text.filter { !$0.isWhitespace }
        guard !words.isEmpty else { return }
        let speaker: Message.Role = role == .developer ? .system : role == .tool ? .user : role
        if case .text(speaker, let before)? = pieces.last {
            pieces[pieces.count - 1] = .text(speaker, before + words)
        } else {
            pieces.append(.text(speaker, words))
        }
    }

    private mutating func add(_ result: ToolResult) {
        var text = ""
        var media: [Piece] = []
        switch result.output {
        case .text(let words), .error(let words): text = words
        case .json(let json): text = json.jsonText
        case .content(let parts):
            for part in parts {
                switch part {
                case .text(let words, _): text += words
                case .image(let item), .file(let item), .audio(let item):
                    media.append(.media(item.location, item.mediaType))
                default: break
                }
            }
        }
        pieces.append(.result(call: calls[result.callID], output: text.filter { !$0.isWhitespace }))
        pieces += media
    }

    /// Arguments that mean the same are the same text.
    private static func canonical(_ arguments: String) -> String {
        guard let json = try? JSONValue(parsing: arguments) else { return arguments.filter { !$0.isWhitespace } }
        return String(decoding: json.jsonBytes(sortedKeys: true), as: UTF8.self)
    }
}
