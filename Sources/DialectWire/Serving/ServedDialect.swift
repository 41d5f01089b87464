package import Dialect

/// A dialect as a server speaks it over HTTP: what requests to its paths mean, and how answers to them read. Pure.
package protocol ServedDialect: Sendable {
    /// The content type of a streamed answer.
    var streamContentType: String { get }

    /// The header that brings the id of a request.
    var requestIDHeader: String { get }

    /// What a POST to a place asks for; nil if the dialect has no such place.
    func target(of place: ServedPlace) -> ServedTarget?

    /// Reads the body of a request.
    ///
    /// - Throws: ``LanguageModelError`` for a request that has no lawful form.
    func decode(_ body: RequestField, at target: ServedTarget) throws(LanguageModelError) -> ResponsesServerRequest

    /// What writes the events of a streamed answer.
    func encoder(of reply: ServedReply) -> any ServedEventEncoder

    /// The body of an answer that is not streamed.
    func body(of response: ModelResponse, in reply: ServedReply) -> [UInt8]

    /// How a request is refused.
    func refusal(_ failure: ServedFailure, requestID: String) -> ServedRefusal
}

extension ServedDialect {
    package var streamContentType: String { "text/event-stream; charset=utf-8" }
    package var requestIDHeader: String { "x-request-id" }

    /// Reads the bytes of a request.
    ///
    /// - Throws: ``LanguageModelError`` with code `invalidRequest`.
    package func decode(
        bytes: [UInt8], at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        let body: RequestField
        do {
            body = RequestField(try JSONValue(parsing: bytes))
        } catch {
            throw .invalid("We could not parse the JSON body of your request: \(error).", parameter: nil, code: nil)
        }
        _ = try body.object()
        return try decode(body, at: target)
    }
}

/// Where a request goes, without its query.
package struct ServedPlace: Sendable {
    /// The segments of the path, percent-encoding removed.
    package let segments: [String]

    package init(path: String) {
        segments = path.split(separator: "/").map { PercentDecoding.decode($0) }
    }

    /// Whether the path ends with these segments.
    package func ends(with names: String...) -> Bool { segments.suffix(names.count).elementsEqual(names) }
}

/// What a place says of the requests that go there.
package struct ServedTarget: Hashable, Sendable {
    /// The model, in dialects whose paths name it.
    package var model: String?
    /// Whether the answer is streamed, in dialects whose paths tell.
    package var isStreaming: Bool?

    package init(model: String? = nil, isStreaming: Bool? = nil) {
        self.model = model
        self.isStreaming = isStreaming
    }
}

/// What is known of an answer before the model has said anything.
package struct ServedReply: Sendable {
    package let request: ResponsesServerRequest
    /// Letters and digits that no other answer has; ids are made from them.
    package let digits: String
    /// Seconds since 1970.
    package let createdAt: Int

    package init(to request: ResponsesServerRequest, digits: String, createdAt: Int) {
        self.request = request
        self.digits = digits
        self.createdAt = createdAt
    }
}

/// Turns the parts of a model's response into the bytes of a body.
package protocol ServedEventEncoder: Sendable {
    /// Encodes the next part; empty where the dialect has nothing to say yet.
    mutating func encode(_ part: StreamPart) -> [UInt8]

    /// Encodes a failure after the answer has begun.
    mutating func fail(_ failure: ServedFailure) -> [UInt8]
}

extension ResponsesServerRequest {
    /// A request of another dialect than Responses: nothing of it can be continued later.
    init(_ request: ModelRequest, model: String, isStreaming: Bool, body: RequestField) {
        self.init(
            request: request, model: model, isStreaming: isStreaming, isStored: false, previousResponseID: nil,
            generates: true, streamID: nil, input: [], body: body.value.objectValue ?? JSONObject())
    }
}
