import DialectDeflate
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOSSL
import NIOTLS
import NIOWebSocket

/// Puts the handlers of an accepted connection together: HTTP/1.1, which a client may upgrade to a WebSocket, or over
/// TLS HTTP/2, where the client asks for it.
struct ServerPipeline: Sendable {
    private let service: ServerService
    private let tls: NIOSSLContext?

    /// - Throws: An error of NIO when the certificate or key cannot be read.
    init(_ service: ServerService) throws {
        self.service = service
        let offersHTTP2 = service.configuration.http2
        tls = try service.configuration.tls.map { try Self.sslContext($0, offersHTTP2: offersHTTP2) }
    }

    private static func sslContext(_ tls: ResponsesServer.TLS, offersHTTP2: Bool) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificateChain.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(tls.privateKey.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.applicationProtocols = offersHTTP2 ? ["h2", "http/1.1"] : ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    func configure(_ channel: any Channel) throws -> ServerConnection {
        service.observer.opened()
        service.connections.add(channel)
        let connection = ServerConnection(channel: channel, service: service)
        let pipeline = channel.pipeline.syncOperations
        let roundTrip = service.configuration.networkDelay
        if roundTrip > .zero { try pipeline.addHandler(NetworkDelayHandler(roundTrip: roundTrip)) }
        guard let tls else {
            try addHTTP1(channel, connection)
            return connection
        }
        try pipeline.addHandler(NIOSSLServerHandler(context: tls))
        try pipeline.addHandler(
            ApplicationProtocolNegotiationHandler { result, channel in
                channel.eventLoop.makeCompletedFuture {
                    if case .negotiated("h2") = result {
                        try addHTTP2(channel, connection)
                    } else {
                        try addHTTP1(channel, connection)
                    }
                }
            })
        return connection
    }

    // MARK: HTTP/1.1 and WebSocket

    private func addHTTP1(_ channel: any Channel, _ connection: ServerConnection) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(WireMeter(service.observer))
        let http = NIOLoopBound(HTTPConnectionHandler(connection, service: service), eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: min(service.configuration.maximumBodySize, Int(UInt32.max)),
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(accepts(head, http.value) ? agree(head, http.value) : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    pipeline.removeHandler(http.value, promise: nil)
                    try pipeline.addHandler(
                        WebSocketConnectionHandler(
                            connection, service: service, handshake: head, compression: http.value.compression))
                }
            })
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withServerUpgrade: NIOHTTPServerUpgradeConfiguration(
                upgraders: [upgrader], completionHandler: { _ in }))
        try pipeline.addHandler(http.value)
        try pipeline.addHandler(ConnectionLifecycleHandler(connection))
    }

    /// Whether a handshake succeeds. One that a plan of faults befalls is left to the handler of HTTP.
    private func accepts(_ head: HTTPRequestHead, _ http: HTTPConnectionHandler) -> Bool {
        guard service.router.route(head) == .webSocket else { return false }
        http.handshakeFault = service.faults.handshakeFault()
        if http.handshakeFault != nil { service.observer.injectedFault() }
        return http.handshakeFault == nil
    }

    /// Agrees on compression, if the client offers it and the server may.
    ///
    /// - Returns: Headers of the server's handshake.
    private func agree(_ head: HTTPRequestHead, _ http: HTTPConnectionHandler) -> HTTPHeaders {
        let name = DeflateParameters.headerName
        let offers = head.headers[name].joined(separator: ",")
        guard service.configuration.compression, let answer = DeflateParameters().answer(toOffers: offers) else {
            return HTTPHeaders()
        }
        http.compression = answer.agreed
        return [name: answer.header]
    }

    // MARK: HTTP/2

    /// Every stream is a connection of its own, answered by a task below that of the connection which carries it.
    private func addHTTP2(_ channel: any Channel, _ connection: ServerConnection) throws {
        let pipeline = channel.pipeline.syncOperations
        _ = try pipeline.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                let inner = ServerConnection(channel: stream, service: service)
                let pipeline = stream.pipeline.syncOperations
                try pipeline.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                try pipeline.addHandler(HTTPConnectionHandler(inner, service: service))
                try pipeline.addHandler(ConnectionLifecycleHandler(inner))
                connection.mailbox.push(.stream(inner))
            }
        }
        try pipeline.addHandler(ConnectionLifecycleHandler(connection))
    }
}
