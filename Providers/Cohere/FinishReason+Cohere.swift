import Dialect

extension FinishReason {
    /// Cohere's word for the end of a response.
    init(cohere word: String?) {
        let kind: Kind =
            switch word {
            case "COMPLETE", "STOP_SEQUENCE": .stop
            case "MAX_TOKENS", "ERROR_LIMIT": .length
            case "TOOL_CALL": .toolCalls
            case "ERROR_TOXIC": .contentFilter
            case "ERROR", "TIMEOUT": .error
            default: .other
            }
        self.init(kind, raw: word)
    }

    /// Whether the model was stopped in mid-sentence.
    var isCut: Bool { [.length, .error, .contentFilter].contains(kind) }
}
