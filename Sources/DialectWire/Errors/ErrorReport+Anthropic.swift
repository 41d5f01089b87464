import Dialect

extension ErrorReport {
    /// What Anthropic says in words only, under the type `invalid_request_error` (its "Errors" page, and what its
    /// API answers).
    static func classify(anthropicMessage message: String) -> LanguageModelError.Code? {
        if message.contains("prompt is too long") || message.contains("exceed context limit") {
            return .contextLengthExceeded
        }
        if message.contains("credit balance is too low") || message.contains("specified API usage limits") {
            return .quotaExceeded
        }
        return nil
    }

    /// `prompt is too long: 208310 tokens > 200000 maximum`, or
    /// `input length and max_tokens exceed context limit: 188240 + 21333 > 200000`.
    var anthropicTokens: (used: Int, maximum: Int)? {
        guard let message else { return nil }
        if let match = message.firstMatch(of: #/(\d+) tokens > (\d+) maximum/#),
            let used = Int(match.1), let maximum = Int(match.2)
        {
            return (used, maximum)
        }
        guard let match = message.firstMatch(of: #/context limit: (\d+) \+ (\d+) > (\d+)/#),
            let input = Int(match.1), let output = Int(match.2), let maximum = Int(match.3)
        else { return nil }
        return (input.addingReportingOverflow(output).partialValue, maximum)
    }
}
