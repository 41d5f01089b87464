import Dialect

/// What is special in Google's errors: a number as the `code`, a word of `google.rpc.Code` as the `status`, and typed
/// details (Google's "AIP-193: Errors").
struct GoogleErrorDetails {
    /// `RESOURCE_EXHAUSTED`.
    let status: String
    /// The reason of `google.rpc.ErrorInfo`, which tells more than the status: `API_KEY_INVALID`.
    private(set) var reason: String?
    /// The wait of `google.rpc.RetryInfo`.
    private(set) var retryDelay: Duration?
    private let message: String
    /// Whether `google.rpc.QuotaFailure` names a quota that a short wait does not restore.
    private(set) var isQuotaOfDay = false

    /// Nil for an error of another form.
    init?(_ error: JSONValue?) {
        guard let status = error?["status"]?.stringValue, !status.isEmpty,
            status.allSatisfy({ $0 == "_" || $0.isUppercase })
        else { return nil }
        self.status = status
        message = error?["message"]?.stringValue ?? ""
        for detail in error?["details"]?.arrayValue ?? [] {
            switch detail["@type"]?.stringValue?.split(separator: ".").last {
            case "ErrorInfo": reason = detail["reason"]?.stringValue
            case "RetryInfo": retryDelay = detail["retryDelay"]?.stringValue.flatMap(Self.duration)
            case "QuotaFailure":
                let ids = detail["violations"]?.arrayValue?.compactMap { $0["quotaId"]?.stringValue } ?? []
                isQuotaOfDay = ids.contains { $0.contains("PerDay") }
            default: continue
            }
        }
    }

    var errorCode: LanguageModelError.Code? {
        if message.contains("exceeds the maximum number of tokens allowed") { return .contextLengthExceeded }
        switch reason {
        case "API_KEY_INVALID"?, "ACCESS_TOKEN_EXPIRED"?, "ACCESS_TOKEN_TYPE_UNSUPPORTED"?: return .authentication
        case "BILLING_DISABLED"?: return .quotaExceeded
        default: break
        }
        return switch status {
        case "RESOURCE_EXHAUSTED": isQuotaOfDay ? .quotaExceeded : .rateLimited
        case "UNAVAILABLE": .overloaded
        case "UNAUTHENTICATED": .authentication
        case "PERMISSION_DENIED": .permissionDenied
        case "NOT_FOUND": .notFound
        case "DEADLINE_EXCEEDED": .timeout
        case "INTERNAL", "UNKNOWN", "DATA_LOSS": .server
        case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE": .invalidRequest
        default: nil
        }
    }

    /// `The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).`
    var maximumTokens: Int? { number(after: #/exceeds the maximum number of tokens allowed \(?(\d+)/#) }
    var usedTokens: Int? { number(after: #/input token count \(?(\d+)/#) }

    private func number(after pattern: Regex<(Substring, Substring)>) -> Int? {
        message.firstMatch(of: pattern).flatMap { Int($0.1) }
    }

    /// A duration in the JSON form of protocol buffers: `34.4s`.
    private static func duration(_ text: String) -> Duration? {
        guard text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds >= 0 else { return nil }
        return .bounded(seconds: seconds)
    }
}
