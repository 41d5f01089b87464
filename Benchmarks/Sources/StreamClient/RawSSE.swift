import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Server-sent events over NIO's HTTP client handlers and nothing else.
enum RawSSE {
    static func run(_ arguments: Arguments, _ meter: Meter, reader: some EventReader & Sendable) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let handler = NIOLoopBoundBox.makeBoxSendingValue(
            Handler(port: arguments.port, meter: meter, reader: reader), eventLoop: loop)
        let channel = try ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .connect(host: "127.0.0.1", port: arguments.port).wait()
        for _ in 0..<arguments.requests {
            meter.requesting()
            try loop.flatSubmit { handler.value.request(arguments.model, on: channel) }.wait()
        }
        try channel.close().wait()
    }

    private final class Handler<Reader: EventReader>: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart

        private let port: Int
        private let meter: Meter
        private var reader: Reader
        /// The beginning of a line whose end has not come yet.
        private var rest = ByteBuffer()
        private var done: EventLoopPromise<Void>?

        init(port: Int, meter: Meter, reader: Reader) {
            self.port = port
            self.meter = meter
            self.reader = reader
        }

        func request(_ model: String, on channel: any Channel) -> EventLoopFuture<Void> {
            let promise = channel.eventLoop.makePromise(of: Void.self)
            done = promise
            let body = ByteBuffer(string: requestBody(model))
            let headers: HTTPHeaders = [
                "host": "127.0.0.1:\(port)", "content-type": "application/json",
                "content-length": "\(body.readableBytes)",
            ]
            let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/responses", headers: headers)
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
            return promise.futureResult
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head: break
            case .body(var part):
                if rest.readableBytes > 0 {
                    rest.writeBuffer(&part)
                    swap(&rest, &part)
                    rest.clear()
                }
                let read = part.withUnsafeReadableBytes(readLines)
                part.moveReaderIndex(forwardBy: read)
                if part.readableBytes > 0 { rest = part }
            case .end: done?.succeed()
            }
        }

        /// Reads the complete lines of `bytes` and returns how many bytes they were.
        private func readLines(_ bytes: UnsafeRawBufferPointer) -> Int {
            guard let base = bytes.baseAddress else { return 0 }
            var start = 0
            while let end = memchr(base + start, 0x0A, bytes.count - start) {
                let count = UnsafeRawPointer(end) - (base + start)
                if count > 6, memcmp(base + start, "data: ", 6) == 0 {
                    let event = UnsafeRawBufferPointer(start: base + start + 6, count: count - 6)
                    if case .delta(let delta) = reader.read(event) { meter.consumed(delta) }
                }
                start += count + 1
            }
            return start
        }
    }
}

/// What is sent, over either transport.
func requestBody(_ model: String, type: String? = nil) -> String {
    let kind = type.map { #""type":"\#($0)","# } ?? #""stream":true,"#
    return #"{\#(kind)"model":"\#(model)","input":[{"role":"user","content":"Tell me a story."}]}"#
}
