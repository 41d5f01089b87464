import Dialect
import DialectWire
import NIOConcurrencyHelpers

/// What the models of a provider encoded last, so that the next turn of a conversation encodes only what is new.
final class ResponsesEncodings: Sendable {
    private let cache = NIOLockedValueBox(ResponsesEncodingCache())

    func encode(
        _ request: ModelRequest, model: String, dialect: ResponsesDialect
    ) throws(LanguageModelError) -> EncodedResponsesRequest {
        // Out of the cache, so that it grows in place and no lock is held meanwhile.
        var conversation = cache.withLockedValue { $0.take(for: request, dialect: dialect) }
        defer { cache.withLockedValue { $0.put(conversation) } }
        return try ResponsesRequestEncoder(dialect: dialect).encode(request, model: model, continuing: &conversation)
    }
}
