/// An event of the Responses dialect, encoded.
public struct ResponsesServerEvent: Hashable, Sendable {
    /// The event's name, as in its JSON: `response.output_text.delta`.
    public var type: String
    /// The event as JSON, without framing: a text frame of a WebSocket, or the data of a server-sent event.
    public var json: [UInt8]

    public init(type: String, json: [UInt8]) {
        self.type = type
        self.json = json
    }

    /// The event as OpenAI frames it in a body of server-sent events.
    public var serverSentEvent: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count + type.utf8.count + 18)
        bytes += "event: ".utf8
        bytes += type.utf8
        bytes += "\ndata: ".utf8
        bytes += json
        bytes += "\n\n".utf8
        return bytes
    }
}
