import DialectDeflate
import DialectWire
import NIOCore
import NIOHTTP1

/// Puts HTTP requests together, bounded, and hands them to the connection.
final class HTTPConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: ServerConnection
    private let service: ServerService
    private var request: (head: HTTPRequestHead, route: Router.Route)?
    private var body = ByteBuffer()
    /// What befalls the handshake that is about to be refused.
    var handshakeFault: HandshakeFault?
    /// What the handshake that is about to succeed has agreed on.
    var compression: DeflateParameters?

    init(_ connection: ServerConnection, service: ServerService) {
        self.connection = connection
        self.service = service
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context: context)
        case .body(let bytes): extend(bytes)
        case .end: finish()
        }
    }

    private func begin(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        var route = service.router.route(head)
        let length = head.headers["content-length"].first.flatMap { Int($0) } ?? 0
        if let fault = handshakeFault {
            handshakeFault = nil
            route = .fault(fault)
        }
        if route.takesBody, length > service.configuration.maximumBodySize { route = tooLarge(route) }
        request = (head, route)
        body = ByteBuffer()
        if route.takesBody, head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            let head = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
    }

    /// Bodies of refused requests are read to their end and dropped, so that the client gets to see the answer.
    private func extend(_ bytes: ByteBuffer) {
        guard let route = request?.route, route.takesBody else { return }
        guard body.readableBytes + bytes.readableBytes <= service.configuration.maximumBodySize else {
            request?.route = tooLarge(route)
            body = ByteBuffer()
            return
        }
        body.writeImmutableBuffer(bytes)
    }

    private func finish() {
        guard let (head, route) = request else { return }
        request = nil
        let bytes = Array(body.readableBytesView)
        body = ByteBuffer()
        if route.takesBody { service.observer.received(ReceivedRequest(head, body: bytes), byteCount: bytes.count) }
        connection.mailbox.push(.request(head, route, body: bytes))
    }

    private func tooLarge(_ route: Router.Route) -> Router.Route {
        .refused(
            ResponsesWireError(
                status: 413, code: "request_too_large",
                message: "The request is larger than \(service.configuration.maximumBodySize) bytes."),
            by: route.dialect)
    }
}

extension Router.Route {
    /// Whether what follows the head is of interest.
    fileprivate var takesBody: Bool {
        switch self {
        case .create, .served, .replay: true
        case .webSocket, .fault, .refused: false
        }
    }

    fileprivate var dialect: ServedDialects? {
        if case .served(let dialect, _) = self { dialect } else { nil }
    }
}

extension ReceivedRequest {
    init(_ head: HTTPRequestHead, body: [UInt8]) {
        self.init(
            method: head.method.rawValue, path: head.uri, isWebSocket: false, headers: head.recordableHeaders,
            body: body)
    }
}

extension HTTPRequestHead {
    /// Headers without credentials.
    var recordableHeaders: [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in self.headers {
            let name = name.lowercased()
            guard !Self.secretHeaders.contains(name) else { continue }
            headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        }
        return headers
    }

    private static let secretHeaders: Set = [
        "api-key", "authorization", "cookie", "proxy-authorization", "x-amz-security-token", "x-api-key",
        "x-goog-api-key",
    ]
}
