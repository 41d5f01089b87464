import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

// One thread: the notes are taken in the order in which things happen.
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let scripts = Scripts()
let notes = Notes()

let server = try ServerBootstrap(group: group)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelInitializer { [scripts, notes] channel in
        channel.eventLoop.makeCompletedFuture {
            let sse = SSEHandler(scripts: scripts, notes: notes)
            let loopBoundSSE = NIOLoopBound(sse, eventLoop: channel.eventLoop)
            let upgrader = NIOWebSocketServerUpgrader(
                maxFrameSize: 1 << 24,
                shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                upgradePipelineHandler: { channel, _ in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(WebSocketHandler(scripts: scripts, notes: notes))
                    }
                })
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                withServerUpgrade: (
                    upgraders: [upgrader],
                    completionHandler: { context in
                        context.pipeline.syncOperations.removeHandler(loopBoundSSE.value, promise: nil)
                    }
                ))
            try channel.pipeline.syncOperations.addHandler(sse)
        }
    }
    .bind(host: "127.0.0.1", port: 0).wait()

let noteTaker = try ServerBootstrap(group: group)
    .childChannelInitializer { [notes] channel in
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NotesHandler(notes: notes))
        }
    }
    .bind(host: "127.0.0.1", port: 0).wait()

print(server.localAddress?.port ?? 0, noteTaker.localAddress?.port ?? 0)
// The reader waits for this line through a pipe.
fflush(nil)
try server.closeFuture.wait()
