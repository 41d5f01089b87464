import Dialect
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on loopback that answers as a closure says, and keeps what it was asked.
final class JSONServer: Sendable {
    struct Request: Sendable {
        var method: String
        var target: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String

        var json: JSONValue? { try? JSONValue(parsing: body) }
    }

    struct Reply: Sendable {
        var status = 200
        var contentType = "application/json"
        var body: String

        init(_ body: String, status: Int = 200, contentType: String = "application/json") {
            self.body = body
            self.status = status
            self.contentType = contentType
        }
    }

    let port: Int
    private let received: NIOLockedValueBox<[Request]>

    var root: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { received.withLockedValue { $0 } }

    fileprivate init(port: Int, received: NIOLockedValueBox<[Request]>) {
        self.port = port
        self.received = received
    }
}

/// Serves while `body` runs.
func withJSONServer(
    _ reply: @escaping @Sendable (JSONServer.Request) -> JSONServer.Reply,
    _ body: (JSONServer) async throws -> Void
) async throws {
    let received = NIOLockedValueBox<[JSONServer.Request]>([])
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(ReplyHandler(received, reply))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    do {
        try await body(JSONServer(port: channel.localAddress?.port ?? 0, received: received))
    } catch {
        try await channel.close()
        throw error
    }
    try await channel.close()
}

private final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let received: NIOLockedValueBox<[JSONServer.Request]>
    private let reply: @Sendable (JSONServer.Request) -> JSONServer.Reply
    private var request = JSONServer.Request(method: "", target: "", headers: [:], body: "")

    init(
        _ received: NIOLockedValueBox<[JSONServer.Request]>,
        _ reply: @escaping @Sendable (JSONServer.Request) -> JSONServer.Reply
    ) {
        self.received = received
        self.reply = reply
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = JSONServer.Request(method: head.method.rawValue, target: head.uri, headers: [:], body: "")
            for (name, value) in head.headers { request.headers[name.lowercased()] = value }
        case .body(let bytes): request.body += String(buffer: bytes)
        case .end:
            received.withLockedValue { $0.append(request) }
            answer(reply(request), context)
        }
    }

    private func answer(_ reply: JSONServer.Reply, _ context: ChannelHandlerContext) {
        let body = ByteBuffer(string: reply.body)
        let headers: HTTPHeaders = [
            "content-type": reply.contentType, "content-length": String(body.readableBytes),
        ]
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
