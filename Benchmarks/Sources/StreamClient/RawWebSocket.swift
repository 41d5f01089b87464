import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A WebSocket over NIO's handlers and nothing else.
enum RawWebSocket {
    static func run(_ arguments: Arguments, _ meter: Meter, reader: some EventReader & Sendable) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let upgraded = loop.makePromise(of: Void.self)
        let handler = NIOLoopBoundBox.makeBoxSendingValue(Handler(meter: meter, reader: reader), eventLoop: loop)
        let channel = try ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrader = NIOWebSocketClientUpgrader(
                        maxFrameSize: 1 << 24,
                        upgradePipelineHandler: { channel, _ in
                            channel.eventLoop.makeCompletedFuture {
                                try channel.pipeline.syncOperations.addHandler(handler.value)
                                upgraded.succeed()
                            }
                        })
                    try channel.pipeline.syncOperations.addHTTPClientHandlers(
                        withClientUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
                }
            }
            .connect(host: "127.0.0.1", port: arguments.port).wait()
        let headers: HTTPHeaders = ["host": "127.0.0.1:\(arguments.port)", "content-length": "0"]
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v1/responses", headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        try upgraded.futureResult.wait()
        for _ in 0..<arguments.requests {
            meter.requesting()
            try loop.flatSubmit { handler.value.request(arguments.model, on: channel) }.wait()
        }
        try channel.close().wait()
    }

    private final class Handler<Reader: EventReader>: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame

        private let meter: Meter
        private var reader: Reader
        private var done: EventLoopPromise<Void>?

        init(meter: Meter, reader: Reader) {
            self.meter = meter
            self.reader = reader
        }

        func request(_ model: String, on channel: any Channel) -> EventLoopFuture<Void> {
            let promise = channel.eventLoop.makePromise(of: Void.self)
            done = promise
            let message = ByteBuffer(string: requestBody(model, type: "response.create"))
            channel.writeAndFlush(
                WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: message), promise: nil)
            return promise.futureResult
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            guard frame.opcode == .text else { return }
            switch frame.data.withUnsafeReadableBytes({ reader.read($0) }) {
            case .delta(let delta): meter.consumed(delta)
            case .completed: done?.succeed()
            case .other: break
            }
        }
    }
}
