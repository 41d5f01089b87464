import Dialect
import DialectDeflate
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import NIOWebSocket
import TestSupport
import Testing

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct WebSocketCompressionTests {
    private static let agreed = "permessage-deflate"

    /// The server's end of compression. The streams are used under the lock alone.
    private final class Codec: @unchecked Sendable {
        private let lock = NIOLock()
        private let deflater: RawDeflater
        private let inflater = RawInflater(windowBits: 15, keepsContext: true)

        init(keepsContext: Bool = true) {
            deflater = RawDeflater(windowBits: 15, level: 6, keepsContext: keepsContext)
        }

        func inflate(_ bytes: [UInt8]) throws -> [UInt8] {
            try lock.withLock {
                var output: [UInt8] = []
                try bytes.withUnsafeBytes { bytes in
                    try inflater.decompress(bytes, isFinal: true, limit: 1 << 24) { minimum, write in
                        var room = [UInt8](repeating: 0, count: minimum)
                        let count = room.withUnsafeMutableBytes(write)
                        output += room[..<count]
                    }
                }
                return output
            }
        }

        func deflate(_ bytes: [UInt8]) throws -> [UInt8] {
            try lock.withLock {
                var output: [UInt8] = []
                try bytes.withUnsafeBytes { bytes in
                    try deflater.compress(bytes) { minimum, write in
                        var room = [UInt8](repeating: 0, count: minimum)
                        let count = room.withUnsafeMutableBytes(write)
                        output += room[..<count]
                    }
                }
                return output
            }
        }
    }

    /// What a server saw of a client.
    private final class Seen: Sendable {
        private let state = NIOLockedValueBox<(heads: [String], frames: [TestFrame])>(([], []))
        var heads: [String] { state.withLockedValue { $0.heads } }
        var frames: [TestFrame] { state.withLockedValue { $0.frames } }
        func add(_ head: String) { state.withLockedValue { $0.heads.append(head) } }
        func add(_ frame: TestFrame) { state.withLockedValue { $0.frames.append(frame) } }
    }

    /// A server that decompresses every text and sends it back compressed.
    private static func echo(_ seen: Seen, extensions: String = agreed) async throws -> TestServer {
        let codec = Codec()
        return try await TestServer.start {
            seen.add($1)
            $0.upgrade($1, extensions: extensions)
        } frame: { connection, frame in
            seen.add(frame)
            guard frame.opcode == 1 else { return }
            do {
                let text = frame.reservedBits == 4 ? try codec.inflate(frame.payload) : frame.payload
                connection.write(TestFrame(opcode: 1, payload: try codec.deflate(text), reservedBits: 4))
            } catch {
                connection.close()
            }
        }
    }

    private static func connect(
        _ server: TestServer, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
    ) async throws -> WebSocketConnection {
        var configuration = WebSocketConfiguration()
        configuration.closeTimeout = .milliseconds(50)
        // The servers here answer whatever frame comes.
        configuration.pingInterval = nil
        change(&configuration)
        return try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
    }

    // MARK: Messages

    @Test func messagesAreCompressedInBothDirectionsWithASharedContext() async throws {
        let seen = Seen()
        let server = try await Self.echo(seen)
        let connection = try await Self.connect(server)
        let text = String((0..<100).flatMap { "{\"n\":\($0),\"word\":\"wörd\($0 * 7919)\"}" })
        for _ in 0..<3 {
            let exchange = try connection.beginExchange()
            exchange.send(Array(text.utf8))
            #expect(try await nextEvents(1, of: exchange) == [text])
            exchange.complete()
        }
        let frames = seen.frames
        #expect(frames.map(\.reservedBits) == [4, 4, 4])
        // The second message says little more than that it is the first.
        #expect(frames[0].payload.count < text.utf8.count / 2)
        #expect(frames[1].payload.count < frames[0].payload.count / 4)
        let traffic = connection.traffic
        #expect(traffic.bytesSent == 3 * text.utf8.count && traffic.bytesReceived == 3 * text.utf8.count)
        #expect(traffic.wireBytesSent < text.utf8.count && traffic.wireBytesReceived < text.utf8.count)
        #expect(seen.heads[0].header("sec-websocket-extensions") == "permessage-deflate; client_max_window_bits")
        await connection.close()
    }

    @Test func whatIsShortIsSentAsItIs() async throws {
        let seen = Seen()
        let server = try await Self.echo(seen)
        let connection = try await Self.connect(server) { $0.compression.minimumMessageSize = 100 }
        let exchange = try connection.beginExchange()
        for count in [99, 100] { exchange.send([UInt8](repeating: 0x61, count: count)) }
        #expect(try await nextEvents(2, of: exchange).map(\.utf8.count) == [99, 100])
        #expect(seen.frames.map(\.reservedBits) == [0, 4])
        #expect(connection.traffic.bytesSent == 199)
        exchange.complete()
        await connection.close()
        try await server.clientClosed()
        // The close frame is not compressed.
        #expect(seen.frames.last?.opcode == 8)
        #expect(seen.frames.last?.reservedBits == 0)
    }

    @Test func pongsAreNotCompressed() async throws {
        let (pongs, pong) = AsyncStream.makeStream(of: TestFrame.self)
        let payload = String(repeating: "x", count: 125)
        let server = try await TestServer.start {
            $0.upgrade($1, extensions: Self.agreed, extra: [.ping(payload)])
        } frame: {
            pong.yield($1)
        }
        let connection = try await Self.connect(server) { $0.compression.minimumMessageSize = 0 }
        for await frame in pongs {
            #expect(frame == TestFrame(opcode: 10, payload: Array(payload.utf8), isMasked: true))
            break
        }
        #expect(connection.isOpen)
    }

    @Test(arguments: [(true, true), (false, true), (true, false), (false, false)])
    func contextsAreKeptAsAgreed(byClient: Bool, byServer: Bool) async throws {
        let answer =
            Self.agreed + (byClient ? "" : "; client_no_context_takeover")
            + (byServer ? "" : "; server_no_context_takeover")
        let message = String((0..<300).map { "\($0 * 7919 % 1000)" }.joined(separator: " "))
        let seen = Seen()
        let codec = Codec(keepsContext: byServer)
        let server = try await TestServer.start {
            $0.upgrade($1, extensions: answer)
        } frame: { connection, frame in
            seen.add(frame)
            guard let output = try? codec.deflate(Array(message.utf8)) else { return }
            connection.write(TestFrame(opcode: 1, payload: output, reservedBits: 4))
        }
        let connection = try await Self.connect(server)
        let exchange = try connection.beginExchange()
        for _ in 0..<2 {
            exchange.send(Array(message.utf8))
            #expect(try await nextEvents(1, of: exchange) == [message])
        }
        let sizes = seen.frames.map(\.payload.count)
        #expect(byClient ? sizes[1] < sizes[0] / 4 : sizes[1] == sizes[0])
    }

    @Test func withoutAnswerNothingIsCompressed() async throws {
        let seen = Seen()
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            seen.add(frame)
            if frame.opcode == 1 { connection.write(.text("ok")) }
        }
        let connection = try await Self.connect(server)
        let exchange = try connection.beginExchange()
        exchange.send([UInt8](repeating: 0x61, count: 5000))
        #expect(try await nextEvents(1, of: exchange) == ["ok"])
        #expect(seen.frames.map(\.reservedBits) == [0] && seen.frames[0].payload.count == 5000)
    }

    @Test func aWindowOf8BitsIsNotUsedForSending() async throws {
        let seen = Seen()
        let server = try await Self.echo(seen, extensions: "permessage-deflate; client_max_window_bits=8")
        let connection = try await Self.connect(server)
        let exchange = try connection.beginExchange()
        let text = String(repeating: "x", count: 5000)
        exchange.send(Array(text.utf8))
        #expect(try await nextEvents(1, of: exchange) == [text])
        #expect(seen.frames.map(\.reservedBits) == [0])
    }

    // MARK: Negotiation

    @Test func theSettingDecidesWhatIsOffered() async throws {
        let seen = Seen()
        let server = try await TestServer.start {
            seen.add($1)
            $0.upgrade($1)
        }
        _ = try await Self.connect(server) { $0.compression = .off }
        _ = try await Self.connect(server) {
            $0.compression.keepsContext = false
            $0.compression.windowBits = 11
        }
        #expect(
            seen.heads.map { $0.header("sec-websocket-extensions") } == [
                nil,
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                    + "server_max_window_bits=11; client_max_window_bits=11",
            ])
    }

    @Test(arguments: [
        ("permessage-deflate; client_max_window_bits=16", true), ("permessage-deflate; mystery", true),
        ("permessage-deflate, permessage-deflate", true), ("x-webkit-deflate-frame", true), ("", true),
        ("permessage-deflate", false),
    ]) func anAnswerThatWasNotOfferedIsRefused(answer: String, isOffered: Bool) async throws {
        let server = try await TestServer.start { $0.upgrade($1, extensions: answer) }
        let error = try await failure {
            try await Self.connect(server) { $0.compression.isEnabled = isOffered }
        }
        #expect(error.code == .protocolViolation)
        let failure = try #require(error.underlying as? WebSocketHandshakeFailure)
        #expect(failure.kind == .protocolViolation && failure.status == 101)
        #expect(error.message.contains(isOffered ? "Sec-WebSocket-Extensions" : "an extension that was not offered"))
        try await server.clientClosed()
    }

    // MARK: Bad data

    @Test func aBombIsNotMadeAndClosesTheConnection() async throws {
        let (codes, code) = AsyncStream.makeStream(of: [UInt8].self)
        let bomb = try Codec().deflate([UInt8](repeating: 0x61, count: 20 << 20))
        #expect(bomb.count < 30_000)
        let server = try await TestServer.start {
            $0.upgrade($1, extensions: Self.agreed)
        } frame: { connection, frame in
            if frame.opcode == 8 {
                code.yield(frame.payload)
            } else {
                connection.write(TestFrame(opcode: 1, payload: bomb, reservedBits: 4))
            }
        }
        let connection = try await Self.connect(server) { $0.maximumMessageSize = 1 << 20 }
        let exchange = try connection.beginExchange()
        exchange.send(Array("go".utf8))
        let error = try await failure { try await nextEvents(1, of: exchange) }
        #expect(error.code == .protocolViolation)
        #expect(error.message.contains("a message of more than 1048576 bytes"))
        #expect(connection.traffic.bytesReceived == 0)
        for await payload in codes {
            #expect(payload.prefix(2) == [0x03, 0xF1])
            break
        }
    }

    @Test(
        arguments: [
            (TestFrame(opcode: 1, payload: [0x07], reservedBits: 4), 1007),
            (TestFrame(opcode: 1, payload: [0xf2, 0x48], reservedBits: 4), 1007),
            (TestFrame(opcode: 9, payload: [], reservedBits: 4), 1002),
            (TestFrame(opcode: 1, payload: [0x00], reservedBits: 6), 1002),
        ] as [(TestFrame, UInt16)]) func badDataClosesTheConnection(frame: TestFrame, code: UInt16) async throws
    {
        let server = try await TestServer.start {
            $0.upgrade($1, extensions: Self.agreed)
        } frame: { connection, received in
            if received.opcode == 1 { connection.write(frame) }
        }
        let connection = try await Self.connect(server)
        let exchange = try connection.beginExchange()
        exchange.send(Array("go".utf8))
        let error = try await failure { try await nextEvents(1, of: exchange) }
        #expect(error.code == .protocolViolation)
        #expect(connection.closeStatus?.code == code)
        try await server.clientClosed()
    }

    @Test func manyBombsInOneBurstAreStopped() async throws {
        let codec = Codec(keepsContext: false)
        let bomb = try codec.deflate([UInt8](repeating: 0x61, count: 1 << 20))
        let link = WebSocketLink(peer: Peer(host: "localhost", port: 1))
        let channel = EmbeddedChannel()
        var configuration = WebSocketConfiguration()
        configuration.maximumMessageSize = 1 << 20
        let agreed = try DeflateParameters().agreed(byAnswer: Self.agreed)
        let handler = WebSocketFrameHandler(link: link, configuration: configuration, compression: agreed)
        try channel.pipeline.syncOperations.addHandler(handler)
        handler.start()
        for count in 1...100 {
            // The burst does not end: channelReadComplete is not called.
            channel.pipeline.fireChannelRead(
                WebSocketFrame(fin: true, rsv1: true, opcode: .text, data: ByteBuffer(bytes: bomb)))
            #expect((link.failure == nil) == (count <= 64))
        }
        #expect(link.closeStatus?.code == 1009)
        #expect(link.traffic.bytesReceived == 65 << 20)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
