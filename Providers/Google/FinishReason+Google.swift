import Dialect

extension FinishReason {
    /// Why a candidate ended, by the words of the Gemini API's reference, "FinishReason" and "BlockReason".
    ///
    /// - Parameters:
    ///   - word: `finishReason`, or the `blockReason` of a prompt.
    ///   - isBlock: Whether the prompt was refused, so that there is no candidate.
    init(google word: String, isBlock: Bool = false) {
        let kind: Kind =
            switch word {
            case _ where isBlock: .contentFilter
            case "STOP": .stop
            case "MAX_TOKENS": .length
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "IMAGE_SAFETY",
                "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION":
                .contentFilter
            case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
                "MISSING_THOUGHT_SIGNATURE":
                .error
            default: .other
            }
        self.init(kind, raw: word)
    }
}
