import NIOConcurrencyHelpers
package import NIOCore
import NIOPosix
import NIOSSL

/// A server on loopback that reads requests as raw bytes and answers with whatever bytes a test gives it, over HTTP or,
/// after ``TestConnection/upgrade(_:extensions:extra:)``, as a WebSocket.
package final class TestServer: Sendable {
    private let channel: any Channel
    private let isSecure: Bool
    package let firstConnection: EventLoopFuture<TestConnection>
    private let connections: NIOLockedValueBox<[TestConnection]>

    package var port: Int { channel.localAddress?.port ?? 0 }
    /// Where the server is, without a path.
    package var root: String { (isSecure ? "https" : "http") + "://127.0.0.1:\(port)" }
    package var http: String { (isSecure ? "https" : "http") + "://localhost:\(port)/v1/test" }
    package var webSocket: String { (isSecure ? "wss" : "ws") + "://localhost:\(port)/v1/test?x=1" }

    private init(
        channel: any Channel, isSecure: Bool, firstConnection: EventLoopFuture<TestConnection>,
        connections: NIOLockedValueBox<[TestConnection]>
    ) {
        self.connections = connections
        self.channel = channel
        self.isSecure = isSecure
        self.firstConnection = firstConnection
    }

    /// - Parameters:
    ///   - request: Called with the head of each request once all of it, with its body, has arrived.
    ///   - frame: Called with each frame of a WebSocket's client.
    package static func start(
        tls: Bool = false, request: @escaping @Sendable (TestConnection, String) -> Void = { _, _ in },
        frame: @escaping @Sendable (TestConnection, TestFrame) -> Void = { _, _ in }
    ) async throws -> TestServer {
        let group = MultiThreadedEventLoopGroup.singleton
        let context = tls ? try makeContext() : nil
        let connections = NIOLockedValueBox<[TestConnection]>([])
        let first = group.any().makePromise(of: TestConnection.self)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = TestConnection(channel)
                    connections.withLockedValue { $0.append(connection) }
                    first.succeed(connection)
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        TestServerHandler(connection: connection, request: request, frame: frame))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.closeFuture.whenComplete { _ in first.fail(ChannelError.eof) }
        return TestServer(
            channel: channel, isSecure: tls, firstConnection: first.futureResult, connections: connections)
    }

    /// A server that answers every request with the same bytes.
    package static func answering(
        _ pieces: String..., tls: Bool = false, thenClose: Bool = false
    ) async throws -> TestServer {
        try await start(tls: tls) { connection, _ in
            for piece in pieces { connection.write(piece) }
            if thenClose { connection.close() }
        }
    }

    /// Returns when every connection was closed from the other side; takes no new ones.
    package func clientClosed() async throws {
        try await channel.close().get()
        for connection in connections.withLockedValue({ $0 }) { try await connection.channel.closeFuture.get() }
    }

    deinit { channel.close(promise: nil) }

    private static func makeContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.certificate.utf8))
                    .map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem))))
    }
}

/// One connection as the server sees it.
package final class TestConnection: Sendable {
    package let channel: any Channel

    init(_ channel: any Channel) { self.channel = channel }

    package func write(_ text: String) { write(Array(text.utf8)) }
    package func write(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
    package func write(_ frames: TestFrame...) { write(frames.flatMap(\.bytes)) }

    package func close() { channel.close(promise: nil) }
}

private final class TestServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: TestConnection
    private let request: @Sendable (TestConnection, String) -> Void
    private let frame: @Sendable (TestConnection, TestFrame) -> Void
    private var buffer = ByteBuffer()
    private var isWebSocket = false

    init(
        connection: TestConnection, request: @escaping @Sendable (TestConnection, String) -> Void,
        frame: @escaping @Sendable (TestConnection, TestFrame) -> Void
    ) {
        self.connection = connection
        self.request = request
        self.frame = frame
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        buffer.writeImmutableBuffer(unwrapInboundIn(data))
        while isWebSocket ? readFrame() : readRequest() {}
        buffer.discardReadBytes()
    }

    private func readRequest() -> Bool {
        let view = buffer.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: view[..<end.lowerBound], as: UTF8.self)
        let length = head.header("content-length").flatMap(Int.init) ?? 0
        guard view.endIndex - end.upperBound >= length else { return false }
        buffer.moveReaderIndex(to: end.upperBound + length)
        isWebSocket = head.header("upgrade") == "websocket"
        request(connection, head)
        return true
    }

    private func readFrame() -> Bool {
        guard let frame = TestFrame(reading: &buffer) else { return false }
        self.frame(connection, frame)
        return true
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension String {
    /// The value of a header in a request's head.
    package func header(_ name: String) -> String? {
        split(separator: "\r\n").lazy.compactMap { line -> String? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name else { return nil }
            return String(parts[1].drop { $0 == " " })
        }.first
    }
}

extension TestConnection {
    /// What the client has not taken yet.
    package func unsentBytes() async throws -> Int {
        try await channel.getOption(.bufferedWritableBytes).get()
    }

    /// Returns when the client takes no more: when the server's socket could not write in many turns in a row.
    package func settled() async throws {
        var unchanged = 0
        var last = try await unsentBytes()
        while unchanged < 20 {
            try await channel.eventLoop.scheduleTask(in: .milliseconds(10)) {}.futureResult.get()
            let now = try await unsentBytes()
            unchanged = now == last && now > 0 ? unchanged + 1 : 0
            last = now
        }
    }
}
