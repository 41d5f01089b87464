import Dialect

extension FinishReason {
    /// Why a message of Converse ended ("stopReason" in the API reference).
    init(converse word: String?) {
        let kind: Kind =
            switch word {
            case "end_turn", "stop_sequence": .stop
            case "tool_use": .toolCalls
            case "max_tokens", "model_context_window_exceeded": .length
            case "guardrail_intervened", "content_filtered", "refusal": .contentFilter
            case "malformed_model_output", "malformed_tool_use": .error
            default: .other
            }
        self.init(kind, raw: word)
    }
}
