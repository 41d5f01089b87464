public import Dialect

/// A request as a server of the Responses dialect receives it: the common form, and what the wire says beside it.
///
/// A request in another dialect takes this form too; it has no ``input``, and cannot be continued.
public struct ResponsesServerRequest: Hashable, Sendable {
    /// The request in common terms. Its messages are those of ``input`` only, until ``continuing(_:)`` puts an
    /// earlier conversation before them.
    public var request: ModelRequest
    /// The model's name, as the client spells it.
    public var model: String
    /// Whether the client wants events; always so on a WebSocket.
    public var isStreaming: Bool
    /// Whether the response may be continued later from anywhere (`store`, by default true).
    public var isStored: Bool
    /// The response that this request continues.
    public var previousResponseID: String?
    /// False for a warm-up, which prepares the conversation without generating (`generate`, WebSocket only).
    public var generates: Bool
    /// The lane that the request travels in; every event of the response repeats it (WebSocket only).
    public var streamID: String?
    /// The input items, verbatim. A string became a user message.
    public var input: [JSONValue]
    /// The whole create body, verbatim, without the envelope of a WebSocket event.
    public var body: JSONObject

    /// The same request with the items of an earlier conversation put before its own.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` when an item has no lawful form.
    public func continuing(_ earlier: [JSONValue]) throws(LanguageModelError) -> ResponsesServerRequest {
        guard !earlier.isEmpty else { return self }
        var copy = self
        copy.input = earlier + input
        copy.request.messages = try InputDecoder.messages(of: copy.input, instructions: body["instructions"])
        return copy
    }

    /// The request that answers a steered response: its conversation and output, and what the user said meanwhile.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` when an item has no lawful form.
    package func succeeding(
        _ responseID: String, output: [JSONValue], steers: [JSONValue]
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        var copy = self
        copy.previousResponseID = responseID
        copy.body["previous_response_id"] = .string(responseID)
        copy.input = steers
        return try copy.continuing(input + output)
    }
}
