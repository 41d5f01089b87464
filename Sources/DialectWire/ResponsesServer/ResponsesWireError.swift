package import Dialect

/// An error as the Responses dialect writes it: a status, and an object of type, code, message and parameter.
package struct ResponsesWireError: Hashable, Sendable {
    package var status: Int
    package var type: String
    package var code: String?
    package var message: String
    package var parameter: String?
    /// Whole seconds, rounded up.
    package var retryAfter: Int?

    package init(
        status: Int, type: String = "invalid_request_error", code: String? = nil, message: String,
        parameter: String? = nil, retryAfter: Int? = nil
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.message = message
        self.parameter = parameter
        self.retryAfter = retryAfter
    }

    private static let anonymousMessage = "The server had an error while processing your request. Sorry about that!"

    /// Any error. Of errors that are not a ``Dialect/LanguageModelError``, or stem from another, nothing is shown.
    package init(_ error: any Error) {
        guard let error = error as? LanguageModelError else {
            self.init(
                status: 500, type: "server_error", code: "server_error", message: Self.anonymousMessage)
            return
        }
        let usual = Self.usual(error.code)
        self.init(
            status: error.httpStatus.flatMap { (400..<600).contains($0) ? $0 : nil } ?? usual.status,
            type: error.details.type ?? usual.type, code: error.details.code ?? usual.code,
            // A message made from another error may tell of the server's inside.
            message: error.underlying == nil ? error.message : Self.anonymousMessage,
            parameter: error.details.parameter,
            retryAfter: error.retryAfter.map { Int($0.components.seconds) + ($0.components.attoseconds > 0 ? 1 : 0) })
    }

    /// Status, type and code that OpenAI uses for a kind of failure
    /// (platform.openai.com/docs/guides/error-codes).
    private static func usual(_ code: LanguageModelError.Code) -> (status: Int, type: String, code: String?) {
        switch code {
        case .rateLimited: (429, "requests", "rate_limit_exceeded")
        case .quotaExceeded: (429, "insufficient_quota", "insufficient_quota")
        case .overloaded: (503, "service_unavailable_error", "server_is_overloaded")
        case .authentication: (401, "invalid_request_error", "invalid_api_key")
        case .permissionDenied: (403, "invalid_request_error", "permission_denied")
        case .invalidRequest: (400, "invalid_request_error", nil)
        case .contextLengthExceeded: (400, "invalid_request_error", "context_length_exceeded")
        case .contentFiltered: (400, "invalid_request_error", "content_policy_violation")
        case .notFound: (404, "invalid_request_error", "model_not_found")
        case .timeout: (504, "server_error", "timeout")
        default: (500, "server_error", "server_error")
        }
    }

    /// The object under `error`.
    package var json: JSONValue {
        [
            "message": .string(message), "type": .string(type), "param": parameter.map(JSONValue.string) ?? .null,
            "code": code.map(JSONValue.string) ?? .null,
        ]
    }

    /// The body of an HTTP response.
    package var body: [UInt8] { JSONValue.object(["error": json]).jsonBytes() }

    /// The event that stands for a response which did not begin, in the live service's nested shape.
    package func event(streamID: String?) -> [UInt8] {
        var error = json
        if let retryAfter { error["headers"] = ["retry-after": .string(String(retryAfter))] }
        var event: JSONValue = ["type": "error", "status": .integer(status), "error": error]
        if let streamID { event["stream_id"] = .string(streamID) }
        return event.jsonBytes()
    }
}
