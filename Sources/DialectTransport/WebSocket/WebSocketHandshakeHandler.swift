import Dialect
import DialectDeflate
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Asks for the upgrade, and either turns the channel into a WebSocket or keeps the whole refusal.
///
/// NIO's upgraders drop the answer that refuses, and the bytes that arrive together with the `101`.
final class WebSocketHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        case waiting
        case accepted(headers: [String: String], compression: DeflateParameters.AgreedByAnswer?)
        case rejected(HTTPResponseHead, body: ByteBuffer)
        case done
    }

    /// More of a refusal tells nothing more.
    private static let maximumBodySize = 65_536

    private var state = State.waiting
    private let head: HTTPRequestHead
    private let upgrader: NIOWebSocketClientUpgrader
    private let dial: WebSocketDial
    /// What was offered.
    private let compression: DeflateParameters?
    private let makeFrameHandler: (DeflateParameters.AgreedByAnswer?) -> WebSocketFrameHandler
    private let maximumFrameSize: Int

    init(
        head: HTTPRequestHead, dial: WebSocketDial, maximumFrameSize: Int, compression: DeflateParameters?,
        makeFrameHandler: @escaping (DeflateParameters.AgreedByAnswer?) -> WebSocketFrameHandler
    ) {
        var head = head
        // Used for the key and its check alone; the pipeline is changed here.
        upgrader = NIOWebSocketClientUpgrader { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        upgrader.addCustom(upgradeRequestHeaders: &head.headers)
        if let compression { head.headers.add(name: DeflateParameters.headerName, value: compression.offer) }
        self.compression = compression
        self.head = head
        self.dial = dial
        self.maximumFrameSize = min(maximumFrameSize, Int(UInt32.max))
        self.makeFrameHandler = makeFrameHandler
    }

    static func addHandlers(to channel: any Channel, _ handler: WebSocketHandshakeHandler) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTPRequestEncoder(), name: "http.encoder")
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)), name: "http.decoder")
        try pipeline.addHandler(handler)
    }

    /// Behind a proxy the connection is there before the handshake.
    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { ask(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        ask(context: context)
        context.fireChannelActive()
    }

    private func ask(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting): received(head)
        case (.body(var part), .rejected(let head, var body)):
            state = .done
            if let slice = part.readSlice(length: min(part.readableBytes, Self.maximumBodySize - body.readableBytes)) {
                body.writeImmutableBuffer(slice)
            }
            state = .rejected(head, body: body)
            if body.readableBytes >= Self.maximumBodySize { reject() }
        case (.end, .accepted(let headers, let compression)):
            upgrade(context: context, headers: headers, compression: compression)
        case (.end, .rejected): reject()
        default: break  // Of what follows a decision, nothing counts.
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .rejected: reject()
        case .waiting, .accepted:
            dial.fail(
                LanguageModelError(
                    .connection, "\(dial.peer) closed the connection before it answered the WebSocket handshake.",
                    replaySafety: .safe))
        case .done: break
        }
        state = .done
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .rejected = state {
            reject()
        } else if let error = error as? HTTPParserError, error != .invalidEOFState {
            state = .done
            dial.fail(
                WebSocketHandshakeFailure(kind: .protocolViolation, body: "not HTTP (\(error))", cause: error)
                    .error(peer: dial.peer))
        } else if !(error is HTTPParserError) {
            state = .done
            dial.fail(error)
        }
        context.close(promise: nil)
    }

    private func received(_ head: HTTPResponseHead) {
        guard head.status == .switchingProtocols else {
            state = .rejected(head, body: ByteBuffer())
            return
        }
        let headers = HTTPResponseBody.dictionary(head.headers)
        var fault: String? =
            if headers["upgrade"]?.lowercased() != "websocket" {
                "the header Upgrade is not websocket"
            } else if !(headers["connection"]?.lowercased().contains("upgrade") ?? false) {
                "the header Connection is not Upgrade"
            } else if !upgrader.shouldAllowUpgrade(upgradeResponse: head) {
                "the header Sec-WebSocket-Accept does not fit the key"
            } else if headers["sec-websocket-protocol"] != nil {
                "it chose a subprotocol that was not offered"
            } else {
                nil
            }
        var agreed: DeflateParameters.AgreedByAnswer?
        if fault == nil, let answer = headers["sec-websocket-extensions"] {
            do throws(DeflateNegotiationError) {
                agreed = try compression?.agreed(byAnswer: answer)
                if compression == nil { fault = "it chose an extension that was not offered" }
            } catch {
                fault = "the header Sec-WebSocket-Extensions does not fit the offer: \(error.reason)"
            }
        }
        if let fault {
            state = .done
            var failure = WebSocketHandshakeFailure(status: 101, headers: headers, body: fault)
            failure.kind = .protocolViolation
            dial.fail(failure.error(peer: dial.peer))
        } else {
            state = .accepted(headers: headers, compression: agreed)
        }
    }

    private func reject() {
        guard case .rejected(let head, let body) = state else { return }
        state = .done
        let failure = WebSocketHandshakeFailure(
            status: Int(head.status.code), headers: HTTPResponseBody.dictionary(head.headers),
            body: String(buffer: body))
        dial.fail(failure.error(peer: dial.peer))
    }

    private func upgrade(
        context: ChannelHandlerContext, headers: [String: String], compression: DeflateParameters.AgreedByAnswer?
    ) {
        state = .done
        let pipeline = context.pipeline.syncOperations
        let frames = makeFrameHandler(compression)
        let opened = WebSocketDial.Opened(
            channel: context.channel, handler: NIOLoopBound(frames, eventLoop: context.eventLoop), headers: headers)
        let dial = self.dial
        do {
            try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maximumFrameSize)))
            try pipeline.addHandler(frames)
        } catch {
            return dial.fail(error)
        }
        let channel = context.channel
        pipeline.removeHandler(context: context).flatMap {
            channel.pipeline.removeHandler(name: "http.encoder")
        }.flatMap {
            // Last, since it passes on what arrived together with the answer.
            channel.pipeline.removeHandler(name: "http.decoder")
        }.whenComplete { result in
            switch result {
            case .success:
                opened.handler.value.start()
                dial.succeed(opened)
            case .failure(let error): dial.fail(error)
            }
        }
    }
}
