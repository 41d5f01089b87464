import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Speaks RFC 6455 and hands messages to the connection.
final class WebSocketConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let connection: ServerConnection
    private let service: ServerService
    private let handshake: HTTPRequestHead
    private var assembler: WebSocketMessageAssembler
    private var expiry: Scheduled<Void>?

    init(_ connection: ServerConnection, service: ServerService, handshake: HTTPRequestHead) {
        self.connection = connection
        self.handshake = handshake
        self.service = service
        assembler = WebSocketMessageAssembler(maximumMessageSize: service.configuration.maximumBodySize)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        service.observer.upgraded()
        let operations = context.pipeline.syncOperations
        (try? operations.handler(type: WireMeter.self))?.isCounting = true
        if let lifetime = service.configuration.connectionLifetime {
            expiry = context.eventLoop.scheduleTask(in: TimeAmount(lifetime)) { [connection] in connection.expire() }
        }
        if let frames = try? operations.context(handlerType: WebSocketFrameEncoder.self) {
            connection.upgraded(frames: frames)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        expiry?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch assembler.received(unwrapInboundIn(data)) {
        case .message(let bytes):
            service.observer.received(
                ReceivedRequest(isWebSocket: true, headers: handshake.recordableHeaders, body: bytes),
                byteCount: bytes.count)
            connection.mailbox.push(.message(bytes))
        case .pong(let data):
            guard !connection.outlet.isFrozen else { return }
            context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: data)), promise: nil)
        case .close(let code): close(code, context: context)
        case nil: break
        }
    }

    private func close(_ code: WebSocketErrorCode?, context: ChannelHandlerContext) {
        guard !connection.outlet.isFrozen else { return }
        guard !connection.outlet.isEnding else {
            // The client has answered the server's close frame.
            context.close(promise: nil)
            return
        }
        var data = ByteBuffer()
        if let code { data.write(webSocketErrorCode: code) }
        let channel = context.channel
        // Nothing may follow the close frame: the response in the making ends now.
        connection.outlet.closed()
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)))
            .whenComplete { _ in channel.close(promise: nil) }
    }
}
