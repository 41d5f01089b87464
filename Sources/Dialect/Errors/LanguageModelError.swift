/// Why a model gave no answer, or only a part of one.
///
/// Every provider and every transport fails with this one type; only `CancellationError` passes beside it.
/// Keys and other secrets are never part of it.
public struct LanguageModelError: Error, Sendable {
    /// What kind of failure it is; the set is open.
    public var code: Code
    /// What failed, what the server said and what can be done, in a sentence or two.
    public var message: String
    /// The provider's name, as in ``ModelID``.
    public var provider: String?
    /// The model that was asked.
    public var model: String?
    /// The status of the HTTP response, or the one that an error event names.
    public var httpStatus: Int?
    /// The id to quote to the provider's support.
    public var requestID: String?
    /// The provider's own words.
    public var details: ProviderDetails
    /// How long the provider asks to wait.
    public var retryAfter: Duration?
    /// Whether the same request may succeed later.
    public var isRetryable: Bool
    /// Whether the provider may have done its work already.
    public var replaySafety: ReplaySafety
    /// What the server sent, shortened to ``maximumRawBodyLength`` characters.
    public var rawBody: String? {
        didSet { rawBody = rawBody.map { String($0.prefix(Self.maximumRawBodyLength)) } }
    }
    /// The tokens known to be spent; partial as a rule.
    public var usage: Usage?
    /// The error below this one.
    public var underlying: (any Error)?

    /// What a provider says about an error in its own vocabulary.
    public struct ProviderDetails: Hashable, Sendable, Codable {
        /// The provider's class of error: `invalid_request_error`.
        public var type: String?
        /// The provider's code: `previous_response_not_found`.
        public var code: String?
        /// The part of the request that is wrong.
        public var parameter: String?
        /// The tokens the request would have needed, where the message tells.
        public var usedTokens: Int?
        /// The tokens the model has room for, where the message tells.
        public var maximumTokens: Int?

        public init(
            type: String? = nil, code: String? = nil, parameter: String? = nil, usedTokens: Int? = nil,
            maximumTokens: Int? = nil
        ) {
            self.type = type
            self.code = code
            self.parameter = parameter
            self.usedTokens = usedTokens
            self.maximumTokens = maximumTokens
        }
    }

    /// Longer bodies are cut: an error is kept in logs and must not hold megabytes.
    public static let maximumRawBodyLength = 16_384

    /// Whether it can be retried, and whether safely, follows from the code unless said otherwise.
    public init(
        _ code: Code, _ message: String, provider: String? = nil, model: String? = nil, httpStatus: Int? = nil,
        requestID: String? = nil, details: ProviderDetails = ProviderDetails(), retryAfter: Duration? = nil,
        isRetryable: Bool? = nil, replaySafety: ReplaySafety? = nil, rawBody: String? = nil, usage: Usage? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.provider = provider
        self.model = model
        self.httpStatus = httpStatus
        self.requestID = requestID
        self.details = details
        self.retryAfter = retryAfter
        self.isRetryable = isRetryable ?? code.isRetryable
        self.replaySafety = replaySafety ?? code.replaySafety
        self.rawBody = rawBody.map { String($0.prefix(Self.maximumRawBodyLength)) }
        self.usage = usage
        self.underlying = underlying
    }
}

extension LanguageModelError: CustomStringConvertible {
    /// `openai/gpt-5.5: rateLimited: Too many requests (HTTP 429, rate_limit_exceeded, request req_1, retry after 2.0 seconds)`
    public var description: String {
        let subject = [provider, model].compactMap(\.self).joined(separator: "/")
        var facts: [String] = []
        if let httpStatus { facts.append("HTTP \(httpStatus)") }
        if let word = details.code ?? details.type { facts.append(word) }
        if let parameter = details.parameter { facts.append("parameter \(parameter)") }
        if let requestID { facts.append("request \(requestID)") }
        if let retryAfter { facts.append("retry after \(retryAfter)") }
        return (subject.isEmpty ? "" : subject + ": ") + "\(code): \(message)"
            + (facts.isEmpty ? "" : " (" + facts.joined(separator: ", ") + ")")
    }
}
