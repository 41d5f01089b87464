import NIOCore
import NIOPosix

/// The listening socket.
struct ServerListener: Sendable {
    private let channel: NIOAsyncChannel<Void, Never>
    private let connections: ConnectionRegistry
    let port: Int

    /// Binds the address.
    init(configuration: ResponsesServer.Configuration, service: ServerService) async throws {
        let pipeline = try ServerPipeline(service)
        let connections = service.connections
        self.connections = connections
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.accept(try pipeline.configure(channel))
                }
            }
        port = channel.channel.localAddress?.port ?? configuration.port
    }

    /// Accepts and serves until the task is cancelled; every connection is a child task.
    func run() async throws {
        defer { self.connections.closeAll() }
        try await channel.executeThenClose { accepted in
            try await withThrowingDiscardingTaskGroup { group in
                for try await _ in accepted {
                    for connection in connections.takeAccepted() { group.addTask { await connection.serve() } }
                }
                group.cancelAll()
            }
        }
    }
}
