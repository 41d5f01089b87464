import DialectWire

/// The dialects that the server speaks beside Responses.
enum ServedDialects: CaseIterable, Hashable, Sendable {
    case chatCompletions
    case messages
    case generateContent
    case converse
    case cohere

    var dialect: any ServedDialect {
        switch self {
        case .chatCompletions: ChatCompletionsServer()
        case .messages: MessagesServer()
        case .generateContent: GenerateContentServer()
        case .converse: ConverseServer()
        case .cohere: CohereServer()
        }
    }

    /// The dialect whose requests go to a place, and what the place says of them.
    static func target(of place: ServedPlace) -> (ServedDialects, ServedTarget)? {
        for served in allCases {
            if let target = served.dialect.target(of: place) { return (served, target) }
        }
        return nil
    }
}
