import NIOCore

/// Holds all bytes for half a round trip in each direction, as a distant network does: later ones do not wait for
/// earlier ones to be answered. It stands at the head of the pipeline, so that TLS and handshakes are delayed too.
final class NetworkDelayHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Inbound {
        case read(ByteBuffer)
        case readComplete
        case event(Any)
    }

    private enum Outbound {
        case write(ByteBuffer, EventLoopPromise<Void>?)
        case flush
        case close(CloseMode, EventLoopPromise<Void>?)
    }

    private let half: TimeAmount
    private var inbound = CircularBuffer<(due: NIODeadline, step: Inbound)>()
    private var outbound = CircularBuffer<(due: NIODeadline, step: Outbound)>()
    private var isInboundScheduled = false
    private var isOutboundScheduled = false
    /// The first bytes wait for one round trip more: the one in which TCP would have connected.
    private var connected: NIODeadline?

    init(roundTrip: Duration) {
        half = TimeAmount(roundTrip / 2)
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { receive(.read(unwrapInboundIn(data)), context) }
    func channelReadComplete(context: ChannelHandlerContext) { receive(.readComplete, context) }
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) { receive(.event(event), context) }

    func channelInactive(context: ChannelHandlerContext) {
        // The pipeline is taken apart now: what is under way arrives at once, or never.
        while let (_, step) = inbound.popFirst() { perform(step, context) }
        while let (_, step) = outbound.popFirst() { fail(step) }
        context.fireChannelInactive()
    }

    private func receive(_ step: Inbound, _ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        let connected = connected ?? now + half * 2
        self.connected = connected
        inbound.append((max(now, connected) + half, step))
        if !isInboundScheduled { scheduleInbound(context) }
    }

    private func scheduleInbound(_ context: ChannelHandlerContext) {
        isInboundScheduled = !inbound.isEmpty
        guard let due = inbound.first?.due else { return }
        context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            let now = context.eventLoop.now
            while let (due, step) = self.inbound.first, due <= now {
                self.inbound.removeFirst()
                self.perform(step, context)
            }
            self.scheduleInbound(context)
        }
    }

    private func perform(_ step: Inbound, _ context: ChannelHandlerContext) {
        switch step {
        case .read(let bytes): context.fireChannelRead(wrapInboundOut(bytes))
        case .readComplete: context.fireChannelReadComplete()
        case .event(let event): context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Outbound

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        send(.write(unwrapOutboundIn(data), promise), context)
    }

    func flush(context: ChannelHandlerContext) { send(.flush, context) }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        send(.close(mode, promise), context)
    }

    private func send(_ step: Outbound, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return perform(step, context) }
        outbound.append((context.eventLoop.now + half, step))
        if !isOutboundScheduled { scheduleOutbound(context) }
    }

    private func scheduleOutbound(_ context: ChannelHandlerContext) {
        isOutboundScheduled = !outbound.isEmpty
        guard let due = outbound.first?.due else { return }
        context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            let now = context.eventLoop.now
            while let (due, step) = self.outbound.first, due <= now {
                self.outbound.removeFirst()
                self.perform(step, context)
            }
            self.scheduleOutbound(context)
        }
    }

    private func perform(_ step: Outbound, _ context: ChannelHandlerContext) {
        switch step {
        case .write(let bytes, let promise): context.write(wrapOutboundOut(bytes), promise: promise)
        case .flush: context.flush()
        case .close(let mode, let promise): context.close(mode: mode, promise: promise)
        }
    }

    private func fail(_ step: Outbound) {
        switch step {
        case .write(_, let promise): promise?.fail(ChannelError.ioOnClosedChannel)
        case .flush: break
        case .close(_, let promise): promise?.fail(ChannelError.alreadyClosed)
        }
    }
}
