import Measuring
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

// A server of WebSockets with lanes, which sends each response's events at their own pace and notes when a client leaves
// a response. One thread: what it can send is what the figures of its clients are measured against.
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

let server = try ServerBootstrap(group: group)
    .serverChannelOption(.backlog, value: 1024)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
            let upgrader = NIOWebSocketServerUpgrader(
                shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                upgradePipelineHandler: { channel, _ in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(LaneHandler())
                    }
                })
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
        }
    }
    .bind(host: "127.0.0.1", port: 0).wait()

ThisProcess.report("\(server.localAddress?.port ?? 0)")
try server.closeFuture.wait()
