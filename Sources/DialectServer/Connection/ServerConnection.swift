import Dialect
import DialectWire
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// One connection: its handlers put requests into the mailbox, and its tasks answer them. Over HTTP one after
/// another; over a WebSocket as many at once as its lanes allow.
final class ServerConnection: Sendable {
    /// Reading stops while this many requests wait.
    private static let maximumWaitingCount = 64

    enum Inbound: Sendable {
        case request(HTTPRequestHead, Router.Route, body: [UInt8])
        case message([UInt8])
        /// A stream of HTTP/2.
        case stream(ServerConnection)
    }

    let channel: any Channel
    let mailbox = Mailbox<Inbound>()
    let outlet: ConnectionOutlet
    private let session: ConnectionSession
    private let service: ServerService
    /// The connection's number, and its requests so far.
    private let counters = NIOLockedValueBox((connection: 0, requests: 0))

    /// To be made on the channel's event loop.
    init(channel: any Channel, service: ServerService) {
        self.channel = channel
        self.service = service
        session = ConnectionSession(lanes: service.configuration.lanes)
        outlet = ConnectionOutlet(channel: channel, observer: service.observer)
        // Also where the connection ends before it has spoken any protocol.
        channel.closeFuture.whenComplete { [mailbox, outlet] _ in
            mailbox.close()
            outlet.closed()
        }
    }

    /// Whether more requests may be read from the channel.
    var hasRoom: Bool { mailbox.count + session.waitingCount < Self.maximumWaitingCount }

