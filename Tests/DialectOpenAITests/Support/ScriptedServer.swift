import Dialect
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import TestSupport

/// A server on loopback whose every connection is served by a script, which may break any rule.
struct ScriptedServer: Sendable {
    let port: Int
    let isSecure: Bool

    var baseURL: String { "\(isSecure ? "https" : "http")://127.0.0.1:\(port)/v1" }
}

/// Serves while `body` runs. A connection is closed when its script returns.
func withServer<Result>(
    tls: Bool = false, serve: @escaping @Sendable (ServerPeer) async throws -> Void,
    _ body: (ScriptedServer) async throws -> Result
) async throws -> Result {
    let context = tls ? try serverContext() : nil
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                if let context {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                }
                let (bytes, continuation) = AsyncStream<ByteBuffer>.makeStream()
                try channel.pipeline.syncOperations.addHandler(PeerHandler(continuation))
                return AcceptedConnection(channel: channel, bytes: bytes)
            }
        }
    let server = ScriptedServer(port: listener.channel.localAddress?.port ?? 0, isSecure: tls)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    var index = 0
                    for try await connection in connections {
                        let number = index
                        index += 1
                        group.addTask { await serveOne(connection, index: number, serve) }
                    }
                    group.cancelAll()
                }
            }
        }
        defer { group.cancelAll() }
        return try await body(server)
    }
}

private func serveOne(
    _ connection: AcceptedConnection, index: Int, _ serve: @Sendable (ServerPeer) async throws -> Void
) async {
    // A script ends as it likes, and a client may leave it in the middle.
    try? await serve(ServerPeer(index: index, connection))
    try? await connection.channel.close()
}

/// A connection that may come too late to be served; it is closed with its last owner.
final class AcceptedConnection: Sendable {
    let channel: any Channel
    let bytes: AsyncStream<ByteBuffer>

    init(channel: any Channel, bytes: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.bytes = bytes
    }

    deinit { channel.close(promise: nil) }
}

/// Hands on what arrives, until the client has closed the connection.
private final class PeerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let continuation: AsyncStream<ByteBuffer>.Continuation

    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

    // A reset is an end like any other.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

private func serverContext() throws -> NIOSSLContext {
    try NIOSSLContext(
        configuration: .makeServerConfiguration(
            certificateChain: NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.certificate.utf8))
                .map { .certificate($0) },
            privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem))))
}

/// One connection as the server sees it. Used by its script's task alone.
final class ServerPeer {
    /// Connections are counted from zero.
    let index: Int
    private let connection: AcceptedConnection
    private var inbound: AsyncStream<ByteBuffer>.AsyncIterator
    private var buffer = ByteBuffer()

    init(index: Int, _ connection: AcceptedConnection) {
        self.index = index
        self.connection = connection
        inbound = connection.bytes.makeAsyncIterator()
    }

    // MARK: Reading

    /// The next HTTP request; nil when the client has closed the connection.
    func request() async throws -> ServerRequest? {
        while true {
            if let request = ServerRequest(reading: &buffer) { return request }
            guard try await readMore() else { return nil }
        }
    }

    /// The next text message, answering pings before it; nil when the client has closed the WebSocket.
    func message() async throws -> JSONValue? {
        while true {
            if let frame = TestFrame(reading: &buffer) {
                switch frame.opcode {
                case 1: return try JSONValue(parsing: frame.payload)
                case 8: return nil
                case 9: try await write(TestFrame(opcode: 10, payload: frame.payload).bytes)
                default: break
                }
                continue
            }
            guard try await readMore() else { return nil }
        }
    }

    /// The code that the client closes the WebSocket with; nil if it closes the connection without.
    func closeCode() async throws -> Int? {
        while true {
            if let frame = TestFrame(reading: &buffer) {
                guard frame.opcode == 8, frame.payload.count >= 2 else { continue }
                await answerClose()
                return Int(frame.payload[0]) << 8 | Int(frame.payload[1])
            }
            guard try await readMore() else { return nil }
        }
    }

    /// Answers so many pings of the client; what else comes is dropped.
    func answerPings(_ count: Int) async throws {
        var count = count
        while count > 0 {
            if let frame = TestFrame(reading: &buffer) {
                guard frame.opcode == 9 else { continue }
                try await write(TestFrame(opcode: 10, payload: frame.payload).bytes)
                count -= 1
            } else if try await !readMore() {
                return
            }
        }
    }

    /// Reads on, whatever comes, until the client has closed the connection.
    func untilClosed() async throws {
        while try await readMore() { buffer.clear() }
    }

    private func readMore() async throws -> Bool {
        guard let bytes = await inbound.next(isolation: #isolation) else {
            try Task.checkCancellation()
            return false
        }
        buffer.writeImmutableBuffer(bytes)
        return true
    }

    // MARK: Writing

    func write(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        try await connection.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func write(_ text: String) async throws { try await write(Array(text.utf8)) }

    /// A whole HTTP answer.
    func answer(
        _ status: Int = 200, type: String = "application/json", headers: [String] = [], body: String,
        cutAt length: Int? = nil
    ) async throws {
        let lines = ["HTTP/1.1 \(status) X", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        try await write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body.prefix(length ?? body.count))
    }

    /// Server-sent events in a body of declared length, cut off if wanted.
    func answer(events: [String], cutAt length: Int? = nil) async throws {
        let body = events.map { "data: \($0)\n\n" }.joined()
        try await answer(type: "text/event-stream", body: body, cutAt: length)
    }

    /// Accepts a WebSocket.
    ///
    /// - Parameter frame: Sent in the same write.
    func upgrade(_ request: ServerRequest, andThen frame: TestFrame? = nil) async throws {
        var headers = HTTPHeaders()
        headers.add(name: "Sec-WebSocket-Key", value: request.headers["sec-websocket-key"] ?? "")
        headers.add(name: "Sec-WebSocket-Version", value: "13")
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        let answer = try await upgrader.buildUpgradeResponse(
            channel: connection.channel,
            upgradeRequest: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: headers),
            initialResponseHeaders: [:]
        ).get()
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(answer.first(name: "Sec-WebSocket-Accept") ?? "")\r\n\r\n"
        try await write(Array(head.utf8) + (frame?.bytes ?? []))
    }

    /// Accepts the WebSocket that the client asks for first of all.
    func upgrade() async throws {
        if let request = try await request() { try await upgrade(request) }
    }

    /// Text messages, all in one write.
    func send(_ events: [String]) async throws {
        try await write(events.flatMap { TestFrame(opcode: 1, payload: Array($0.utf8)).bytes })
    }

    func sendClose(_ code: UInt16) async throws { try await write(TestFrame.close(code).bytes) }

    /// The second half of the handshake, for a client that may not have waited for it.
    func answerClose() async { try? await sendClose(1000) }

    /// Closes the WebSocket with both halves of the handshake.
    func close(_ code: UInt16) async throws {
        try await sendClose(code)
        _ = try await message()
    }
}
