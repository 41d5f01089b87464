import Measuring
import NIOCore
import NIOWebSocket

/// Answers each text message with a response of its own, beside the others of the connection.
///
/// When the client closes the connection, be it by a close frame or by the end of TCP, it reports `gone`, the tags of
/// the responses under way and the time.
final class LaneHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// Fifty deltas a second.
    private static let pace = TimeAmount.milliseconds(20)
    private var tags: Set<String> = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .ping: send(frame.unmaskedData, .pong, context)
        case .connectionClose:
            left()
            send(frame.unmaskedData, .connectionClose, context)
            context.close(promise: nil)
        case .text:
            guard let answer = LaneAnswer(request: String(buffer: frame.unmaskedData)) else {
                return context.close(promise: nil)
            }
            tags.insert(answer.tag)
            for event in answer.opening { send(ByteBuffer(string: event), .text, context) }
            step(answer, 0, context, start: .now())
        default: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { left() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) { left() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Sends a delta, and the others by a clock that does not drift: a server that was late catches up.
    private func step(_ answer: LaneAnswer, _ index: Int, _ context: ChannelHandlerContext, start: NIODeadline) {
        guard context.channel.isActive else { return }
        guard index < answer.count else {
            for event in answer.ending { send(ByteBuffer(string: event), .text, context) }
            tags.remove(answer.tag)
            return
        }
        send(ByteBuffer(string: answer.delta(index)), .text, context)
        context.eventLoop.assumeIsolated().scheduleTask(deadline: start + Self.pace * (index + 1)) {
            self.step(answer, index + 1, context, start: start)
        }
    }

    private func send(_ data: ByteBuffer, _ opcode: WebSocketOpcode, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    private func left() {
        guard !tags.isEmpty else { return }
        let now = ThisProcess.nanoseconds
        for tag in tags { ThisProcess.report("gone \(tag) \(now)") }
        tags = []
    }
}
