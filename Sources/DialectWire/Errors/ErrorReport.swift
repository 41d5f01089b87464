import Dialect

/// The fields of an error, wherever the server put them.
struct ErrorReport {
    let status: Int?
    let type: String?
    let code: String?
    let message: String?
    let parameter: String?
    let headers: [String: String]
    private let responseID: String?
    let raw: JSONValue

    init(_ json: JSONValue, httpStatus: Int?, headers: [String: String]) {
        let response = json["response"]
        let error =
            json["error"]?.nonNull ?? response?["error"]?.nonNull ?? response?["status_details"]?["error"]?.nonNull
        raw = json
        let named = json["status"]?.intValue ?? json["status_code"]?.intValue
        let nested = error?["status"]?.intValue ?? error?["status_code"]?.intValue
        // Some gateways send the status of their upstream as the code.
        let asCode = (error?["code"] ?? json["code"])?.intValue.flatMap { (400..<600).contains($0) ? $0 : nil }
        status = named ?? nested ?? httpStatus ?? asCode
        code = Self.text(error?["code"]) ?? Self.text(json["code"])
        let ownType = json["type"]?.stringValue
        type =
            Self.text(error?["type"]) ?? (ownType == "error" || json["response"] != nil ? nil : ownType)
            ?? Self.exceptionName(headers["x-amzn-errortype"] ?? Self.text(json["__type"]))
        message =
            Self.text(error?["message"]) ?? Self.text(error?["detail"]) ?? Self.text(error) ?? Self.text(
                json["message"])
            ?? Self.text(json["detail"]) ?? Self.text(json["Message"])
        parameter = Self.text(error?["param"]) ?? Self.text(json["param"])
        responseID = response?["id"]?.stringValue
        var all = headers
        for source in [json["headers"], error?["headers"]] {
            for (name, value) in source?.objectValue ?? JSONObject() { all[name.lowercased()] = Self.text(value) }
        }
        self.headers = all
    }

    /// A string, or a number as one; nil for nothing and for the empty string.
    private static func text(_ json: JSONValue?) -> String? {
        switch json {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let number): number.literal
        default: nil
        }
    }

    /// What the server said; failing that, all that is known.
    var sentence: String {
        if let message { return message + upstreamWords }
        var facts = [type.map { "type \($0)" }, code.map { "code \($0)" }, status.map { "status \($0)" }]
        facts.append(responseID.map { "response \($0)" })
        let known = facts.compactMap(\.self).joined(separator: ", ")
        let excerpt = String(raw.jsonText.prefix(300))
        return "The provider reported an error without a message\(known.isEmpty ? "" : " (\(known))"): \(excerpt)"
    }

    // MARK: Classification

    var errorCode: LanguageModelError.Code {
        // DeepSeek repeats the vaguest of types as the code of everything.
        if let code, code != "invalid_request_error", let known = Self.classify(word: code) { return known }
        if let message, isAboutContextLength(message) { return .contextLengthExceeded }
        if let message, let known = Self.classify(anthropicMessage: message) { return known }
        // `invalid_request_error` is said of wrong keys and of unknown ids as well; the status tells more.
        if let type, type != "invalid_request_error" || status == nil, let known = Self.classify(word: type) {
            return known
        }
        if let type, let known = Self.classify(exception: type, message: message) { return known }
        if let status, status >= 400 { return LanguageModelError.Code(httpStatus: status) }
        if let code, code.hasPrefix("invalid_") || code.hasPrefix("unsupported_") || code.contains("image") {
            return .invalidRequest
        }
        // The live service sends errors with a null code for faults of its own.
        return .server
    }

    /// The words are those of OpenAI's "Error codes" guide and of the `response.error.code` of its API reference, with
    /// some seen from compatible servers.
    private static func classify(word: String) -> LanguageModelError.Code? {
        switch word {
        case "rate_limit_exceeded", "rate_limit_error", "too_many_requests", "requests", "tokens": .rateLimited
        case "insufficient_quota", "usage_limit_reached", "usage_not_included", "credit_balance_exhausted",
            "billing_hard_limit_reached", "billing_not_active", "billing_error":
            .quotaExceeded
        case "server_is_overloaded", "slow_down", "overloaded_error", "websocket_queue_full", "engine_overloaded":
            .overloaded
        case "invalid_api_key", "authentication_error", "invalid_authentication", "token_expired": .authentication
        case "permission_error", "permission_denied", "unsupported_country_region_territory": .permissionDenied
        case "context_length_exceeded", "exceed_context_size_error", "string_above_max_length":
            .contextLengthExceeded
        case "content_filter", "content_policy_violation", "image_content_policy_violation", "moderation_blocked",
            "ResponsibleAIPolicyViolation", "bio_policy", "cyber_policy", "misalignment_policy_violation",
            "invalid_prompt":
            .contentFiltered
        case "DeploymentNotFound", "model_not_found", "not_found", "not_found_error", "previous_response_not_found",
            "response_not_found":
            .notFound
        case "server_error", "internal_error", "internal_server_error", "api_error", "data_residency_mismatch",
            "vector_store_timeout":
            .server
        case "timeout_error": .timeout
        case "websocket_connection_limit_reached", "websocket_stream_limit_reached": .connection
        case "invalid_request_error", "invalid_value", "failed_to_download_image": .invalidRequest
        default: word.hasPrefix("subscription_") ? .quotaExceeded : classify(compatibleWord: word)
        }
    }

    private func isAboutContextLength(_ message: String) -> Bool {
        (["maximum context length", "context window", "too many tokens:"] + Self.overflowWordsOnBedrock)
            .contains { message.contains($0) }
    }

    // MARK: Numbers in messages

    /// `This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens.`
    var maximumTokens: Int? { number(after: #/maximum context length is (\d+)/#) ?? anthropicTokens?.maximum }
    var usedTokens: Int? { number(after: #/(?:resulted in|requested) (\d+) tokens/#) ?? anthropicTokens?.used }

    private func number(after pattern: Regex<(Substring, Substring)>) -> Int? {
        message?.firstMatch(of: pattern).flatMap { Int($0.1) }
    }

    var retryAfter: Duration? {
        if let wait = Duration.retryAfter(headers: headers) { return wait }
        // `Rate limit reached … Please try again in 1m1.5s.` is all that an event without headers has.
        let span = #/try again in ((?:\d+(?:\.\d+)? ?(?:ms|s|m|h))+)/#
        guard let match = message?.firstMatch(of: span) else { return nil }
        return Duration(goDuration: match.1.filter { $0 != " " }).map { min($0, .seconds(86_400)) }
    }
}
