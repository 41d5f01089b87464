import NIOCore
import NIOPosix

/// The listening socket.
struct ServerListener: Sendable {
    private let channel: NIOAsyncChannel<ServerConnection, Never>
    private let connections: ConnectionRegistry
    let port: Int

    /// Binds the address.
    init(configuration: ResponsesServer.Configuration, service: ServerService) async throws {
        let pipeline = try ServerPipeline(service)
        connections = service.connections
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try pipeline.configure(channel)
                }
            }
        port = channel.channel.localAddress?.port ?? configuration.port
    }

    /// Accepts and serves until the task is cancelled; every connection is a child task.
    func run() async throws {
        defer { self.connections.closeAll() }
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await connection.serve() }
                }
                group.cancelAll()
            }
        }
    }
}
