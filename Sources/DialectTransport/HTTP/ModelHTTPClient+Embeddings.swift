package import Dialect
import Tracing

extension ModelHTTPClient {
    /// Makes one call of an embedding model.
    ///
    /// - Parameters:
    ///   - request: Its headers are added to those of the encoded request, and win; its deadline is kept.
    ///   - authorized: Adds credentials as the last step, so that all of the request can be signed.
    ///   - refused: Classifies an answer outside 200…299.
    ///   - encode: Encodes the request.
    ///   - decode: Reads the body of the answer.
    /// - Throws: ``LanguageModelError``, with the model's name, or `CancellationError`.
    package func embed(
        _ request: EmbeddingRequest, model: ModelID,
        authorized: @Sendable (HTTPRequest) async throws -> HTTPRequest = { $0 },
        refused: (Refusal) -> LanguageModelError,
        encode: () throws -> Encoded, decode: ([UInt8]) throws -> EmbeddingResponse
    ) async throws -> EmbeddingResponse {
        let tracer = configuration.tracer ?? InstrumentationSystem.tracer
        let span = tracer.startSpan("embeddings \(model.model)", ofKind: .client)
        span.attributes["gen_ai.operation.name"] = "embeddings"
        span.attributes["gen_ai.provider.name"] = model.provider
        span.attributes["gen_ai.request.model"] = model.model
        defer { span.end() }
        do {
            var encoded = try encode()
            encoded.request.set(request.headers)
            let (body, metadata) = try await document(
                try await authorized(encoded.request), deadline: request.deadline, refused: refused)
            var response = try decode(body)
            var all = metadata
            all.merge(response.metadata)
            response.metadata = all
            response.warnings = encoded.warnings + response.warnings
            if let count = response.usage.input.total { span.attributes["gen_ai.usage.input_tokens"] = count }
            return response
        } catch let error as LanguageModelError {
            span.attributes["error.type"] = error.code.rawValue
            // The message may quote what the server said, so it stays out.
            span.setStatus(SpanStatus(code: .error, message: error.code.rawValue))
            throw error.named(after: model)
        }
    }
}
