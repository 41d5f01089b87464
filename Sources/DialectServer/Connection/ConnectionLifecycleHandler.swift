import NIOCore
import NIOWebSocket

/// Tells a connection of its channel's end and of room in its buffers, and stops reading while requests wait.
final class ConnectionLifecycleHandler: ChannelDuplexHandler {
    typealias InboundIn = Any
    typealias OutboundIn = Any

    private let connection: ServerConnection

    init(_ connection: ServerConnection) {
        self.connection = connection
    }

    func read(context: ChannelHandlerContext) {
        // The connection asks again when it has taken some; a client's end is noticed in the meantime too.
        if connection.hasRoom { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        connection.outlet.writabilityChanged(context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.mailbox.close()
        connection.outlet.closed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A refused upgrade is an ordinary request, answered with a status.
        if error is NIOWebSocketUpgradeError { return }
        // Broken TLS, HTTP or frames: what can be answered was answered by the handler that found out.
        context.close(promise: nil)
    }
}
