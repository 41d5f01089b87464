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
        let proxy = try configuration.proxy.proxy(
            host: target.peer.host, port: target.peer.port, isSecure: target.isSecure)
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

        let setUp: @Sendable (any Channel) throws -> Void = { channel in
            if let tls {
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLClientHandler(context: tls, serverHostname: target.serverName))
            }
            let handshake = WebSocketHandshakeHandler(
                head: target.requestHead(headers: headers), dial: dial,
                maximumFrameSize: configuration.maximumMessageSize,
                compression: configuration.compression.parameters
            ) { WebSocketFrameHandler(link: link, configuration: configuration, compression: $0) }
            try WebSocketHandshakeHandler.addHandlers(to: channel, handshake)
        }
        let first = proxy?.peer ?? target.peer
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(bounded: configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let proxy else { return try setUp(channel) }
                    let deadline = limit.map { $0.instant + .seconds(1) } ?? .distantFuture
                    try WebSocketProxyTunnel.addHandlers(
                        to: channel, proxy: proxy, dial: dial, deadline: deadline, ready: setUp)
                }
            }
            .connect(host: first.host, port: first.port)
            .whenComplete { result in
                switch result {
                case .success(let channel): dial.connecting(channel)
                case .failure(let error): dial.fail(proxy?.connectFailure(error) ?? error)
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
