import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Speaks RFC 6455 and hands messages to the connection.
final class WebSocketConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let connection: ServerConnection
    private let observer: ServerObserver
    private let handshake: HTTPRequestHead
    private var assembler: WebSocketMessageAssembler

    init(_ connection: ServerConnection, service: ServerService, handshake: HTTPRequestHead) {
        self.connection = connection
        self.handshake = handshake
        observer = service.observer
        assembler = WebSocketMessageAssembler(maximumMessageSize: service.maximumBodySize)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        observer.upgraded()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch assembler.received(unwrapInboundIn(data)) {
        case .message(let bytes):
            observer.received(
                ReceivedRequest(isWebSocket: true, headers: handshake.recordableHeaders, body: bytes),
                byteCount: bytes.count)
            connection.mailbox.push(.message(bytes))
        case .pong(let data):
            context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: data)), promise: nil)
        case .close(let code): close(code, context: context)
        case nil: break
        }
    }

    private func close(_ code: WebSocketErrorCode?, context: ChannelHandlerContext) {
        var data = ByteBuffer()
        if let code { data.write(webSocketErrorCode: code) }
        let channel = context.channel
        // Nothing may follow the close frame: the response in the making ends now.
        connection.outlet.closed()
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)))
            .whenComplete { _ in channel.close(promise: nil) }
    }
}
