import Dialect
import DialectWire

/// An HTTP response that is sent as it is; over a WebSocket its payloads become text frames.
public struct RecordedReply: Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// The `content-type`; nil where the recorded server sent none.
    public var contentType: String?
    /// Further headers, names in lower case. Those that frame a body are replaced.
    public var headers: [String: String]
    /// The whole body, in wire order.
    public var body: [UInt8]

    public init(status: Int = 200, contentType: String?, headers: [String: String] = [:], body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// The messages that stand for the response on a WebSocket: the data of each server-sent event; a one-shot body
    /// wrapped into the terminal event that its status names; or, for a refusal, a nested error event.
    public var webSocketMessages: [[UInt8]] {
        guard (200..<300).contains(status) else { return [errorEvent] }
        // A body that is no JSON object is taken for events, whatever its content type says or leaves out.
        guard let response = try? JSONValue(parsing: body), response.objectValue != nil else {
            return ServerSentEventLines.payloads(of: body)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.string(Self.terminalEvent(response["status"]?.stringValue))
        writer.key("response")
        writer.raw(body)
        writer.endObject()
        return [writer.bytes]
    }

    /// Whether the messages hold an event that ends a response.
    var isComplete: Bool {
        let terminals = ["response.completed", "response.incomplete", "response.failed", "response.done", "error"]
        return webSocketMessages.contains { message in
            guard let type = (try? JSONValue(parsing: message))?["type"]?.stringValue else { return false }
            return terminals.contains(type) || type == "response.error"
        }
    }

    /// Vendors spell success in several ways, or leave it out.
    private static func terminalEvent(_ status: String?) -> String {
        switch status {
        case "failed", "incomplete": "response.\(status ?? "")"
        default: "response.completed"
        }
    }

    private var errorEvent: [UInt8] {
        let body = (try? JSONValue(parsing: self.body)) ?? .string(String(decoding: self.body, as: UTF8.self))
        let error: JSONValue
        switch body["error"] {
        case .object(let object)?: error = .object(object)
        // Some vendors put words where others have an object.
        case .string(let words)?: error = ["message": .string(words), "code": body["code"] ?? .null]
        default: error = body.objectValue != nil ? body : ["message": body]
        }
        return JSONValue.object(["type": "error", "status": .integer(status), "error": error]).jsonBytes()
    }
}

/// Takes the data out of a complete body of server-sent events.
enum ServerSentEventLines {
    /// The data of each event in order, without `[DONE]`.
    static func payloads(of body: [UInt8]) -> [[UInt8]] {
        var payloads: [[UInt8]] = []
        var data: [UInt8]?
        func finishEvent() {
            if let payload = data, !payload.elementsEqual("[DONE]".utf8) { payloads.append(payload) }
            data = nil
        }
        for line in lines(of: body) {
            if line.isEmpty { finishEvent() }
            guard line.starts(with: "data:".utf8) else { continue }
            let value = line.dropFirst(5)
            let text = value.first == UInt8(ascii: " ") ? value.dropFirst() : value
            data = data.map { $0 + [UInt8(ascii: "\n")] + text } ?? Array(text)
        }
        finishEvent()
        return payloads
    }

    /// Lines end with LF, CRLF or CR.
    private static func lines(of body: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index < body.count {
            let byte = body[index]
            guard byte == 0x0A || byte == 0x0D else {
                index += 1
                continue
            }
            lines.append(body[start..<index])
            index += byte == 0x0D && index + 1 < body.count && body[index + 1] == 0x0A ? 2 : 1
            start = index
        }
        if start < body.count { lines.append(body[start...]) }
        return lines
    }
}
