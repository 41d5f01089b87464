import NIOCore
import NIOPosix
import Synchronization

/// Passes TCP connections on to a server and counts what the clients send, as TCP carries it: handshakes, headers and
/// TLS included.
struct Relay: Sendable {
    final class Counts: Sendable {
        private let counts = Mutex((connections: 0, bytes: 0))

        var connections: Int { counts.withLock { $0.connections } }
        var bytes: Int { counts.withLock { $0.bytes } }

        func accepted() { counts.withLock { $0.connections += 1 } }
        func sent(_ count: Int) { counts.withLock { $0.bytes += count } }
    }

    /// What the clients did.
    let counts = Counts()
    private let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }

    init(to port: Int) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [counts] client in
                counts.accepted()
                return ClientBootstrap(group: client.eventLoop)
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .channelInitializer { server in
                        server.eventLoop.makeCompletedFuture {
                            try server.pipeline.syncOperations.addHandler(RelayHandler(to: client, counts: nil))
                        }
                    }
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(RelayHandler(to: server, counts: counts))
                    }
                    .flatMap { client.setOption(.autoRead, value: true) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }
}

/// Writes what one connection receives to the other.
private final class RelayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let counts: Relay.Counts?

    init(to other: any Channel, counts: Relay.Counts?) {
        self.other = other
        self.counts = counts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        counts?.sent(bytes.readableBytes)
        other.writeAndFlush(bytes, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
}
