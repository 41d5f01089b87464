import NIOCore
import NIOHTTP1
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes the steps of replies to a channel, on its event loop.
final class ReplyWriter {
    /// How long a client may take to answer a close frame.
    private static let closeTimeout = TimeAmount.seconds(5)

    /// Writes bytes below NIO's encoder of frames, which makes lawful frames only; nil before the upgrade.
    var frames: ChannelHandlerContext?
    /// Whether what is still written goes nowhere: a flush between two pieces may end the connection.
    private var isClosed = false
    /// Nil where the handshake agreed on none.
    var compression: MessageCompression?
    private let channel: any Channel
    /// What goes out with the next write: frames, or a body of HTTP.
    private var buffer = ByteBuffer()

    init(_ channel: any Channel) {
        self.channel = channel
    }

    func closed() {
        isClosed = true
        frames = nil
    }

    func write(_ actions: [ReplyAction]) {
        for action in actions { write(action) }
        writeBuffer()
    }

    private func write(_ action: ReplyAction) {
        switch action {
        case .message(let bytes): (compression?.frame(bytes) ?? ServerFrame(.text, bytes)).write(to: &buffer)
        case .frame(let frame): frame.write(to: &buffer)
        case .pieces(let frame, let byteCount): write(frame, inPiecesOf: byteCount)
        case .body(let bytes): buffer.writeBytes(bytes)
        case .head(let status, let headers):
            writeBuffer()
            channel.write(HTTPServerResponsePart.head(Self.head(status, headers)), promise: nil)
        case .end(let closesConnection):
            writeBuffer()
            let (channel, written) = (channel, channel.eventLoop.makePromise(of: Void.self))
            if closesConnection { written.futureResult.whenComplete { _ in channel.close(promise: nil) } }
            channel.write(HTTPServerResponsePart.end(nil), promise: written)
        case .close(let code):
            ServerFrame.close(code).write(to: &buffer)
            // The client closes, or is closed.
            channel.eventLoop.scheduleTask(in: Self.closeTimeout) { [channel] in channel.close(promise: nil) }
        case .drop(let isReset): drop(isReset: isReset)
        case .freeze: writeBuffer()
        }
    }

    private func writeBuffer(promise: EventLoopPromise<Void>? = nil) {
        guard buffer.readableBytes > 0 || promise != nil else { return }
        if isClosed {
            promise?.fail(ChannelError.alreadyClosed)
        } else if let frames {
            frames.write(NIOAny(buffer), promise: promise)
        } else {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: promise)
        }
        buffer = ByteBuffer()
    }

    private func write(_ frame: ServerFrame, inPiecesOf byteCount: Int) {
        var whole = ByteBuffer()
        frame.write(to: &whole)
        while let piece = whole.readSlice(length: min(max(1, byteCount), whole.readableBytes)),
            piece.readableBytes > 0
        {
            buffer.writeImmutableBuffer(piece)
            writeBuffer()
            channel.flush()
        }
    }

    /// Ends TCP without a close frame, and without TLS's goodbye.
    private func drop(isReset: Bool) {
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            let operations = self.channel.pipeline.syncOperations
            func close() {
                if let tls = try? operations.context(handlerType: NIOSSLServerHandler.self) {
                    tls.close(promise: nil)
                } else {
                    self.channel.close(promise: nil)
                }
            }
            guard isReset, let options = self.channel as? any SocketOptionProvider else { return close() }
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in close() }
        }
        // A handshake that is dropped has written nothing.
        if frames == nil { written.succeed() } else { writeBuffer(promise: written) }
    }

    private static func head(_ status: Int, _ headers: [ReplyAction.Header]) -> HTTPResponseHead {
        HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status),
            headers: HTTPHeaders(headers.map { ($0.name, $0.value) }))
    }
}
