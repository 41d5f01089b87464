public import Dialect

extension LanguageModelError {
    /// Classifies what a Responses server reports: an `error` event in its nested or flat shape, a `response.failed`
    /// event, or the body of an HTTP error.
    ///
    /// Every field is read where it is found, the nested place first, since servers differ in all of them.
    ///
    /// - Parameters:
    ///   - json: The event or body.
    ///   - provider: The provider's name.
    ///   - httpStatus: The status of the HTTP response; an error event may name its own.
    ///   - headers: The HTTP response's headers, names in lower case; an error event may bring its own.
    public init(
        responsesError json: JSONValue, provider: String, httpStatus: Int? = nil, headers: [String: String] = [:]
    ) {
        self.init(reported: json, provider: provider, httpStatus: httpStatus, headers: headers)
        if ["websocket_connection_limit_reached", "websocket_stream_limit_reached"].contains(details.code) {
            isRetryable = true
            replaySafety = .safe
        }
    }
}
