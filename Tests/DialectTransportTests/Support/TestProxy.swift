import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// An HTTP proxy on loopback that opens tunnels, or answers each CONNECT with what a test gives it.
final class TestProxy: Sendable {
    private let channel: any Channel
    private let heads: NIOLockedValueBox<[String]>

    var port: Int { channel.localAddress?.port ?? 0 }
    /// The head of each request that came.
    var requests: [String] { heads.withLockedValue { $0 } }

    private init(channel: any Channel, heads: NIOLockedValueBox<[String]>) {
        self.channel = channel
        self.heads = heads
    }

    /// - Parameter refusal: Sent instead of opening a tunnel; an empty one closes the connection.
    static func start(refusal: String? = nil) async throws -> TestProxy {
        let heads = NIOLockedValueBox<[String]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        TunnelHandler(refusal: refusal) { head in heads.withLockedValue { $0.append(head) } })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TestProxy(channel: channel, heads: heads)
    }

    deinit { channel.close(promise: nil) }
}

private final class TunnelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let refusal: String?
    private let record: @Sendable (String) -> Void
    private var head = ByteBuffer()
    private var server: (any Channel)?

    init(refusal: String?, record: @escaping @Sendable (String) -> Void) {
        self.refusal = refusal
        self.record = record
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if let server {
            server.writeAndFlush(unwrapInboundIn(data), promise: nil)
            return
        }
        head.writeImmutableBuffer(unwrapInboundIn(data))
        let text = String(buffer: head)
        guard text.hasSuffix("\r\n\r\n") else { return }
        record(text)
        let client = context.channel
        if let refusal {
            client.writeAndFlush(ByteBuffer(string: refusal), promise: nil)
            if refusal.isEmpty { client.close(promise: nil) }
            return
        }
        guard let port = text.split(separator: " ")[1].split(separator: ":").last.flatMap({ Int($0) }) else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(BackHandler(client: client))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenSuccess { server in
                bound.value.server = server
                client.writeAndFlush(
                    ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
            }
    }

    func channelInactive(context: ChannelHandlerContext) { server?.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

private final class BackHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel

    init(client: any Channel) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        client.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }
    func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
