import Dialect

extension ErrorReport {
    /// Words of vendors that speak OpenAI's dialects: Moonshot, Groq, Alibaba (Model Studio's "Error messages"), Z.ai
    /// (whose codes are numbers) and Mistral.
    static func classify(compatibleWord word: String) -> LanguageModelError.Code? {
        switch word {
        case "rate_limit_reached_error", "1302", "1303", "Throttling", "Throttling.RateQuota": .rateLimited
        case "exceeded_current_quota_error", "insufficient_balance", "1113", "Arrearage": .quotaExceeded
        case "engine_overloaded_error", "over_capacity", "1305": .overloaded
        case "incorrect_api_key_error", "invalid_authentication_error", "InvalidApiKey", "1000", "1001", "1002":
            .authentication
        case "forbidden", "permission_denied_error": .permissionDenied
        case "resource_not_found_error", "ModelNotFound": .notFound
        case "data_inspection_failed", "DataInspectionFailed", "1301": .contentFiltered
        case "tool_use_failed", "invalid_request_invalid_args": .invalidRequest
        case "1261": .contextLengthExceeded
        default: nil
        }
    }

    /// What the vendor behind a gateway said: OpenRouter's own message is only that there was an error.
    var upstreamWords: String {
        guard let words = raw["error"]?["metadata"]?["raw"]?.nonEmptyString else { return "" }
        let provider = raw["error"]?["metadata"]?["provider_name"]?.nonEmptyString
        return " (\(provider.map { "\($0): " } ?? "")\(words.prefix(500)))"
    }

    /// `request (6009 tokens) exceeds the available context size (2048 tokens)`, as llama.cpp says.
    var llamaTokens: (used: Int, maximum: Int)? {
        let pattern = #/request \((\d+) tokens\) exceeds the available context size \((\d+) tokens\)/#
        guard let match = message?.firstMatch(of: pattern), let used = Int(match.1), let maximum = Int(match.2) else {
            return nil
        }
        return (used, maximum)
    }
}
