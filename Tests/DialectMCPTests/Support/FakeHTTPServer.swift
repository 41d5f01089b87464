import Dialect
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

@testable import DialectMCP

/// An HTTP server on loopback whose answers a test writes.
final class FakeHTTPServer: Sendable {
    struct Request: Sendable {
        var method: String
        var headers: HTTPHeaders
        var body: String
        /// The message in the body.
        var message: JSONRPCMessage? {
            try? Array(body.utf8).withUnsafeBytes { try JSONRPCMessage.parse($0) }.first
        }
    }

    /// Where an answer is written.
    final class Answer: Sendable {
        private let channel: any Channel

        init(_ channel: any Channel) { self.channel = channel }

        func begin(_ status: HTTPResponseStatus = .ok, _ headers: [(String, String)] = []) {
            channel.write(
                HTTPServerResponsePart.head(.init(version: .http1_1, status: status, headers: .init(headers))),
                promise: nil)
        }

        func write(_ text: String) {
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
        }

        /// The same text until the connection ends.
        func flood(_ text: String) {
            let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text)))
            channel.writeAndFlush(part).whenSuccess { self.channel.eventLoop.execute { self.flood(text) } }
        }

        func end() { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }

        /// The network fails.
        func drop() { channel.close(promise: nil) }

        func send(_ status: HTTPResponseStatus, _ body: String = "", _ headers: [(String, String)] = []) {
            begin(status, headers + [("Content-Length", "\(body.utf8.count)")])
            if !body.isEmpty { write(body) }
            end()
        }

        func json(_ message: JSONRPCMessage, _ headers: [(String, String)] = []) {
            send(.ok, String(decoding: message.bytes, as: UTF8.self), [("Content-Type", "application/json")] + headers)
        }

        func beginEvents(_ headers: [(String, String)] = []) {
            begin(.ok, [("Content-Type", "text/event-stream")] + headers)
        }

        func event(_ message: JSONRPCMessage, id: String? = nil) {
            write((id.map { "id: \($0)\n" } ?? "") + "data: \(String(decoding: message.bytes, as: UTF8.self))\n\n")
        }
    }

    private let channel: any Channel
    private let log: NIOLockedValueBox<[Request]>

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/mcp" }
    var requests: [Request] { log.withLockedValue { $0 } }

    private init(_ channel: any Channel, _ log: NIOLockedValueBox<[Request]>) {
        self.channel = channel
        self.log = log
    }

    /// It listens until the tests end, however early a test lets go of it.
    ///
    /// - Parameter answer: Gets each request; what it does not write, the client waits for.
    static func start(_ answer: @escaping @Sendable (Request, Answer) -> Void) async throws -> FakeHTTPServer {
        let log = NIOLockedValueBox<[Request]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Handler { request in
                            log.withLockedValue { $0.append(request) }
                            answer(request, Answer(channel))
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return FakeHTTPServer(channel, log)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart

        private let received: @Sendable (Request) -> Void
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(_ received: @escaping @Sendable (Request) -> Void) { self.received = received }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body.clear()
            case .body(var part): body.writeBuffer(&part)
            case .end:
                guard let head else { return }
                received(Request(method: head.method.rawValue, headers: head.headers, body: String(buffer: body)))
            }
        }
    }
}

extension FakeHTTPServer {
    /// A server with sessions that takes the handshake and refuses to be listened to; the rest is for the test.
    static func withSession(
        id: String = "s-1", version: String = "2025-11-25", capabilities: JSONValue = ["tools": [:]],
        _ answer: @escaping @Sendable (Request, JSONRPCMessage?, Answer) -> Void
    ) async throws -> FakeHTTPServer {
        try await start { request, reply in
            let message = request.message
            switch (request.method, message?.method) {
            case ("POST", MCPMethod.initialize):
                guard let requestID = message?.id else { return reply.send(.badRequest) }
                let greeting = JSONRPCMessage.greeting(requestID, version: version, capabilities: capabilities)
                reply.json(greeting, [("Mcp-Session-Id", id)])
            case ("POST", MCPMethod.initialized): reply.send(.accepted)
            case ("DELETE", _): reply.send(.ok)
            default: answer(request, message, reply)
            }
        }
    }
}

extension JSONRPCMessage {
    static func greeting(
        _ id: JSONRPCID, version: String = "2025-11-25", capabilities: JSONValue = ["tools": [:]]
    ) -> JSONRPCMessage {
        .result(
            id: id,
            [
                "protocolVersion": .string(version), "capabilities": capabilities,
                "serverInfo": ["name": "fake", "version": "1"],
            ])
    }
}
