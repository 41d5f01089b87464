import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// The rules of RFC 6455 that NIO leaves to its users.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct WebSocketProtocolTests {
    private typealias Frame = TestWebSocket.Frame
    private let request = #"{"type":"response.create","model":"m","input":"Hi"}"#

    @Test func refusesHandshakesWithoutKeyOrOnOtherPaths() async throws {
        let configuration = ResponsesServer.Configuration(apiKey: "sk-test")
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            let key = "Authorization: Bearer sk-test\r\n"
            for (path, headers, status) in [
                ("/v1/responses", "", 401), ("/v1/responses", "Authorization: Bearer sk-tesT\r\n", 401),
                ("/v1/realtime", key, 404),
            ] {
                let head = try await TestSocket.connected(to: server) { socket in
                    try await socket.write(TestWebSocket.handshake(path: path, headers: headers))
                    return try await socket.read(through: "}}")
                }
                #expect(head.hasPrefix("HTTP/1.1 \(status) "))
                #expect(head.contains("invalid_request_error"))
            }
            let events = try await TestWebSocket.connected(to: server, headers: key) { try await $0.ask(request) }
            #expect(events.deltaText == "Hi")
        }
    }

    @Test func refusesHandshakesThatAreNone() async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            let head = try await TestSocket.connected(to: server) { socket in
                try await socket.write(
                    "GET /responses HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                return try await socket.read(through: "}}")
            }
            #expect(head.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func takesAFirstMessageThatComesWithTheHandshake() async throws {
        // RFC 6455 allows no such haste, but a lost message is worse than a tolerated one; NIO keeps the bytes.
        try await withSimulator(ScriptedModel.echo()) { server in
            try await TestSocket.connected(to: server) { socket in
                let frame = TestWebSocket.bytes(of: Frame(opcode: Frame.text, payload: Array(request.utf8)))
                try await socket.write(Array(TestWebSocket.handshake().utf8) + frame)
                _ = try await socket.read(through: "\r\n\r\n")
                #expect(try await TestWebSocket(socket: socket).response().deltaText == "Hi")
            }
        }
    }

    @Test func answersPings() async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(Frame(opcode: Frame.ping, payload: [1, 2, 3]))
                #expect(try await socket.next() == Frame(opcode: Frame.pong, payload: [1, 2, 3]))
                try await socket.send(Frame(opcode: Frame.pong, payload: []))
                #expect(try await socket.ask(request).deltaText == "Hi")
            }
        }
    }

    @Test func joinsFragmentsWithPingsBetween() async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let bytes = Array(#"{"type":"response.create","model":"m","input":"Grüße"}"#.utf8)
                for (index, byte) in bytes.enumerated() {
                    try await socket.send(
                        Frame(
                            opcode: index == 0 ? Frame.text : Frame.continuation, payload: [byte],
                            isFinal: index == bytes.count - 1))
                    if index == 7 { try await socket.send(Frame(opcode: Frame.ping, payload: [9])) }
                }
                #expect(try await socket.next() == Frame(opcode: Frame.pong, payload: [9]))
                #expect(try await socket.response().deltaText == "Grüße")
            }
        }
    }

    @Test func acceptsBinaryFramesThatHoldJSON() async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(Frame(opcode: Frame.binary, payload: Array(request.utf8)))
                #expect(try await socket.response().deltaText == "Hi")
            }
        }
    }

    struct Breach: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let frames: [(opcode: UInt8, payload: [UInt8], isFinal: Bool, isMasked: Bool)]
        let closeCode: Int?
    }

    @Test(arguments: [
        Breach(testDescription: "not masked", frames: [(1, [0x7B], true, false)], closeCode: 1002),
        Breach(testDescription: "continuation of nothing", frames: [(0, [0x7B], true, true)], closeCode: 1002),
        Breach(
            testDescription: "message inside a message", frames: [(1, [0x7B], false, true), (1, [0x7B], true, true)],
            closeCode: 1002),
        Breach(testDescription: "reserved bit", frames: [(0x41, [0x7B], true, true)], closeCode: 1002),
        Breach(testDescription: "reserved opcode", frames: [(3, [], true, true)], closeCode: 1002),
        Breach(testDescription: "not UTF-8", frames: [(1, [0xC3, 0x28], true, true)], closeCode: 1007),
        Breach(
            testDescription: "too large", frames: [(1, [UInt8](repeating: 0x20, count: 201), true, true)],
            closeCode: 1009),
        Breach(
            testDescription: "too large in fragments",
            frames: [
                (1, [UInt8](repeating: 0x20, count: 150), false, true),
                (0, [UInt8](repeating: 0x20, count: 150), true, true),
            ], closeCode: 1009),
        Breach(testDescription: "close with a code", frames: [(8, [0x03, 0xE9], true, true)], closeCode: 1001),
        Breach(testDescription: "close without a code", frames: [(8, [], true, true)], closeCode: nil),
        Breach(testDescription: "close with half a code", frames: [(8, [0x03], true, true)], closeCode: 1002),
    ])
    func closesWithTheCodeThatTellsWhy(breach: Breach) async throws {
        let configuration = ResponsesServer.Configuration(maximumBodySize: 200)
        try await withSimulator(ScriptedModel([]), configuration: configuration) { server in
            try await TestWebSocket.connected(to: server) { socket in
                for frame in breach.frames {
                    try await socket.send(
                        Frame(opcode: frame.opcode, payload: frame.payload, isFinal: frame.isFinal),
                        isMasked: frame.isMasked)
                }
                let frame = try await socket.next()
                #expect(frame.opcode == Frame.close)
                #expect(frame.closeCode == breach.closeCode)
                await #expect(throws: (any Error).self) { _ = try await socket.next() }
            }
        }
    }
}
