import DialectDeflate
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
    private let compression: MessageCompression?
    private var expiry: Scheduled<Void>?
    private var isClosed = false

    /// - Parameter compression: What the handshake has agreed on.
    init(
        _ connection: ServerConnection, service: ServerService, handshake: HTTPRequestHead,
        compression: DeflateParameters?
    ) {
        self.connection = connection
        self.handshake = handshake
        self.service = service
        self.compression = compression.map(MessageCompression.init)
        assembler = WebSocketMessageAssembler(
            maximumMessageSize: service.configuration.maximumBodySize, allowsCompression: compression != nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        service.observer.upgraded()
        context.channel.closeFuture.whenComplete { [service] _ in service.observer.closedWebSocket() }
        let operations = context.pipeline.syncOperations
        (try? operations.handler(type: WireMeter.self))?.isCounting = true
        if let lifetime = service.configuration.connectionLifetime {
            expiry = context.eventLoop.scheduleTask(in: TimeAmount(lifetime)) { [connection] in connection.expire() }
        }
        if let frames = try? operations.context(handlerType: WebSocketFrameEncoder.self) {
            connection.upgraded(frames: frames, compression: compression)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        expiry?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch assembler.received(unwrapInboundIn(data)) {
        case .message(let bytes): receive(bytes)
        case .compressed(let bytes, let isText): receive(compressed: bytes, isText: isText, context: context)
        case .pong(let data):
            guard !connection.outlet.isFrozen else { return }
            context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: data)), promise: nil)
        case .close(let code): close(code, context: context)
        case nil: break
        }
    }

    private func receive(_ bytes: [UInt8]) {
        service.observer.received(
            ReceivedRequest(
                method: "GET", path: handshake.uri, isWebSocket: true, headers: handshake.recordableHeaders, body: bytes
            ),
            byteCount: bytes.count)
        connection.mailbox.push(.message(bytes))
    }

    private func receive(compressed bytes: [UInt8], isText: Bool, context: ChannelHandlerContext) {
        guard let compression, !isClosed else { return }
        do {
            let message = try compression.message(bytes, limit: service.configuration.maximumBodySize)
            if isText, String(validating: message, as: UTF8.self) == nil {
                return close(.dataInconsistentWithMessage, context: context)
            }
            receive(message)
        } catch DeflateError.tooLong {
            close(.messageTooLarge, context: context)
        } catch {
            close(.dataInconsistentWithMessage, context: context)
        }
    }

    private func close(_ code: WebSocketErrorCode?, context: ChannelHandlerContext) {
        guard !connection.outlet.isFrozen else { return }
        isClosed = true
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
