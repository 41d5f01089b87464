package import Dialect

/// Why a request is refused or an answer fails, as far as clients may know.
package struct ServedFailure: Hashable, Sendable {
    package let code: LanguageModelError.Code
    /// The failure in OpenAI's words, which several dialects share.
    package let error: ResponsesWireError

    /// Any error. Of errors that are not a ``LanguageModelError``, or stem from another, nothing is shown.
    package init(_ error: any Error) {
        code = (error as? LanguageModelError)?.code ?? .server
        self.error = ResponsesWireError(error)
    }

    /// A refusal by the server itself.
    package init(_ error: ResponsesWireError) {
        code = LanguageModelError.Code(httpStatus: error.status)
        self.error = error
    }

    package var message: String { error.message }

    /// The status of a failure that is the client's own, in dialects without one of their own for it.
    var clientStatus: Int { (400..<500).contains(error.status) ? error.status : 400 }

    /// The message, in the words by which clients know that a prompt is too long.
    ///
    /// - Parameter words: What the dialect's own service says.
    func message(forOverflow words: String) -> String {
        guard code == .contextLengthExceeded, !message.contains(words) else { return message }
        return "\(words): \(message)"
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
