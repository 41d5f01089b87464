import Dialect
import DialectServer

/// A WebSocket client that does as it is told, frame by frame.
struct TestWebSocket {
    struct Frame: Equatable {
        var opcode: UInt8
        var payload: [UInt8]
        var isFinal = true

        static let continuation: UInt8 = 0
        static let text: UInt8 = 1
        static let binary: UInt8 = 2
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10

        var closeCode: Int? { payload.count < 2 ? nil : Int(payload[0]) << 8 | Int(payload[1]) }
    }

    let socket: TestSocket

    static func connected<Result: Sendable>(
        to server: ResponsesServer, path: String = "/v1/responses", headers: String = "", tls: Bool = false,
        _ body: (TestWebSocket) async throws -> Result
    ) async throws -> Result {
        try await TestSocket.connected(to: server, tls: tls) { socket in
            try await socket.write(handshake(path: path, headers: headers))
            let head = try await socket.read(through: "\r\n\r\n")
            guard head.hasPrefix("HTTP/1.1 101 ") else { throw Refused(head: head) }
            return try await body(TestWebSocket(socket: socket))
        }
    }

    struct Refused: Error {
        let head: String
    }

    static func handshake(path: String = "/v1/responses", headers: String = "") -> String {
        """
        GET \(path) HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \(headers)\r

        """
    }

    func send(_ text: String) async throws { try await send(Frame(opcode: Frame.text, payload: Array(text.utf8))) }

    func send(_ frame: Frame, isMasked: Bool = true) async throws {
        try await socket.write(Self.bytes(of: frame, isMasked: isMasked))
    }

    static func bytes(of frame: Frame, isMasked: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = [(frame.isFinal ? 0x80 : 0) | frame.opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        let count = frame.payload.count
        switch count {
        case ..<126: bytes.append(mask | UInt8(count))
        case ..<65536: bytes += [mask | 126, UInt8(count >> 8), UInt8(count & 0xFF)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
        }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        if isMasked {
            bytes += key
            bytes += frame.payload.enumerated().map { $1 ^ key[$0 % 4] }
        } else {
            bytes += frame.payload
        }
        return bytes
    }

    func next() async throws -> Frame {
        let head = try await socket.read(2)
        var count = Int(head[1] & 0x7F)
        if count >= 126 {
            count = try await socket.read(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
        }
        return Frame(opcode: head[0] & 0x0F, payload: try await socket.read(count), isFinal: head[0] & 0x80 != 0)
    }

    /// The next message, as an event.
    func event() async throws -> JSONValue {
        let frame = try await next()
        guard frame.opcode == Frame.text else { throw Unexpected(frame: frame) }
        return try JSONValue(parsing: frame.payload)
    }

    struct Unexpected: Error {
        let frame: Frame
    }

    private static let terminals: Set = ["response.completed", "response.incomplete", "response.failed", "error"]

    /// The events up to and including the one that ends a response.
    func response() async throws -> [JSONValue] {
        var events: [JSONValue] = []
        repeat {
            events.append(try await event())
        } while !Self.terminals.contains(events.last?["type"]?.stringValue ?? "")
        return events
    }

    /// The events up to and including the last of so many responses, by lane; the unnamed lane has the empty name.
    func responses(_ count: Int) async throws -> [String: [JSONValue]] {
        var (events, ended): ([String: [JSONValue]], Int) = ([:], 0)
        while ended < count {
            let event = try await event()
            events[event["stream_id"]?.stringValue ?? "", default: []].append(event)
            if Self.terminals.contains(event["type"]?.stringValue ?? "") { ended += 1 }
        }
        return events
    }

    /// Reads until an event of a type, in a lane if one is given.
    func event(_ type: String, lane: String? = nil) async throws -> JSONValue {
        while true {
            let event = try await event()
            if event["type"] == .string(type), lane == nil || event["stream_id"]?.stringValue == lane { return event }
        }
    }

    /// The next frame that is no pong.
    func close() async throws -> Frame {
        while true {
            let frame = try await next()
            if frame.opcode == Frame.close { return frame }
        }
    }

    /// Sends a request and reads its response.
    func ask(_ request: String) async throws -> [JSONValue] {
        try await send(request)
        return try await response()
    }
}

extension [JSONValue] {
    /// The types of events.
    var types: [String] { compactMap { $0["type"]?.stringValue } }
    /// The text of all deltas.
    var deltaText: String {
        filter { $0["type"] == "response.output_text.delta" }.compactMap { $0["delta"]?.stringValue }.joined()
    }
    var responseID: String? { last?["response"]?["id"]?.stringValue }
}
