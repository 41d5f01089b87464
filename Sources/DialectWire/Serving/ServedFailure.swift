package import Dialect

/// Why a request is refused or an answer fails, as far as clients may know.
package struct ServedFailure: Sendable {
    package let code: LanguageModelError.Code
    /// The failure in OpenAI's words, which several dialects share.
    package let error: ResponsesWireError
    /// The tokens of a prompt that is too long, and those that there is room for, where the model told both.
    private let tokens: (used: Int, maximum: Int)?

    /// Any error. Of errors that are not a ``LanguageModelError``, or stem from another, nothing is shown.
    package init(_ error: any Error) {
        code = (error as? LanguageModelError)?.code ?? .server
        self.error = ResponsesWireError(error)
        let details = (error as? LanguageModelError)?.details
        if let used = details?.usedTokens, let maximum = details?.maximumTokens {
            tokens = (used, maximum)
        } else {
            tokens = nil
        }
    }

    /// A refusal by the server itself.
    package init(_ error: ResponsesWireError) {
        code = LanguageModelError.Code(httpStatus: error.status)
        self.error = error
        tokens = nil
    }

    package var message: String { error.message }

    /// The status of a failure that is the client's own, in dialects without one of their own for it.
    var clientStatus: Int { (400..<500).contains(error.status) ? error.status : 400 }

    /// The message, in the words by which clients know that a prompt is too long.
    ///
    /// - Parameters:
    ///   - words: What the dialect's own service says; nil where its error has a code for it.
    ///   - counted: What it says with numbers.
    func message(
        forOverflow words: String?, counted: ((_ used: Int, _ maximum: Int) -> String)? = nil
    ) -> String {
        guard code == .contextLengthExceeded else { return message }
        if let words, message.contains(words) { return message }
        // What stands there already need not be said twice.
        if let tokens, let counted, !message.contains(String(tokens.maximum)) {
            return "\(counted(tokens.used, tokens.maximum)) \(message)"
        }
        return words.map { "\($0): \(message)" } ?? message
    }
}

/// A refusal as it leaves the server.
package struct ServedRefusal: Sendable {
    package let status: Int
    /// Headers beside those that frame the body, names in lower case.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    init(status: Int, headers own: [(name: String, value: String)] = [], json: JSONValue, failure: ServedFailure) {
        self.status = status
        var headers = own
        if let seconds = failure.error.retryAfter { headers.append((name: "retry-after", value: String(seconds))) }
        self.headers = headers
        body = json.jsonBytes()
    }
}
