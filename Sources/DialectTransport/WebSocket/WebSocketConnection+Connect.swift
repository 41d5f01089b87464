import Dialect
import NIOCore
import NIOPosix
import NIOSSL

extension WebSocketConnection {
    /// Opens a WebSocket.
    ///
    /// - Parameters:
    ///   - url: `ws://` or `wss://`, with path and query.
    ///   - headers: Sent with the handshake, credentials among them; never to another host, since redirects are not
    ///     followed.
    ///   - deadline: The attempt is given up then, if the connect time-out has not passed before.
    ///   - router: Tells exchanges apart that are open at once.
    ///   - observe: Called on an event loop with what happens beside the exchanges, perhaps before this returns.
    /// - Throws: ``LanguageModelError``, with a ``WebSocketHandshakeFailure`` as its `underlying` error and always safe
    ///   to replay; or `CancellationError`.
    public static func connect(
        url: String, headers: [(name: String, value: String)] = [],
        configuration: WebSocketConfiguration = WebSocketConfiguration(), deadline: ContinuousClock.Instant? = nil,
        router: (any WebSocketRouter)? = nil, observe: (@Sendable (WebSocketEvent) -> Void)? = nil
    ) async throws -> WebSocketConnection {
        try Task.checkCancellation()
        let target = try WebSocketTarget(url)
        try LanguageModelError.check(headers)
        let tls = try target.isSecure ? configuration.security.sslContext() : nil
        let group = configuration.eventLoopGroup ?? MultiThreadedEventLoopGroup.singleton
        let eventLoop = group.any()
        let dial = WebSocketDial(eventLoop: eventLoop, peer: target.peer)
        let link = WebSocketLink(peer: target.peer, router: router, observe: observe)

        var clock = WaitClock(
            timeouts: TransportTimeouts(connect: configuration.connectTimeout), deadline: deadline,
            startingWith: .connect)
        let limit = clock.limit()
        let timer = limit.map { limit in
            eventLoop.scheduleTask(deadline: limit.instant) { dial.fail(limit.error(peer: "\(target.peer)")) }
        }
        defer { timer?.cancel() }

        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(bounded: configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: target.serverName))
                    }
                    let handshake = WebSocketHandshakeHandler(
                        head: target.requestHead(headers: headers), dial: dial,
                        maximumFrameSize: configuration.maximumMessageSize
                    ) { WebSocketFrameHandler(link: link, configuration: configuration) }
                    try WebSocketHandshakeHandler.addHandlers(to: channel, handshake)
                }
            }
            .connect(host: target.peer.host, port: target.peer.port)
            .whenComplete { result in
                switch result {
                case .success(let channel): dial.connecting(channel)
                case .failure(let error): dial.fail(error)
                }
            }

        let opened = try await withTaskCancellationHandler {
            try await dial.opened()
        } onCancel: {
            dial.fail(CancellationError())
        }
        return WebSocketConnection(opened, link: link, highWatermark: configuration.highWatermark)
    }
}
