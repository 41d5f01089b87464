import DialectWire
import NIOCore
import NIOHTTP1

/// One connection: its handlers put requests into the mailbox, and its task answers them one after another.
final class ServerConnection: Sendable {
    /// Reading stops while this many requests wait.
    static let maximumWaitingCount = 16

    enum Inbound: Sendable {
        case request(HTTPRequestHead, Router.Route, body: [UInt8])
        case message([UInt8])
    }

    let channel: any Channel
    let mailbox = Mailbox<Inbound>()
    let outlet: ConnectionOutlet
    private let service: ServerService

    init(channel: any Channel, service: ServerService) {
        self.channel = channel
        self.service = service
        outlet = ConnectionOutlet(channel: channel, observer: service.observer)
    }

    /// Answers until the client leaves or the task is cancelled. Either ends a response in the making at once.
    func serve() async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.answerRequests() }
                group.addTask {
                    // A channel's close future fails never.
                    try? await self.channel.closeFuture.get()
                }
                await group.next()
                group.cancelAll()
                channel.close(promise: nil)
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func answerRequests() async {
        var session = ResponsesSession()
        while let inbound = await mailbox.next() {
            do {
                switch inbound {
                case .message(let bytes):
                    try await service.exchange(outlet).answer(
                        bytes, renderer: ReplyRenderer(form: .messages), session: &session)
                case .request(let head, let route, let body):
                    try await answer(head, route, body)
                }
            } catch {
                // The client is gone, or the server stops: there is nobody to tell.
                return
            }
            if mailbox.count < Self.maximumWaitingCount { channel.read() }
        }
    }

    private func answer(_ head: HTTPRequestHead, _ route: Router.Route, _ body: [UInt8]) async throws {
        var renderer = ReplyRenderer(
            form: .oneShot, requestID: ResponsesExchange.randomID(prefix: "req_"), closesConnection: !head.isKeepAlive)
        switch route {
        case .create:
            // Over HTTP only stored responses can be continued.
            var session = ResponsesSession()
            try await service.exchange(outlet).answer(body, renderer: renderer, session: &session)
        case .refused(let error, let allow):
            try await outlet.send(renderer.refuse(error, streamID: nil, allow: allow))
        case .webSocket:
            // The upgrade was asked for but its headers are not those of RFC 6455, or it is not the first request.
            let error = ResponsesWireError(
                status: 400,
                message: "This is not a WebSocket handshake as RFC 6455 describes it, on a connection of its own.")
            try await outlet.send(renderer.refuse(error, streamID: nil))
        }
    }
}

/// What all connections of a server share.
struct ServerService: Sendable {
    let backend: any ResponsesBackend
    let store = ResponseStore()
    let connections = ConnectionRegistry()
    let observer: ServerObserver
    let router: Router
    let maximumBodySize: Int

    func exchange(_ sink: any ReplySink) -> ResponsesExchange {
        ResponsesExchange(backend: backend, store: store, sink: sink)
    }
}
