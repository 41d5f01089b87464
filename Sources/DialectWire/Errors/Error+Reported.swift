public import Dialect

extension LanguageModelError {
    /// Classifies what a server of any dialect reports, as an event of a stream or as the body of a refusal.
    ///
    /// - Parameters:
    ///   - json: The event or body.
    ///   - provider: The provider's name.
    ///   - httpStatus: The status of the HTTP response; an event may name its own.
    ///   - headers: The HTTP response's headers, names in lower case; an event may bring its own.
    public init(
        reported json: JSONValue, provider: String, httpStatus: Int? = nil, headers: [String: String] = [:]
    ) {
        let report = ErrorReport(json, httpStatus: httpStatus, headers: headers)
        let google = GoogleErrorDetails(json["error"])
        // Gateways pass llama.cpp's words on under a code of their own.
        let isTooLong = report.llamaTokens != nil
        self.init(
            isTooLong ? .contextLengthExceeded : google?.errorCode ?? report.errorCode, report.sentence,
            provider: provider, httpStatus: report.status,
            requestID: json["request_id"]?.stringValue ?? report.headers["x-request-id"],
            details: ProviderDetails(
                type: google?.status ?? report.type, code: google.map(\.reason) ?? report.code,
                parameter: report.parameter,
                usedTokens: google?.usedTokens ?? report.usedTokens ?? report.llamaTokens?.used,
                maximumTokens: google?.maximumTokens ?? report.maximumTokens ?? report.llamaTokens?.maximum),
            retryAfter: report.retryAfter ?? google?.retryDelay, rawBody: json.jsonText)
    }

    /// Classifies an HTTP answer outside 200…299, whatever its body holds.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - body: The body, possibly cut.
    ///   - headers: Names in lower case.
    ///   - requestID: The id to quote to the provider's support.
    ///   - provider: The provider's name.
    public init(
        refusal status: Int, body: [UInt8], headers: [String: String], requestID: String?, provider: String
    ) {
        let json = try? JSONValue(parsing: body)
        // Google refuses a stream with an array of one error.
        if let json = json?[0] ?? json, json.objectValue != nil {
            self.init(reported: json, provider: provider, httpStatus: status, headers: headers)
        } else {
            let text = String(decoding: body, as: UTF8.self)
            let said = text.isEmpty ? "and said nothing more" : "and said: \(text.prefix(300))"
            self.init(
                Code(httpStatus: status), "The server answered with HTTP status \(status) \(said)", provider: provider,
                httpStatus: status, retryAfter: .retryAfter(headers: headers), rawBody: text)
        }
        self.requestID = self.requestID ?? requestID
    }
}
