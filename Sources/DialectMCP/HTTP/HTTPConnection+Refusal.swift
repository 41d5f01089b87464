import Dialect
import DialectTransport

extension HTTPConnection {
    /// The most of a refusal's body that is read.
    private static let maximumRefusalBody = 64 << 10

    /// A status outside 200…299: where the body holds an error of JSON-RPC, that is the answer.
    ///
    /// - Throws: ``LanguageModelError`` for any other body.
    func refused(_ body: HTTPResponseBody, _ request: OutgoingRequest, _ session: Session) async throws {
        let bytes = (try? await body.collect(upTo: Self.maximumRefusalBody)) ?? []
        let messages = bytes.withUnsafeBytes { try? JSONRPCMessage.parse($0) } ?? []
        if case .failure(_, let error)? = messages.first, body.status != 401 {
            return session.received(.failure(id: .number(request.id), error))
        }
        throw failure(body, bytes, session)
    }

    func failure(_ body: HTTPResponseBody, _ session: Session) async throws -> LanguageModelError {
        failure(body, (try? await body.collect(upTo: Self.maximumRefusalBody)) ?? [], session)
    }

    private func failure(_ body: HTTPResponseBody, _ bytes: [UInt8], _ session: Session) -> LanguageModelError {
        let text = String(decoding: bytes, as: UTF8.self)
        var error = session.error(
            LanguageModelError.Code(httpStatus: body.status), explanation(body, text), rawBody: text)
        error.httpStatus = body.status
        error.requestID = body.requestID
        error.isRetryable = [429, 503].contains(body.status)
        return error
    }

    private func explanation(_ body: HTTPResponseBody, _ text: String) -> String {
        switch body.status {
        case 300..<400:
            let target = body.headers["location"] ?? "another address"
            return "It redirects to \(target), which is not followed because credentials would go along; use that URL."
        case 401:
            return "It wants to know who asks: give a token with `authorization`."
                + (body.headers["www-authenticate"].map { " It says: \($0.prefix(500))" } ?? "")
        case 403: return "It does not allow this."
        case 404: return "There is no MCP server at this address."
        case 405: return "There is no server of MCP's Streamable HTTP at this address."
        default: return text.isEmpty ? "It answered with an error." : "It answered: \(text.prefix(500))"
        }
    }
}

extension HTTPResponseBody {
    var isEventStream: Bool {
        let type = headers["content-type"]?.prefix { $0 != ";" }.lowercased() ?? ""
        return type.filter { !$0.isWhitespace } == "text/event-stream"
    }
}
