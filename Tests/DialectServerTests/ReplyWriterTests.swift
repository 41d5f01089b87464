import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import DialectServer

struct ReplyWriterTests {
    /// A client that is gone when the first bytes are flushed. Like NIO's encoder, it does not survive parts of HTTP.
    private final class LeavingClient: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        var byteCount = 0

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            byteCount += unwrapOutboundIn(data).readableBytes
            promise?.succeed()
        }

        func flush(context: ChannelHandlerContext) {
            context.close(promise: nil)
            // Unlike a socket's, this channel is closed with the next turn of its loop.
            (context.channel as? EmbeddedChannel)?.embeddedEventLoop.run()
        }
    }

    private final class Frames: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
    }

    @Test func nothingFollowsAPieceWithWhichTheConnectionEnds() throws {
        let channel = EmbeddedChannel()
        let client = LeavingClient()
        try channel.pipeline.syncOperations.addHandlers([client, Frames()])
        let writer = ReplyWriter(channel)
        writer.frames = try channel.pipeline.syncOperations.context(handlerType: Frames.self)
        channel.closeFuture.assumeIsolated().whenComplete { _ in writer.closed() }
        writer.write([.pieces(ServerFrame(.text, Array("before and after".utf8)), byteCount: 5)])
        #expect(client.byteCount == 5)
    }
}
