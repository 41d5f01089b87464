import Dialect

/// Writes a message of an event stream as one JSON object, so that events, exceptions and one-shot bodies reach the
/// parser in forms that cannot be confused.
///
/// An event becomes `{"<event-type>":<payload>}`, which is how AWS's own SDKs show the union of events. An exception
/// or error becomes `{"exception":{"type":"<type>","payload":<payload>}}`.
struct EventStreamJSON {
    private var buffer: [UInt8] = []

    /// Hands the JSON of a message to `receive`; the bytes are valid during the call.
    mutating func write(_ message: EventStreamMessage, _ receive: (UnsafeRawBufferPointer) -> Void) {
        buffer.removeAll(keepingCapacity: true)
        switch message.kind {
        case .event: writeEvent(message)
        case .exception, .error: buffer = Self.exception(message)
        }
        buffer.withUnsafeBytes(receive)
    }

    private mutating func writeEvent(_ message: EventStreamMessage) {
        // A name never needs escaping in practice; one that does is made harmless.
        let isPlain = message.type?.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C } ?? false
        buffer.append(contentsOf: "{\"".utf8)
        if isPlain, let type = message.type { buffer.append(contentsOf: type) }
        buffer.append(contentsOf: "\":".utf8)
        if message.payload.isEmpty {
            buffer.append(contentsOf: "{}".utf8)
        } else {
            buffer.append(contentsOf: message.payload)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private static func exception(_ message: EventStreamMessage) -> [UInt8] {
        var payload: JSONValue =
            (try? JSONValue(parsing: message.payload)) ?? .string(String(decoding: message.payload, as: UTF8.self))
        if let text = message.errorMessage { payload = ["message": .string(String(decoding: text, as: UTF8.self))] }
        let type = message.type.map { String(decoding: $0, as: UTF8.self) } ?? "unknown"
        let json: JSONValue = ["exception": ["type": .string(type), "payload": payload]]
        return json.jsonBytes()
    }
}
