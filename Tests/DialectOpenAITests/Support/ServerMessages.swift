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
