import Dialect
import NIOCore
import Testing
import TestSupport

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct WebSocketConnectionTests {
    /// A server that accepts, and sends every text back.
    private static func echo(tls: Bool = false) async throws -> TestServer {
        try await TestServer.start(tls: tls) {
            $0.upgrade($1)
        } frame: { connection, frame in
            switch frame.opcode {
            case 1: connection.write(TestFrame(opcode: 1, payload: frame.payload))
            case 8:
                connection.write(TestFrame(opcode: 8, payload: frame.payload))
                connection.close()
            default: break
            }
        }
    }

    /// A server that answers the first text with these frames.
    private static func answering(_ frames: TestFrame..., thenClose: Bool = false) async throws -> TestServer {
        try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            guard frame.opcode == 1 else { return }
            connection.write(frames.flatMap(\.bytes))
            if thenClose { connection.close() }
        }
    }

    private static func ask(
        _ server: TestServer, configuration: WebSocketConfiguration = WebSocketConfiguration()
    ) async throws -> (WebSocketConnection, WebSocketExchange) {
        var configuration = configuration
        configuration.closeTimeout = .milliseconds(50)
        let connection = try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
        let exchange = try connection.beginExchange()
        exchange.send(Array("go".utf8))
        return (connection, exchange)
    }

    // MARK: Messages

    @Test(arguments: [false, true]) func oneConnectionServesOneExchangeAfterAnother(tls: Bool) async throws {
        let server = try await Self.echo(tls: tls)
        var configuration = WebSocketConfiguration()
        configuration.security = trusting()
        let connection = try await WebSocketConnection.connect(
            url: server.webSocket, headers: [("Authorization", "Bearer x")], configuration: configuration)
        #expect(connection.metadata.requestID == "ws-1")
        for text in ["héllo", "", "bye"] {
            let exchange = try connection.beginExchange()
            exchange.send(Array(text.utf8))
            #expect(try await nextEvents(1, of: exchange) == [text])
            exchange.complete()
        }
        #expect(connection.isOpen)
        let traffic = connection.traffic
        #expect(traffic.bytesSent == 9 && traffic.bytesReceived == 9)
        #expect(traffic.wireBytesSent == 9 + 3 * 6 && traffic.wireBytesReceived == 9 + 3 * 2)
    }

    @Test func thereIsOneExchangeAtATime() async throws {
        let server = try await Self.echo()
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        let exchange = try connection.beginExchange()
        #expect(throws: LanguageModelError.self) { try connection.beginExchange() }
        exchange.complete()
        try connection.beginExchange().complete()
    }

    @Test func aFrameThatCameWithTheUpgradeIsNotLost() async throws {
        for _ in 0..<20 {
            let (pongs, pong) = AsyncStream.makeStream(of: UInt8.self)
            let server = try await TestServer.start {
                $0.upgrade($1, extra: [.text("early"), .ping("too")])
            } frame: {
                pong.yield($1.opcode)
            }
            let (strays, stray) = AsyncStream.makeStream(of: [UInt8].self)
            let connection = try await WebSocketConnection.connect(url: server.webSocket) {
                if case .stray(let message) = $0 { stray.yield(message) }
            }
            for await message in strays {
                #expect(message == Array("early".utf8))
                break
            }
            #expect(connection.isOpen)
            for await opcode in pongs {
                #expect(opcode == 10)
                break
            }
        }
    }

    @Test func fragmentsWithPingsBetweenThemAreOneMessage() async throws {
        let (pongs, pong) = AsyncStream.makeStream(of: String.self)
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            if frame.opcode == 10 { pong.yield(frame.text) }
            guard frame.opcode == 1 else { return }
            connection.write(
                .text("a", isFinal: false), .ping("1"), .continuation("b", isFinal: false), .ping("2"),
                .continuation("c"), .text("d"))
        }
        let (_, exchange) = try await Self.ask(server)
        #expect(try await nextEvents(2, of: exchange) == ["abc", "d"])
        var answered: [String] = []
        for await text in pongs.prefix(2) { answered.append(text) }
        #expect(answered == ["1", "2"])
    }

    @Test func aThousandFragmentsAreOneMessage() async throws {
        let pieces = (0..<1000).map { "<\($0)é>" }
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            guard frame.opcode == 1 else { return }
            for (index, piece) in pieces.enumerated() {
                connection.write(
                    TestFrame(opcode: index == 0 ? 1 : 0, payload: Array(piece.utf8), isFinal: index == 999),
                    .ping(""))
            }
        }
        let (_, exchange) = try await Self.ask(server)
        #expect(try await nextEvents(1, of: exchange) == [pieces.joined()])
    }

    @Test func twentyMegabytesGoBothWays() async throws {
        let text = [UInt8](repeating: 0x7A, count: 20 << 20)
        let server = try await Self.echo()
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        let exchange = try connection.beginExchange()
        exchange.send(text)
        var isEqual = false
        _ = try await exchange.next { isEqual = ByteBuffer(bytes: $0) == ByteBuffer(bytes: text) }
        #expect(isEqual)
    }

    @Test func aSlowConsumerStopsTheServer() async throws {
        let message = TestFrame(opcode: 1, payload: [UInt8](repeating: 0x61, count: 1 << 20))
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            guard frame.opcode == 1 else { return }
            for _ in 0..<64 { connection.write(message) }
        }
        let (connection, exchange) = try await Self.ask(server)
        let serverSide = try await server.firstConnection.get()
        try await serverSide.settled()
        #expect(try await serverSide.unsentBytes() > 32 << 20)
        var count = 0
        while count < 64 { _ = try await exchange.next { _ in count += 1 } }
        #expect(connection.traffic.bytesReceived == 64 << 20)
    }

    @Test func messagesOfNobodyAreReported() async throws {
        let server = try await TestServer.start {
            $0.upgrade(
                $1,
                extra: [
                    .text("one"), TestFrame(opcode: 1, payload: [UInt8](repeating: 0x61, count: 65_537)), .text("two"),
                ])
        }
        let (strays, stray) = AsyncStream.makeStream(of: [UInt8].self)
        let connection = try await WebSocketConnection.connect(url: server.webSocket) {
            if case .stray(let message) = $0 { stray.yield(message) }
        }
        var seen: [[UInt8]] = []
        for await message in strays.prefix(2) { seen.append(message) }
        #expect(seen == [Array("one".utf8), Array("two".utf8)])
        #expect(connection.isOpen)
    }

    // MARK: Broken rules

    @Test(arguments: [
        (TestFrame(opcode: 1, payload: [0x61], isMasked: true), 1002),
        (TestFrame(opcode: 1, payload: [0xFF, 0xFE]), 1007),
        (TestFrame(opcode: 1, payload: [0x61], reservedBits: 4), 1002),
        (TestFrame(opcode: 3, payload: [0x61]), 1002),
        (TestFrame(opcode: 0, payload: [0x61]), 1002),
        (TestFrame(opcode: 9, payload: [UInt8](repeating: 0, count: 126)), 1002),
        (TestFrame(opcode: 9, payload: [], isFinal: false), 1002),
        (TestFrame(opcode: 8, payload: [0x03, 0xED]), 1002),
        (TestFrame(opcode: 2, payload: [UInt8](repeating: 0, count: 2000)), 1009),
    ]) func aServerThatBreaksTheRulesIsToldAndLeft(frame: TestFrame, code: Int) async throws {
        let (codes, told) = AsyncStream.makeStream(of: Int.self)
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, received in
            if received.opcode == 1 { connection.write(.text("fine"), frame) }
            if received.opcode == 8 { told.yield(Int(received.payload[0]) << 8 | Int(received.payload[1])) }
        }
        var configuration = WebSocketConfiguration()
        configuration.maximumMessageSize = 1000
        let (connection, exchange) = try await Self.ask(server, configuration: configuration)
        #expect(try await nextEvents(1, of: exchange) == ["fine"])
        let error = try await failure { try await nextEvents(1, of: exchange) }
        #expect(error.code == .protocolViolation)
        #expect(connection.closeStatus?.code == UInt16(code))
        for await told in codes {
            #expect(told == code)
            break
        }
        try await server.clientClosed()
    }

    // MARK: Closing

    @Test(arguments: [
        (1000, "", "The server closed the WebSocket with code 1000 (normal closure).", true),
        (1011, "boom", "The server closed the WebSocket with code 1011 (internal error): boom", true),
        (1009, "", "The server closed the WebSocket with code 1009 (message too big).", false),
        (4321, "own", "The server closed the WebSocket with code 4321: own", true),
    ]) func aCloseInAnExchangeIsAnError(code: UInt16, reason: String, message: String, isRetryable: Bool) async throws {
        let server = try await Self.answering(.text("a"), .close(code, reason))
        let (connection, exchange) = try await Self.ask(server)
        #expect(try await nextEvents(1, of: exchange) == ["a"])
        let error = try await failure { try await nextEvents(1, of: exchange) }
        #expect(error.code == .connection)
        #expect(error.message == message)
        #expect(error.isRetryable == isRetryable)
        let status = WebSocketCloseStatus(code: code, reason: reason, isByServer: true)
        #expect(error.underlying as? WebSocketCloseStatus == status)
        #expect(connection.closeStatus == status)
        #expect(!connection.isOpen)
        try await server.clientClosed()
    }

    @Test func aConnectionThatBreaksInAnExchangeIsAnError() async throws {
        let server = try await Self.answering(.text("a"), thenClose: true)
        let (connection, exchange) = try await Self.ask(server)
        #expect(try await nextEvents(1, of: exchange) == ["a"])
        let error = try await failure { try await nextEvents(1, of: exchange) }
        #expect(error.code == .connection)
        #expect(error.message.contains("without a close frame"))
        #expect(connection.closeStatus?.code == 1006)
    }

    @Test func aCloseWhileIdleIsNoticed() async throws {
        let server = try await Self.answering(.text("a"), .close(1001, "see you"))
        let (connection, exchange) = try await Self.ask(server)
        _ = try await nextEvents(1, of: exchange)
        exchange.complete()
        try await server.clientClosed()
        #expect(!connection.isOpen)
        #expect(connection.closeStatus?.reason == "see you")
        let beginning = try await failure { try connection.beginExchange() }
        #expect(beginning.replaySafety == .safe)
        #expect(beginning.message.contains("1001"))
    }

    @Test func closingIsAHandshake() async throws {
        let (frames, told) = AsyncStream.makeStream(of: TestFrame.self)
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            told.yield(frame)
            connection.write(TestFrame(opcode: 8, payload: frame.payload))
        }
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        await connection.close(code: 1000, reason: "done")
        for await frame in frames {
            #expect(frame == TestFrame(opcode: 8, payload: [0x03, 0xE8] + Array("done".utf8), isMasked: true))
            break
        }
        #expect(connection.closeStatus == WebSocketCloseStatus(code: 1000, reason: "done", isByServer: false))
        await connection.close()
    }

    @Test func aServerThatDoesNotCloseIsNotWaitedForLong() async throws {
        let server = try await TestServer.start { $0.upgrade($1) }
        var configuration = WebSocketConfiguration()
        configuration.closeTimeout = .milliseconds(50)
        let connection = try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
        await connection.close()
        try await server.clientClosed()
    }

    @Test func releasingAnExchangeClosesTheSocket() async throws {
        let server = try await Self.answering(.text("a"))
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        var exchange: WebSocketExchange? = try connection.beginExchange()
        exchange?.send(Array("go".utf8))
        _ = try await exchange?.next { _ in }
        exchange = nil
        try await server.clientClosed()
        #expect(!connection.isOpen)
    }

    @Test(arguments: [false, true]) func releasingAConnectionClosesTheSocket(tls: Bool) async throws {
        let server = try await Self.echo(tls: tls)
        var configuration = WebSocketConfiguration()
        configuration.security = trusting()
        var connection: WebSocketConnection? = try await WebSocketConnection.connect(
            url: server.webSocket, configuration: configuration)
        #expect(connection?.isOpen == true)
        connection = nil
        try await server.clientClosed()
    }

    // MARK: Keep-alive

    @Test func aSilentServerIsAskedAndThenLeft() async throws {
        let (pings, asked) = AsyncStream.makeStream(of: UInt8.self)
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: {
            asked.yield($1.opcode)
        }
        var configuration = WebSocketConfiguration()
        configuration.pingInterval = .milliseconds(30)
        configuration.pongTimeout = .milliseconds(30)
        let connection = try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
        // On a machine under load it may be dead before the exchange begins.
        let error = try await failure { try await nextEvents(1, of: try connection.beginExchange()) }
        #expect(error.code == .connection)
        #expect(error.message.contains("did not answer a ping within 0.03 seconds"))
        for await opcode in pings {
            #expect(opcode == 9)
            break
        }
        try await server.clientClosed()
    }

    @Test func aServerThatAnswersPingsIsKept() async throws {
        let (pings, asked) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            guard frame.opcode == 9 else { return }
            connection.write(TestFrame(opcode: 10, payload: frame.payload))
            asked.yield()
        }
        var configuration = WebSocketConfiguration()
        configuration.pingInterval = .milliseconds(10)
        let connection = try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
        for await _ in pings.prefix(3) {}
        #expect(connection.isOpen)
    }
}
