import NIOCore
import NIOHTTP1

/// Joins the pieces of a response's body that one read from the socket brought.
///
/// A server that streams sends each event as a chunk of its own, and AsyncHTTPClient spends some nine thousand
/// instructions on each piece that it hands over, several times what all else costs. Nothing waits: what was read is
/// passed on when the read is complete.
final class BodyPartJoiner: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// Beyond this, in bytes, a piece is large enough for its cost not to matter.
    private static let enough = 65_536

    private var joined: ByteBuffer?

    /// Puts a joiner behind the decoder of a connection of AsyncHTTPClient.
    static func install(in channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            // Behind another decoder the connection works all the same, only dearer.
            guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self) else {
                return
            }
            try pipeline.addHandler(BodyPartJoiner(), position: .after(decoder))
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .body(var part) = unwrapInboundIn(data) else {
            pass(context)
            context.fireChannelRead(data)
            return
        }
        if joined == nil { joined = part } else { joined?.writeBuffer(&part) }
        if let joined, joined.readableBytes >= Self.enough { pass(context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        pass(context)
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        pass(context)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pass(context)
        context.fireChannelInactive()
    }

    private func pass(_ context: ChannelHandlerContext) {
        guard let part = joined else { return }
        joined = nil
        context.fireChannelRead(wrapInboundOut(.body(part)))
    }
}
