import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers every POST with a script as server-sent events, each event a chunk of its own.
final class SSEHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let scripts: Scripts
    private let notes: Notes
    private var body = ByteBuffer()

    init(scripts: Scripts, notes: Notes) {
        self.scripts = scripts
        self.notes = notes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let order = Order(request: body) else {
            let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: ["content-length": "0"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        let script = scripts.script(for: order)
        let headers: HTTPHeaders = [
            "content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked",
            "x-request-id": "req_canned",
        ]
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        Playback(script: script, isPaced: order.isPaced, notes: notes).play(
            on: context.eventLoop,
            send: { context.write(self.wrapOutboundOut(.body(.byteBuffer(script.framed[$0]))), promise: nil) },
            flush: { context.flush() },
            end: { context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil) })
    }
}

/// Answers every text message with a script, each event a frame of its own.
final class WebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let scripts: Scripts
    private let notes: Notes

    init(scripts: Scripts, notes: Notes) {
        self.scripts = scripts
        self.notes = notes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .ping:
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)), promise: nil)
        case .connectionClose:
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData)),
                promise: nil)
            context.close(promise: nil)
        case .text:
            guard let order = Order(request: frame.unmaskedData) else { return context.close(promise: nil) }
            let script = scripts.script(for: order)
            Playback(script: script, isPaced: order.isPaced, notes: notes).play(
                on: context.eventLoop,
                send: { index in
                    let frame = WebSocketFrame(fin: true, opcode: .text, data: script.payloads[index])
                    context.write(self.wrapOutboundOut(frame), promise: nil)
                },
                flush: { context.flush() },
                end: {})
        default: break
        }
    }
}

/// Takes notes: a byte `d` for each delta consumed; `q` asks for the summary.
final class NotesHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let notes: Notes

    init(notes: Notes) { self.notes = notes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        notes.consumed(bytes.count { $0 == UInt8(ascii: "d") })
        if bytes.contains(UInt8(ascii: "q")) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: notes.summary)), promise: nil)
        }
    }
}
