import Dialect
import DialectDeflate
import NIOCore
import NIOSSL
import NIOWebSocket
import Synchronization

/// The event loop's end of a WebSocket: drives the message machine, answers pings, keeps the connection alive, stops
/// reading when the consumer is slow, and hands the messages of a read burst over at once.
final class WebSocketFrameHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketOutgoingMessage
    typealias OutboundOut = ByteBuffer

    private enum Phase { case open, closing, closed }

    /// What a read burst brought. In one place, since each access to a property of a class is checked.
    private struct Inbound {
        var machine: WebSocketMessageMachine
        var messages: [ByteBuffer] = []
        var traffic = WebSocketTraffic()

        /// - Returns: What is left to do; nothing for a message that is kept here.
        mutating func received(_ frame: WebSocketFrame, observe: ((ByteBuffer, Bool) -> Void)?)
            -> WebSocketMessageMachine.Action
        {
            let count = frame.data.readableBytes
            traffic.wireBytesReceived += count + WebSocketFrameWriter.headerSize(payload: count)
            let action = machine.received(
                WebSocketMessageMachine.Frame(
                    opcode: UInt8(webSocketOpcode: frame.opcode), isFinal: frame.fin,
                    isCompressed: frame.rsv1, hasReservedBits: frame.rsv2 || frame.rsv3, isMasked: frame.maskKey != nil,
                    payload: frame.data))
            guard case .deliver(let message, let isBinary) = action else { return action }
            traffic.bytesReceived += message.readableBytes
            observe?(message, isBinary)
            messages.append(message)
            return .none
        }
    }

    private let link: WebSocketLink
    private let configuration: WebSocketConfiguration
    private var inbound: Inbound
    private let deflater: WebSocketDeflater?
    /// Reads are only stopped between two bursts: what one burst may be inflated to must have an end of its own.
    private let maximumBurstSize: Int
    private var context: ChannelHandlerContext?
    private var phase = Phase.open
    /// What came before the pipeline was ready for answers.
    private var early: [Result<WebSocketFrame, any Error>]? = []

    private var isPaused = false
    private var isReadPending = false

    private var lastRead = NIODeadline.now()
    private var keepAlive: KeepAlive
    private var keepAliveTimer: Scheduled<Void>?
    private var closeTimer: Scheduled<Void>?
    private var pendingWriteCount = 0
    private var owedPong: ByteBuffer?

    /// - Parameter compression: What was agreed on, if anything was.
    init(
        link: WebSocketLink, configuration: WebSocketConfiguration,
        compression: DeflateParameters.AgreedByAnswer? = nil
    ) {
        self.link = link
        self.configuration = configuration
        inbound = Inbound(
            machine: WebSocketMessageMachine(
                maximumMessageSize: configuration.maximumMessageSize,
                inflater: compression.map {
                    let side = $0.parameters.server
                    return RawInflater(windowBits: side.windowBits, keepsContext: side.keepsContext)
                }))
        maximumBurstSize =
            compression == nil ? .max : max(2 * min(configuration.maximumMessageSize, .max / 2), 64 << 20)
        deflater = compression.flatMap { WebSocketDeflater($0, configuration: configuration.compression) }
        keepAlive = KeepAlive(pongTimeout: TimeAmount(bounded: configuration.pongTimeout))
    }

    // MARK: Lifetime

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    /// The handlers of HTTP, which could not bear a frame on its way out, are gone.
    func start() {
        guard let early else { return }
        self.early = nil
        for event in early {
            switch event {
            case .success(let frame): received(frame)
            case .failure(let error): failed(error)
            }
        }
        handOver()
        context?.flush()
        lastRead = .now()
        scheduleKeepAlive(at: keepAliveDue)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        keepAliveTimer?.cancel()
        closeTimer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        start()
        handOver()
        lost(nil)
        phase = .closed
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if early == nil { failed(error) } else { early?.append(.failure(error)) }
    }

    private func failed(_ error: any Error) {
        handOver()
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            fail(
                code: WebSocketCloseStatus.tooBig,
                "a message of more than \(configuration.maximumMessageSize) bytes")
        case let error as NIOWebSocketError: fail(code: WebSocketCloseStatus.protocolError, "\(error)")
        case NIOSSLError.uncleanShutdown: break  // The end of the connection follows and says the same.
        default:
            lost(error)
            context?.close(promise: nil)
        }
    }

    private func lost(_ error: (any Error)?) {
        let status = WebSocketCloseStatus(code: WebSocketCloseStatus.abnormal, isByServer: true)
        let cause = error.map { " (\($0))" } ?? ""
        link.end(
            LanguageModelError(.connection, "\(status) The server was \(link.peer)\(cause).", underlying: status),
            status)
    }

    // MARK: Receiving

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if early == nil { received(frame) } else { early?.append(.success(frame)) }
    }

    private func received(_ frame: WebSocketFrame) {
        let action = inbound.received(frame, observe: configuration.observeMessage)
        if inbound.traffic.bytesReceived > maximumBurstSize {
            inbound.machine.stop()
            handOver()
            fail(code: WebSocketCloseStatus.tooBig, "more than \(maximumBurstSize) bytes of messages at once")
        } else {
            perform(action)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        lastRead = .now()
        if early == nil {
            handOver()
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    /// Gives what was received to whom it belongs.
    func handOver() {
        // Whoever hears of a message may close the connection, which comes back here.
        var burst: [ByteBuffer] = []
        swap(&burst, &inbound.messages)
        let traffic = inbound.traffic
        inbound.traffic = WebSocketTraffic()
        let full = link.deliver(&burst, received: traffic)
        if inbound.messages.isEmpty { swap(&burst, &inbound.messages) }
        guard let full, let context, !isPaused else { return }
        isPaused = true
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        full.notifyWhenRoom {
            loopBound.execute { $0.resumeReading() }
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            isReadPending = true
        } else {
            context.read()
        }
    }

    private func resumeReading() {
        isPaused = false
        // While nothing was read nothing could be heard either.
        lastRead = .now()
        keepAlive.reset()
        guard isReadPending else { return }
        isReadPending = false
        context?.read()
    }

    private func perform(_ action: WebSocketMessageMachine.Action) {
        switch action {
        case .none, .receivedPong, .deliver: break
        case .sendPong(let payload): sendPong(payload)
        case .close(let code, let reason): receivedClose(code: code, reason: reason)
        case .fail(let code, let what):
            handOver()
            fail(code: code, what)
        }
    }

    private func receivedClose(code: UInt16?, reason: String) {
        handOver()
        let status = WebSocketCloseStatus(
            code: code ?? WebSocketCloseStatus.noCode, reason: reason, isByServer: true)
        link.end(
            LanguageModelError(
                .connection, "\(status)", isRetryable: code != WebSocketCloseStatus.tooBig, underlying: status), status)
        guard phase == .open else {
            context?.close(promise: nil)
            return
        }
        writeClose(code.map { WebSocketCloseStatus(code: $0, isByServer: false) })
    }

    private func fail(code: UInt16, _ what: String) {
        let status = WebSocketCloseStatus(code: code, reason: what, isByServer: false)
        link.end(
            LanguageModelError(
                .protocolViolation, "\(link.peer) broke the WebSocket protocol: \(what).", underlying: status), status)
        if phase == .open { writeClose(status) }
        context?.close(promise: nil)
    }

    // MARK: Sending

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let message = unwrapOutboundIn(data)
        guard phase == .open else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let frame: ByteBuffer
        do {
            frame = try self.frame(message, allocator: context.channel.allocator)
        } catch {
            promise?.fail(error)
            return
        }
        message.isWritten.store(true, ordering: .relaxed)
        pendingWriteCount += 1
        let promise = promise ?? context.eventLoop.makePromise()
        promise.futureResult.assumeIsolated().whenComplete { _ in self.pendingWriteCount -= 1 }
        send(frame, messageSize: message.payload.count, context: context, promise: promise)
    }

    private func frame(_ message: WebSocketOutgoingMessage, allocator: ByteBufferAllocator) throws -> ByteBuffer {
        let opcode: WebSocketFrameWriter.Opcode = message.isBinary ? .binary : .text
        return try message.payload.withUnsafeBytes { payload in
            guard let compressed = try deflater?.compress(payload, allocator: allocator) else {
                return WebSocketFrameWriter.frame(opcode, payload, allocator: allocator)
            }
            return WebSocketFrameWriter.frame(opcode, compressed, isCompressed: true, allocator: allocator)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let payload = owedPong {
            owedPong = nil
            sendPong(payload)
            context.flush()
        }
        context.fireChannelWritabilityChanged()
    }

    private func sendPong(_ payload: ByteBuffer) {
        guard let context, phase == .open else { return }
        // A peer that pings and does not read must not fill the memory: only the last ping needs an answer.
        if context.channel.isWritable {
            send(.pong, payload, context: context)
        } else {
            owedPong = payload
        }
    }

    private func send(
        _ opcode: WebSocketFrameWriter.Opcode, _ payload: ByteBuffer, context: ChannelHandlerContext
    ) {
        let frame = WebSocketFrameWriter.frame(opcode, payload, allocator: context.channel.allocator)
        send(frame, messageSize: 0, context: context, promise: nil)
    }

    /// - Parameter messageSize: Of a message before compression; 0 for a control frame.
    private func send(
        _ frame: ByteBuffer, messageSize: Int, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?
    ) {
        var sent = WebSocketTraffic()
        sent.wireBytesSent = frame.readableBytes
        sent.bytesSent = messageSize
        link.sent(sent)
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    // MARK: Closing

    /// Begins the closing handshake; the channel closes with its end, or when the server takes too long.
    func close(code: UInt16, reason: String) {
        guard phase == .open else { return }
        let status = WebSocketCloseStatus(code: code, reason: reason, isByServer: false)
        link.end(LanguageModelError(.connection, "\(status)", replaySafety: .safe, underlying: status), status)
        writeClose(status)
    }

    /// Nobody wants the connection any more: it is closed without waiting for anything.
    func abandon() {
        close(code: WebSocketCloseStatus.goingAway, reason: "")
        context?.close(promise: nil)
    }

    private func writeClose(_ status: WebSocketCloseStatus?) {
        guard let context else { return }
        phase = .closing
        keepAliveTimer?.cancel()
        var payload = ByteBuffer()
        if let status {
            payload.writeInteger(status.code)
            // A control frame holds 125 bytes; the code takes two, and a character is not cut in half.
            var reason = status.reason
            while reason.utf8.count > 123 { reason.removeLast() }
            payload.writeString(reason)
        }
        send(.close, payload, context: context)
        context.flush()
        let channel = context.channel
        closeTimer = context.eventLoop.scheduleTask(in: TimeAmount(bounded: configuration.closeTimeout)) {
            channel.close(promise: nil)
        }
    }

    // MARK: Keep-alive

    private var keepAliveDue: NIODeadline? {
        configuration.pingInterval.map { lastRead + TimeAmount(bounded: $0) }
    }

    private func scheduleKeepAlive(at instant: NIODeadline?) {
        guard let instant, let context, phase == .open else { return }
        keepAliveTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: instant) { [weak self] () -> Void in
            self?.keepAliveTimerFired()
        }
    }

    private func keepAliveTimerFired() {
        guard let context, let interval = configuration.pingInterval, phase == .open else { return }
        let action = keepAlive.timerFired(
            now: .now(), lastRead: lastRead, interval: TimeAmount(bounded: interval), isPaused: isPaused,
            unsentBytes: pendingWriteCount == 0
                ? 0 : (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0)
        switch action {
        case .wait(let until): scheduleKeepAlive(at: until)
        case .ping(let until):
            send(.ping, ByteBuffer(), context: context)
            context.flush()
            scheduleKeepAlive(at: until)
        case .close:
            let status = WebSocketCloseStatus(code: WebSocketCloseStatus.abnormal, isByServer: true)
            link.end(
                LanguageModelError(
                    .connection,
                    "\(link.peer) did not answer a ping within \(configuration.pongTimeout); the WebSocket is dead.",
                    underlying: status), status)
            context.close(promise: nil)
        }
    }
}