    /// Answers until the client leaves or the task is cancelled. Either ends the responses in the making at once.
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
        await withDiscardingTaskGroup { group in
            while let inbound = await mailbox.next() {
                do {
                    switch inbound {
                    case .message(let bytes):
                        if let job = try await receive(bytes) { group.addTask { await self.answer(job) } }
                    case .stream(let stream): group.addTask { await stream.serve() }
                    case .request(let head, let route, let body):
                        try await answer(head, route, body)
                    }
                } catch {
                    // The client is gone, or the server stops: there is nobody to tell.
                    close()
                }
                if hasRoom { channel.read() }
            }
            group.cancelAll()
        }
        // A channel's close future fails never.
        if outlet.isEnding { try? await channel.closeFuture.get() }
    }

    /// A connection that ends in order is closed by its client.
    private func close() {
        if !outlet.isEnding { channel.close(promise: nil) }
    }

    /// Ends a WebSocket with these last steps; responses that are under way end with it.
    func end(_ actions: [ReplyAction]) {
        outlet.end(actions)
        mailbox.close()
    }

    /// Ends a WebSocket whose time is over, as the live service does: with an error for each request that has no
    /// answer, or one for the connection, and close code 1000.
    func expire() {
        let error = ResponsesWireError(
            status: 400, code: "websocket_connection_limit_reached",
            message: "This WebSocket connection has reached its time limit. Create a new WebSocket connection to "
                + "continue.")
        let lanes = session.close()
        end((lanes.isEmpty ? [nil] : lanes).map { .message(error.event(streamID: $0)) } + [.close(code: 1000)])
    }

    // MARK: WebSocket

    /// Reads a message.
    ///
    /// - Returns: The request that is to be answered now, if any.
    private func receive(_ bytes: [UInt8]) async throws -> ResponseJob? {
        let message = bytes.withUnsafeBytes {
            ResponsesRequestDecoder().message($0, acceptsLanes: service.configuration.lanes.isSupported)
        }
        do {
            if let lane = message.lane, try session.named(lane) { service.observer.opened(lane: lane) }
            switch message.content {
            case .steer(let steer):
                try await receive(steer, lane: message.lane)
                return nil
            case .invalid(let error) where error.details.code == "invalid_stream_id":
                // It belongs to no lane, and so waits for none.
                throw error
            case .invalid(let error):
                return session.received(
                    ResponseJob(lane: message.lane, request: .failure(error), byteCount: bytes.count))
            case .create(let request):
                return session.received(
                    ResponseJob(
                        lane: message.lane, request: .success(request), byteCount: bytes.count,
                        fault: nextFault(lane: message.lane)))
            }
        } catch let error as LanguageModelError {
            try await outlet.send([.message(ResponsesWireError(error).event(streamID: message.lane))])
            return nil
        }
    }

    private func answer(_ first: ResponseJob) async {
        var next: ResponseJob? = first
        while let job = next {
            service.observer.began()
            defer { service.observer.ended() }
            do {
                try await ResponsesExchange(service: service, session: session, sink: sink(job)).answer(job)
            } catch {
                return close()
            }
            next = session.finished(job)
            if hasRoom { channel.read() }
        }
    }

    private func sink(_ job: ResponseJob) -> any ReplySink {
        guard let fault = job.fault else { return outlet }
        return FaultySink(fault, lane: job.lane, next: outlet, service: service)
    }

    /// The connection speaks WebSocket from now on.
    func upgraded(frames: ChannelHandlerContext, compression: MessageCompression?) {
        outlet.upgraded(frames, compression: compression)
        service.connections.upgraded(self)
        counters.withLockedValue { $0.connection = service.faults.opened() }
    }

    private func nextFault(lane: String?) -> Fault? {
        let (connection, request) = counters.withLockedValue { counters in
            defer { counters.requests += 1 }
            return counters
        }
        return service.faults.fault(connection: connection, requestOnConnection: request, lane: lane)
    }

    private func receive(_ steer: ReceivedSteer, lane: String?) async throws {
        let run = session.run(steer.responseID)
        guard let reason = try refusal(of: steer, by: run) else { return }
        let failure = SteerFailure(reason, steer)
        try await outlet.send([.message(failure.event(streamID: run?.request.streamID ?? lane))])
    }

    private func refusal(of steer: ReceivedSteer, by run: ResponseRun?) throws -> SteerFailure.Reason? {
        guard service.configuration.steering else { return .notSupported }
        guard let items = steer.items else { return .invalidInput }
        guard let run else { return service.store[steer.responseID] == nil ? .responseNotFound : .alreadyCompleted }
        return try run.steered(steer, items: items, id: ResponsesExchange.randomID(prefix: "steer_"))
    }

    // MARK: HTTP

    private func answer(_ head: HTTPRequestHead, _ route: Router.Route, _ body: [UInt8]) async throws {
        var renderer = ReplyRenderer(
            form: .oneShot, requestID: ResponsesExchange.randomID(prefix: "req_"), closesConnection: !head.isKeepAlive)
        switch route {
        case .create:
            // Over HTTP only stored responses can be continued.
            service.observer.began()
            defer { service.observer.ended() }
            try await ResponsesExchange(service: service, session: ConnectionSession(), sink: outlet)
                .answer(httpBody: body, renderer: renderer)
        case .served(let dialect, let target):
            service.observer.began()
            defer { service.observer.ended() }
            try await ServedExchange(service: service, dialect: dialect.dialect, target: target, sink: outlet)
                .answer(body, renderer: renderer)
        case .replay:
            guard let backend = service.backend as? any ReplayingBackend else { return }
            do {
                let reply = try await backend.replay(ReceivedRequest(head, body: body))
                try await outlet.send(renderer.replay(reply))
            } catch let error as LanguageModelError {
                try await outlet.send(renderer.refuse(ResponsesWireError(error), streamID: nil))
            }
        case .fault(let fault): try await answer(fault, renderer)
        case .refused(let error, let allow, nil):
            try await outlet.send(renderer.refuse(error, streamID: nil, allow: allow))
        case .refused(let error, let allow, let dialect?):
            try await outlet.send(renderer.refuse(ServedFailure(error), by: dialect.dialect, allow: allow))
        case .webSocket:
            // The upgrade was asked for but its headers are not those of RFC 6455, or it is not the first request.
            let error = ResponsesWireError(
                status: 400,
                message: "This is not a WebSocket handshake as RFC 6455 describes it, on a connection of its own.")
            try await outlet.send(renderer.refuse(error, streamID: nil))
        }
    }

    private func answer(_ fault: HandshakeFault, _ renderer: ReplyRenderer) async throws {
        var renderer = renderer
        switch fault.kind {
        case .silence: break
        case .drop(let isReset): try await outlet.send([.drop(isReset: isReset)])
        case .refuse(let status, let headers, let body):
            try await outlet.send(renderer.answer(status: status, headers: headers, body: body))
        }
    }
}
