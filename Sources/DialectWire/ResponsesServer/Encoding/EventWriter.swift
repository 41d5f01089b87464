import Dialect

/// Numbers events and writes them, each as one JSON object without a tree in between.
struct EventWriter: Sendable {
    private(set) var events: [ResponsesServerEvent] = []
    private var sequenceNumber = 0
    let streamID: String?

    init(streamID: String?) {
        self.streamID = streamID
    }

    /// Writes an event; `fields` adds its members, those that sort before `sequence_number`, in the live order.
    @inline(__always)
    mutating func write(_ type: String, _ fields: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.string(type)
        fields(&writer)
        writer.key("sequence_number")
        writer.number(JSONNumber(sequenceNumber))
        if let streamID {
            writer.key("stream_id")
            writer.string(streamID)
        }
        writer.endObject()
        sequenceNumber += 1
        events.append(ResponsesServerEvent(type: type, json: writer.bytes))
    }

    mutating func take() -> [ResponsesServerEvent] {
        defer { events = [] }
        return events
    }
}

extension JSONWriter {
    mutating func member(_ key: String, _ text: String) {
        self.key(key)
        string(text)
    }

    mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        number(JSONNumber(value))
    }

    mutating func member(_ key: String, _ value: JSONValue) {
        self.key(key)
        self.value(value)
    }
}
