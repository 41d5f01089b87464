import Dialect

extension Session {
    /// - Parameter message: A sentence about the server: "It …".
    func error(
        _ code: LanguageModelError.Code, _ message: String, details: String? = nil, rawBody: String? = nil,
        underlying: (any Error)? = nil
    ) -> LanguageModelError {
        LanguageModelError(
            code, message, provider: "mcp/\(serverName)", details: .init(code: details),
            // A tool may have done its work already, so that nothing is tried again by itself.
            isRetryable: false, rawBody: rawBody, underlying: underlying)
    }

    /// What a refusal means.
    func error(_ refusal: JSONRPCError, to method: String) -> LanguageModelError {
        let code: LanguageModelError.Code =
            switch refusal.code {
            case JSONRPCError.methodNotFound, JSONRPCError.resourceNotFound: .notFound
            case JSONRPCError.invalidParams, JSONRPCError.invalidRequest: .invalidRequest
            default: .server
            }
        return error(
            code, "It refused \(method): \(refusal.message.prefix(2_000))", details: String(refusal.code),
            rawBody: refusal.data?.jsonText)
    }

    /// The result of an answer.
    ///
    /// - Throws: ``LanguageModelError`` for a refusal, and for a result that is none yet.
    func result(_ answer: SessionAnswer, of method: String) throws -> JSONValue {
        switch answer {
        case .refused(let refusal): throw error(refusal, to: method)
        case .result(let result):
            switch result["resultType"]?.stringValue ?? "complete" {
            case "complete": return result
            case "input_required":
                throw error(
                    .invalidRequest,
                    "It wants more from the user before it does \(method), and this client does not ask the user.",
                    details: "input_required", rawBody: result.jsonText)
            case let other:
                throw error(
                    .protocolViolation, "Its result of \(method) is of an unknown type, \"\(other.prefix(100))\".",
                    rawBody: result.jsonText)
            }
        }
    }
}
