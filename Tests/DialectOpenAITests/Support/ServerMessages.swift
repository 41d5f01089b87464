import Dialect
import NIOCore

/// An HTTP request as it came.
struct ServerRequest: Sendable {
    let method: String
    let path: String
    /// Names in lower case.
    let headers: [String: String]
    let body: String

    var isUpgrade: Bool { headers["upgrade"] == "websocket" }

    init?(reading buffer: inout ByteBuffer) {
        let view = buffer.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: view[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard view.endIndex - end.upperBound >= length else { return nil }
        let words = (lines.first ?? "").split(separator: " ")
        method = words.first.map(String.init) ?? ""
        path = words.dropFirst().first.map(String.init) ?? ""
        self.headers = headers
        body = String(decoding: view[end.upperBound..<end.upperBound + length], as: UTF8.self)
        buffer.moveReaderIndex(to: end.upperBound + length)
    }
}

/// A final WebSocket frame: read as a client sends it, written as a server does.
struct ServerFrame: Sendable {
    let opcode: UInt8
    let payload: [UInt8]

    init(opcode: UInt8, payload: [UInt8]) {
        self.opcode = opcode
        self.payload = payload
    }

    init?(reading buffer: inout ByteBuffer) {
        var copy = buffer
        guard let first = copy.readInteger(as: UInt8.self), let second = copy.readInteger(as: UInt8.self) else {
            return nil
        }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let word = copy.readInteger(as: UInt16.self) else { return nil }
            length = Int(word)
        } else if length == 127 {
            guard let word = copy.readInteger(as: UInt64.self) else { return nil }
            length = Int(word)
        }
        guard let mask = copy.readBytes(length: 4), let bytes = copy.readBytes(length: length) else { return nil }
        opcode = first & 0xF
        payload = bytes.enumerated().map { $1 ^ mask[$0 & 3] }
        buffer = copy
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0x80 | opcode]
        switch payload.count {
        case ...125: bytes.append(UInt8(payload.count))
        case ...65_535: bytes += [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes += [127] + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        }
        return bytes + payload
    }
}

/// Events of the Responses API, as short as a server may make them.
enum Wire {
    static func created(_ id: String) -> String {
        #"{"type":"response.created","response":{"id":"\#(id)","object":"response","status":"in_progress"}}"#
    }

    static func delta(_ text: String) -> String {
        #"{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"\#(text)"}"#
    }

    static func message(_ text: String) -> String {
        #"{"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message","role":"assistant","#
            + #""status":"completed","content":[{"type":"output_text","text":"\#(text)","annotations":[]}]}}"#
    }

    static func completed(_ id: String) -> String {
        #"{"type":"response.completed","response":{"id":"\#(id)","object":"response","status":"completed","output":[],"#
            + #""usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}}"#
    }

    static func incomplete(_ id: String, reason: String) -> String {
        #"{"type":"response.incomplete","response":{"id":"\#(id)","object":"response","status":"incomplete","#
            + #""incomplete_details":{"reason":"\#(reason)"},"output":[]}}"#
    }

    static func error(_ code: String, status: Int = 400, _ message: String) -> String {
        #"{"type":"error","status":\#(status),"error":{"type":"invalid_request_error","code":"\#(code)","#
            + #""message":"\#(message)"}}"#
    }

    /// A whole response with one text.
    static func answer(_ id: String, _ text: String) -> [String] {
        [created(id), delta(text), message(text), completed(id)]
    }
}
