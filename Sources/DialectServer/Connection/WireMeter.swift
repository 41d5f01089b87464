import NIOCore

/// Counts the bytes of a WebSocket as they are on the wire, inside of TLS: frames' headers included, compressed
/// messages as they are.
final class WireMeter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let observer: ServerObserver
    /// Whether the connection speaks WebSocket; handshakes are not counted.
    var isCounting = false

    init(_ observer: ServerObserver) {
        self.observer = observer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isCounting { observer.metered(received: unwrapInboundIn(data).readableBytes) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isCounting { observer.metered(sent: unwrapOutboundIn(data).readableBytes) }
        context.write(data, promise: promise)
    }
}
