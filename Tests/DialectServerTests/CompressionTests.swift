import Dialect
import DialectDeflate
import DialectServer
import DialectSimulator
import NIOCore
import Testing
import TestSupport

/// permessage-deflate (RFC 7692), as a client sees it that compresses too.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct CompressionTests {
    private typealias Frame = TestWebSocket.Frame

    private static let compressedText: UInt8 = 0x40 | Frame.text
    private let long = String(repeating: "All work and no play. ", count: 60)

    private func request(_ input: String) -> String {
        JSONValue.object(["type": "response.create", "model": "m", "input": .string(input)]).jsonText
    }

    /// Opens a WebSocket that offers compression.
    private func withSocket<Result: Sendable>(
        _ server: ResponsesServer, offer: String = "permessage-deflate",
        _ body: (TestSocket, String) async throws -> Result
    ) async throws -> Result {
        try await TestSocket.connected(to: server) { socket in
            let headers = "Sec-WebSocket-Extensions: \(offer)\r\n"
            try await socket.write(TestWebSocket.handshake(headers: headers))
            return try await body(socket, try await socket.read(through: "\r\n\r\n").lowercased())
        }
    }

    private func deflate(_ text: String, _ deflater: RawDeflater) throws -> [UInt8] {
        var buffer = ByteBuffer()
        try Array(text.utf8).withUnsafeBytes { bytes in
            try deflater.compress(bytes) { buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: $0, $1) }
        }
        return Array(buffer.readableBytesView)
    }

    private func inflate(_ bytes: [UInt8], _ inflater: RawInflater) throws -> [UInt8] {
        var buffer = ByteBuffer()
        try bytes.withUnsafeBytes { bytes in
            try inflater.decompress(bytes, isFinal: true, limit: 1 << 24) {
                buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: $0, $1)
            }
        }
        return Array(buffer.readableBytesView)
    }

    @Test(arguments: ["permessage-deflate", "permessage-deflate; server_no_context_takeover"])
    func messagesAreCompressedBothWays(offer: String) async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            try await withSocket(server, offer: offer) { socket, head in
                #expect(head.contains("sec-websocket-extensions: permessage-deflate"))
                let deflater = RawDeflater(windowBits: 15, level: 6, keepsContext: true)
                let inflater = RawInflater(windowBits: 15, keepsContext: !offer.contains("server_no"))
                let client = TestWebSocket(socket: socket)
                for _ in 0..<3 {
                    let payload = try deflate(request(long), deflater)
                    try await client.send(Frame(opcode: Self.compressedText, payload: payload))
                    var events: [JSONValue] = []
                    while events.last?["type"] != "response.completed" {
                        let (bits, payload) = try await frame(socket)
                        #expect(bits == 0xC1)
                        events.append(try JSONValue(parsing: try inflate(payload, inflater)))
                    }
                    #expect(events.deltaText == long)
                }
            }
            // Without memory of those before, a small event hardly shrinks.
            let (onTheWire, whole) = (server.statistics.webSocketBytesSent, server.statistics.bytesSent)
            #expect(onTheWire < (offer.contains("server_no") ? whole : whole / 2))
        }
    }

    private func frame(_ socket: TestSocket) async throws -> (UInt8, [UInt8]) {
        let head = try await socket.read(2)
        var count = Int(head[1] & 0x7F)
        if count >= 126 { count = try await socket.read(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) } }
        return (head[0], try await socket.read(count))
    }

    @Test func serversMayDecline() async throws {
        var configuration = ResponsesServer.Configuration()
        configuration.compression = false
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            try await withSocket(server) { socket, head in
                #expect(!head.contains("sec-websocket-extensions"))
                let events = try await TestWebSocket(socket: socket).ask(request("Hi"))
                #expect(events.deltaText == "Hi")
            }
        }
    }

    @Test(
        arguments: [
            ([0xFF, 0xFF, 0xFF], 1007), ([], 1007),
        ] as [([UInt8], Int)])
    func closesOnWhatIsNoDeflate(payload: [UInt8], code: Int) async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            try await withSocket(server) { socket, _ in
                let client = TestWebSocket(socket: socket)
                try await client.send(Frame(opcode: Self.compressedText, payload: payload))
                let frame = try await client.next()
                #expect(frame.opcode == Frame.close)
                #expect(frame.closeCode == code)
            }
        }
    }

    @Test func boundsWhatMessagesGrowTo() async throws {
        let configuration = ResponsesServer.Configuration(maximumBodySize: 1_000)
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            try await withSocket(server) { socket, _ in
                let client = TestWebSocket(socket: socket)
                let deflater = RawDeflater(windowBits: 15, level: 6, keepsContext: true)
                let payload = try deflate(request(long), deflater)
                #expect(payload.count < 1_000)
                try await client.send(Frame(opcode: Self.compressedText, payload: payload))
                let frame = try await client.next()
                #expect(frame.closeCode == 1009)
            }
        }
    }
}
