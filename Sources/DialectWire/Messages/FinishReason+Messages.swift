public import Dialect

extension FinishReason {
    /// Why a message ended, from its `stop_reason` (Anthropic's "Handling stop reasons").
    public init(messagesStopReason word: String?) {
        switch word {
        case "end_turn", "stop_sequence": self = FinishReason(.stop, raw: word)
        case "max_tokens", "model_context_window_exceeded": self = FinishReason(.length, raw: word)
        case "tool_use": self = FinishReason(.toolCalls, raw: word)
        case "refusal": self = FinishReason(.contentFilter, raw: word)
        case "pause_turn", "compaction": self = FinishReason(.paused, raw: word)
        default: self = FinishReason(.other, raw: word)
        }
    }

    /// Whether a block that was open at the end may be cut off.
    static func cutsBlocks(messagesStopReason word: String?) -> Bool {
        switch word {
        case "max_tokens", "model_context_window_exceeded", "refusal": true
        default: false
        }
    }
}

extension FinishReason.Kind {
    /// The provider stopped in the midst of work of its own; it goes on when the answer is sent back as it is.
    public static let paused = Self("paused")
}
