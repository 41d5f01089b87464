import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP server on loopback: Bedrock, or a service that hands out credentials.
final class TestHTTPServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8] = []
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var bytes: [UInt8]

        init(status: Int = 200, headers: [String: String] = [:], bytes: [UInt8]) {
            self.status = status
            self.headers = headers
            self.bytes = bytes
        }

        init(status: Int = 200, headers: [String: String] = [:], body: String = "") {
            self.init(status: status, headers: headers, bytes: Array(body.utf8))
        }
    }

    private let channel: any Channel
    private let received: NIOLockedValueBox<[Request]>

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var requests: [Request] { received.withLockedValue { $0 } }

    private init(channel: any Channel, received: NIOLockedValueBox<[Request]>) {
        self.channel = channel
        self.received = received
    }

    /// Serves for the time of the call.
    static func run<Result>(
        answering answer: @escaping @Sendable (Request) -> Answer, _ body: (TestHTTPServer) async throws -> Result
    ) async throws -> Result {
        let received = NIOLockedValueBox<[Request]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(received: received, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = TestHTTPServer(channel: channel, received: received)
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let received: NIOLockedValueBox<[Request]>
        private let answer: @Sendable (Request) -> Answer
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(received: NIOLockedValueBox<[Request]>, answer: @escaping @Sendable (Request) -> Answer) {
            self.received = received
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let part): body += part.readableBytesView
            case .end:
                guard let head else { return }
                let fields = head.headers.map { ($0.name.lowercased(), $0.value) }
                let request = Request(
                    method: head.method.rawValue, path: head.uri,
                    headers: Dictionary(fields) { first, _ in first }, body: body)
                received.withLockedValue { $0.append(request) }
                write(answer(request), context)
            }
        }

        private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
            var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
            headers.add(name: "Content-Length", value: "\(answer.bytes.count)")
            let status = HTTPResponseStatus(statusCode: answer.status)
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
                promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.bytes)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
