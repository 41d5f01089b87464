import Dialect

/// What a connection needs to know of events to tell its responses apart. Quick: it is asked for every event.
public enum ResponsesEventRouting {
    /// The lane that an event bears, a part of the event itself; nil if it bears none, which some servers say by an
    /// empty name.
    public static func lane(of event: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        if let lane = event.laneAtEnd { return lane }
        guard event.mentionsLane else { return nil }
        var reader = JSONReader(event)
        do {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard key.equals("stream_id") else {
                    try reader.skipValue()
                    continue
                }
                guard try reader.peek() == .string else { return nil }
                let lane = try reader.readSlice().bytes
                return lane.isEmpty ? nil : lane
            }
        } catch {
            // What is no JSON bears no lane; its parser says what is wrong with it.
        }
        return nil
    }

    /// Whether a response ends with this event.
    public static func isTerminal(_ event: UnsafeRawBufferPointer) -> Bool {
        guard let type = ResponsesEventHead.type(of: event), !type.isDelta else { return false }
        return terminals.contains { type.equals($0) } || isFailure(type)
    }

    /// Whether an event reports a failure.
    public static func isFailure(_ event: UnsafeRawBufferPointer) -> Bool {
        ResponsesEventHead.type(of: event).map(isFailure) ?? false
    }

    /// Whether a failure that belongs to no response is one of the connection: a lane that nobody waits for may fail
    /// by itself.
    public static func endsConnection(_ event: UnsafeRawBufferPointer) -> Bool {
        guard isFailure(event) else { return false }
        guard lane(of: event) != nil, let json = try? JSONValue(parsing: event) else { return true }
        let code = json["error"]?["code"] ?? json["code"]
        return code == "websocket_connection_limit_reached"
    }

    /// Whether a message is no JSON object.
    public static func isMalformed(_ message: UnsafeRawBufferPointer) -> Bool {
        var reader = JSONReader(message)
        do {
            try reader.beginObject()
            while try reader.nextKey() != nil { try reader.skipValue() }
            try reader.end()
            return false
        } catch {
            return true
        }
    }

    /// Whether an event is one of a response.
    public static func isOfResponse(_ event: UnsafeRawBufferPointer) -> Bool {
        ResponsesEventHead.type(of: event)?.bytes.starts(with: "response.output".utf8) ?? false
    }

    private static func isFailure(_ type: JSONSlice) -> Bool {
        type.equals("error") || type.equals("response.error")
    }

    private static let terminals: [StaticString] = [
        "response.completed", "response.incomplete", "response.failed", "response.done",
    ]
}
