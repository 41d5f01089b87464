import Dialect
import NIOCore
import NIOExtras
import NIOHTTP1

/// Asks a proxy for a tunnel to the server, and calls back when bytes pass through it.
///
/// NIO's handler does the asking; it does not tell the status of a refusal, which is read here.
final class WebSocketProxyTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    private static let encoder = "proxy.encoder"
    private static let decoder = "proxy.decoder"

    private let proxy: ProxyServer
    private let dial: WebSocketDial
    private var isConnected = false
    private var isDecided = false

    private init(proxy: ProxyServer, dial: WebSocketDial) {
        self.proxy = proxy
        self.dial = dial
    }

    /// - Parameters:
    ///   - deadline: Later than when the attempt is given up anyway, so that its own time-out is the one that is told.
    ///   - ready: Called on the event loop, with nothing in the pipeline.
    static func addHandlers(
        to channel: any Channel, proxy: ProxyServer, dial: WebSocketDial, deadline: NIODeadline,
        ready: @escaping @Sendable (any Channel) throws -> Void
    ) throws {
        let target = dial.peer
        var headers: HTTPHeaders = ["Host": "\(target)"]
        if let authorization = proxy.authorizationHeader {
            headers.add(name: "Proxy-Authorization", value: authorization)
        }
        let connected = channel.eventLoop.makePromise(of: Void.self)
        let pipeline = channel.pipeline.syncOperations
        let tunnel = WebSocketProxyTunnel(proxy: proxy, dial: dial)
        try pipeline.addHandler(HTTPRequestEncoder(), name: encoder)
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)), name: decoder)
        try pipeline.addHandler(tunnel)
        try pipeline.addHandler(
            NIOHTTP1ProxyConnectHandler(
                targetHost: target.host.contains(":") ? "[\(target.host)]" : target.host, targetPort: target.port,
                headers: headers, deadline: deadline, promise: connected))
        let bound = NIOLoopBound(tunnel, eventLoop: channel.eventLoop)
        connected.futureResult.flatMap {
            bound.value.isDecided = true
            return channel.pipeline.syncOperations.removeHandler(bound.value)
        }.flatMap {
            channel.pipeline.removeHandler(name: encoder)
        }.flatMap {
            channel.pipeline.removeHandler(name: decoder)
        }.flatMapThrowing {
            try ready(channel)
        }.whenFailure { error in
            // A refusal was told before, with its status.
            bound.value.fail(reason: "did not open a tunnel", cause: error)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        isConnected = true
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), !(200..<300 ~= head.status.code) {
            fail(
                reason: Self.reason(Int(head.status.code)), status: Int(head.status.code),
                headers: HTTPResponseBody.dictionary(head.headers))
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(reason: "closed the connection before it opened a tunnel")
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(
            reason: error is HTTPParserError
                ? "answered with something that is not HTTP" : "did not open a tunnel, since the connection broke",
            cause: error)
        context.close(promise: nil)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 407: "demands other credentials (HTTP 407)"
        case 403: "does not allow a tunnel to that server (HTTP 403)"
        default: "refused to open a tunnel (HTTP \(status))"
        }
    }

    private func fail(
        reason: String, status: Int? = nil, headers: [String: String] = [:], cause: (any Error)? = nil
    ) {
        // Whoever dials knows better why the proxy was not reached, and may be trying its next address.
        guard isConnected, !isDecided else { return }
        isDecided = true
        let failure = WebSocketHandshakeFailure(
            kind: .proxyRefused, status: status, headers: headers, cause: cause)
        dial.fail(
            LanguageModelError(
                .connection, "No connection to \(dial.peer): the \(proxy) \(reason).", httpStatus: status,
                isRetryable: status.map { $0 >= 500 || $0 == 429 }, replaySafety: .safe, underlying: failure))
    }
}
