package import Dialect

extension ModelHTTPClient {
    /// Asks for a JSON document: a list of models, a count of tokens.
    ///
    /// - Parameters:
    ///   - provider: Named by every error.
    ///   - refused: Classifies an answer outside 200…299.
    /// - Throws: ``LanguageModelError``, with code `decoding` for an answer that is no JSON; `CancellationError`.
    package func json(
        _ request: HTTPRequest, provider: String, deadline: ContinuousClock.Instant? = nil,
        refused: (Refusal) -> LanguageModelError
    ) async throws -> JSONValue {
        do {
            let (bytes, metadata) = try await document(request, deadline: deadline, refused: refused)
            do {
                return try JSONValue(parsing: bytes)
            } catch {
                throw LanguageModelError(
                    .decoding, "The answer is not the JSON it should be: \(error)", requestID: metadata.requestID,
                    rawBody: String(decoding: bytes.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self),
                    underlying: error)
            }
        } catch var error as LanguageModelError {
            error.provider = error.provider ?? provider
            throw error
        }
    }
}
