import Dialect
import DialectTransport
import DialectWire

/// A model that is asked for whole answers. Providers always ask for streams, since a stream can be collected; a server
/// may send a whole answer all the same, and their parsers must find the same in it.
struct WholeAnswers: LanguageModel {
    let id: ModelID
    private let answer: @Sendable (ModelRequest) -> ResponseStream

    /// - Parameters:
    ///   - headers: Those beyond the common ones, such as the key's.
    ///   - encode: Makes the body, in which the answer is asked for as a whole.
    init<Parser: EventParser & SendableMetatype>(
        _ id: ModelID, at url: String, headers: [String: String], _ transport: TransportConfiguration,
        parser: @escaping @Sendable () -> Parser,
        encode: @escaping @Sendable (ModelRequest) throws -> [UInt8]
    ) {
        self.id = id
        let http = ModelHTTPClient(transport)
        answer = { request in
            http.stream(
                request, model: id, parser: parser,
                refused: {
                    LanguageModelError(
                        refusal: $0.status, body: $0.body, headers: $0.headers, requestID: $0.requestID,
                        provider: id.provider)
                },
                encode: {
                    var prepared = HTTPRequest(
                        url: url, headers: [("Accept", "application/json"), ("Content-Type", "application/json")],
                        body: try encode(request))
                    prepared.set(headers)
                    return ModelHTTPClient.Encoded(prepared)
                })
        }
    }

    func stream(_ request: ModelRequest) -> ResponseStream { answer(request) }
}
