import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// The listening socket, and the pipelines of what it accepts.
struct ServerListener: Sendable {
    private let channel: NIOAsyncChannel<ServerConnection, Never>
    private let connections: ConnectionRegistry
    let port: Int

    /// Binds the address.
    init(configuration: ResponsesServer.Configuration, service: ServerService) async throws {
        let tls = try configuration.tls.map(Self.sslContext)
        connections = service.connections
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.configure(channel, service: service, tls: tls)
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

    private static func sslContext(_ tls: ResponsesServer.TLS) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificateChain.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(tls.privateKey.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    private static func configure(
        _ channel: any Channel, service: ServerService, tls: NIOSSLContext?
    ) throws -> ServerConnection {
        service.observer.opened()
        service.connections.add(channel)
        let connection = ServerConnection(channel: channel, service: service)
        let pipeline = channel.pipeline.syncOperations
        let roundTrip = service.configuration.networkDelay
        if roundTrip > .zero { try pipeline.addHandler(NetworkDelayHandler(roundTrip: roundTrip)) }
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        try pipeline.addHandler(WireMeter(service.observer))
        let http = NIOLoopBound(HTTPConnectionHandler(connection, service: service), eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: min(service.configuration.maximumBodySize, Int(UInt32.max)),
            shouldUpgrade: { channel, head in
                let eventLoop = channel.eventLoop
                guard service.router.route(head) == .webSocket else { return eventLoop.makeSucceededFuture(nil) }
                http.value.handshakeFault = service.faults.handshakeFault()
                if http.value.handshakeFault == nil { return eventLoop.makeSucceededFuture(HTTPHeaders()) }
                service.observer.injectedFault()
                return eventLoop.makeSucceededFuture(nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    pipeline.removeHandler(http.value, promise: nil)
                    try pipeline.addHandler(WebSocketConnectionHandler(connection, service: service, handshake: head))
                }
            })
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withServerUpgrade: NIOHTTPServerUpgradeConfiguration(
                upgraders: [upgrader], completionHandler: { _ in }))
        try pipeline.addHandler(http.value)
        try pipeline.addHandler(ConnectionLifecycleHandler(connection))
        return connection
    }
}
