public import Dialect

extension FinishReason {
    /// Why a choice of Chat Completions ended.
    ///
    /// The words are those of OpenAI's API reference and, where vendors have their own, of DeepSeek
    /// (`insufficient_system_resource`), Mistral (`model_length`), Z.ai (`sensitive`, `network_error`,
    /// `model_context_window_exceeded`) and of servers that pass on the words of other dialects.
    ///
    /// - Parameters:
    ///   - word: The `finish_reason`; nil where the server completed the response without one.
    ///   - isRefusal: Whether the model refused in words.
    public init(chatCompletions word: String?, isRefusal: Bool = false) {
        switch word {
        case nil, "stop", "eos", "eos_token", "end_turn", "stop_sequence", "stop_token", "complete":
            self = FinishReason(isRefusal ? .contentFilter : .stop, raw: word)
        case "length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded":
            self = FinishReason(.length, raw: word)
        case "tool_calls", "tool_call", "tool_use", "function_call":
            self = FinishReason(.toolCalls, raw: word)
        case "content_filter", "sensitive", "refusal", "safety":
            self = FinishReason(.contentFilter, raw: word)
        case "error", "network_error", "insufficient_system_resource", "abort":
            self = FinishReason(.error, raw: word)
        default:
            self = FinishReason(.other, raw: word)
        }
    }
}
