public import Dialect

/// A request in the words of the Responses API, every piece encoded once.
public struct EncodedResponsesRequest: Sendable {
    /// All top-level fields but `input`, `previous_response_id` and those of a transport, sorted by name.
    public let settings: [Setting]
    /// The conversation, item by item.
    public let input: ResponsesInput
    /// The response that the caller asked to continue.
    public let previousResponseID: String?
    /// Whether the server keeps the response, so that it can be continued wherever it was made.
    public let isStored: Bool
    /// What could not be said in this dialect.
    public let warnings: [ModelWarning]
    /// How schemas were said, so that the answer can be taken back to the form that the app asked for.
    package let schemas: RequestSchemas

    /// A top-level field and its value as JSON.
    public struct Setting: Hashable, Sendable {
        public let name: String
        public let json: [UInt8]
    }

    /// Whether the caller chose what to continue: a response, or a conversation on the server, which cannot be
    /// combined with a response.
    var isChainedByCaller: Bool { previousResponseID != nil || settings.contains { $0.name == "conversation" } }

    /// The body of an HTTP request.
    public func body(stream: Bool) -> [UInt8] {
        var fields = ["stream": Array((stream ? "true" : "false").utf8)]
        if let previousResponseID { fields["previous_response_id"] = Self.quoted(previousResponseID) }
        return object(input: input[...], fields: fields)
    }

    /// A `response.create` event for a WebSocket, where streaming is implied.
    ///
    /// - Parameters:
    ///   - items: The items to send, all of ``input`` or what is new.
    ///   - previousResponseID: The response that they continue.
    ///   - generate: False only warms up the connection.
    ///   - streamID: The lane of the connection; nil for the unnamed one.
    public func createEvent(
        items: Slice<ResponsesInput>, previousResponseID: String?, generate: Bool = true,
        streamID: String? = nil
    ) -> [UInt8] {
        var fields = ["type": Self.quoted("response.create")]
        if let previousResponseID { fields["previous_response_id"] = Self.quoted(previousResponseID) }
        if !generate { fields["generate"] = Array("false".utf8) }
        if let streamID { fields["stream_id"] = Self.quoted(streamID) }
        return object(input: items, fields: fields)
    }

    /// Fields in the order of their names, so that equal requests are equal bytes.
    private func object(input: Slice<ResponsesInput>, fields: [String: [UInt8]]) -> [UInt8] {
        var all = fields.map { Setting(name: $0.key, json: $0.value) } + settings
        all.sort { $0.name < $1.name }
        let items = input.base.json(input.startIndex..<input.endIndex)
        // Tools and history may be many kilobytes, which are copied once.
        var writer = JSONWriter(capacity: all.reduce(items.count + 16) { $0 + $1.name.utf8.count + $1.json.count + 4 })
        writer.beginObject()
        var inputIsWritten = false
        for field in all {
            if !inputIsWritten, field.name > "input" {
                writeInput(items, to: &writer)
                inputIsWritten = true
            }
            writer.key(field.name)
            writer.raw(field.json)
        }
        if !inputIsWritten { writeInput(items, to: &writer) }
        writer.endObject()
        return writer.bytes
    }

    private func writeInput(_ items: ArraySlice<UInt8>, to writer: inout JSONWriter) {
        writer.key("input")
        writer.beginArray()
        if !items.isEmpty { writer.raw(items) }
        writer.endArray()
    }

    private static func quoted(_ text: String) -> [UInt8] { JSONValue.string(text).jsonBytes() }
}
