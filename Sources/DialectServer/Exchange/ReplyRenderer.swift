import DialectWire

/// Puts encoded events into the form that the client asked for. Knows framing and headers, and nothing of models.
struct ReplyRenderer: Sendable {
    enum Form: Hashable, Sendable {
        /// One JSON object over HTTP.
        case oneShot
        /// Server-sent events over HTTP.
        case events
        /// Messages of a WebSocket.
        case messages
    }

    private(set) var form: Form
    /// The id to quote to the server's operator; HTTP only.
    let requestID: String
    /// Whether the connection is to be closed after an HTTP response.
    let closesConnection: Bool
    private(set) var hasHead = false

    init(form: Form, requestID: String = "", closesConnection: Bool = false) {
        self.form = form
        self.requestID = requestID
        self.closesConnection = closesConnection
    }

    /// The client wants events rather than one object.
    mutating func streams() {
        if form == .oneShot { form = .events }
    }

    /// Renders events as they come; a one-shot answer waits for ``finish(response:)``.
    mutating func render(_ events: [ResponsesServerEvent]) -> [ReplyAction] {
        switch form {
        case .oneShot: return []
        case .messages: return events.map { .message($0.json) }
        case .events:
            let body = events.map { ReplyAction.body($0.serverSentEvent) }
            if hasHead { return body }
            hasHead = true
            return [head(status: 200, contentType: "text/event-stream; charset=utf-8")] + body
        }
    }

    /// The response is complete.
    ///
    /// - Parameter response: The response object.
    mutating func finish(response: [UInt8]) -> [ReplyAction] {
        switch form {
        case .messages: []
        case .events: [.end(closesConnection: closesConnection)]
        case .oneShot: whole(status: 200, contentType: "application/json", body: response)
        }
    }

    /// The response will not begin.
    mutating func refuse(_ error: ResponsesWireError, streamID: String?, allow: String? = nil) -> [ReplyAction] {
        guard form != .messages else { return [.message(error.event(streamID: streamID))] }
        var headers: [ReplyAction.Header] = []
        if let seconds = error.retryAfter { headers.append(.init(name: "retry-after", value: String(seconds))) }
        if let allow { headers.append(.init(name: "allow", value: allow)) }
        return whole(status: error.status, contentType: "application/json", headers: headers, body: error.body)
    }

    /// The next bytes of a body in any dialect that is made while it is sent; the first bring the head with them.
    mutating func render(_ bytes: [UInt8], of dialect: some ServedDialect) -> [ReplyAction] {
        if hasHead { return [.body(bytes)] }
        hasHead = true
        return [
            head(status: 200, contentType: dialect.streamContentType, requestIDHeader: dialect.requestIDHeader),
            .body(bytes),
        ]
    }

    /// A body in any dialect that was made before it is sent.
    mutating func render(whole body: [UInt8], of dialect: some ServedDialect) -> [ReplyAction] {
        whole(status: 200, contentType: "application/json", body: body, requestIDHeader: dialect.requestIDHeader)
    }

    /// A request in any dialect is refused.
    mutating func refuse(_ failure: ServedFailure, by dialect: some ServedDialect, allow: String? = nil)
        -> [ReplyAction]
    {
        let refusal = dialect.refusal(failure, requestID: requestID)
        var headers = refusal.headers.map { ReplyAction.Header(name: $0.name, value: $0.value) }
        if let allow { headers.append(.init(name: "allow", value: allow)) }
        return whole(
            status: refusal.status, contentType: "application/json", headers: headers, body: refusal.body,
            requestIDHeader: dialect.requestIDHeader)
    }

    /// The body that was sent piece by piece is complete.
    func end() -> [ReplyAction] { [.end(closesConnection: closesConnection)] }

    /// A whole HTTP response with headers of its own.
    mutating func answer(status: Int, headers: [ReplyAction.Header], body: [UInt8]) -> [ReplyAction] {
        whole(status: status, contentType: nil, headers: headers, body: body)
    }

    /// A response that somebody recorded.
    mutating func replay(_ reply: RecordedReply) -> [ReplyAction] {
        guard form != .messages else {
            // A recording that breaks off ends like the body it was: with the connection.
            let close: [ReplyAction] = reply.isComplete ? [] : [.close(code: 1011)]
            return reply.webSocketMessages.map(ReplyAction.message) + close
        }
        let framing: Set = ["connection", "content-encoding", "content-length", "content-type", "transfer-encoding"]
        let headers = reply.headers.sorted { $0.key < $1.key }
            .filter { !framing.contains($0.key) && $0.key != "x-request-id" }
            .map { ReplyAction.Header(name: $0.key, value: $0.value) }
        return whole(
            status: reply.status, contentType: reply.contentType, headers: headers, body: reply.body,
            requestID: reply.headers["x-request-id"])
    }

    private mutating func whole(
        status: Int, contentType: String?, headers: [ReplyAction.Header] = [], body: [UInt8], requestID: String? = nil,
        requestIDHeader: String = "x-request-id"
    ) -> [ReplyAction] {
        hasHead = true
        let length = ReplyAction.Header(name: "content-length", value: String(body.count))
        return [
            head(
                status: status, contentType: contentType, headers: headers + [length], requestID: requestID,
                requestIDHeader: requestIDHeader),
            .body(body), .end(closesConnection: closesConnection),
        ]
    }

    private func head(
        status: Int, contentType: String?, headers: [ReplyAction.Header] = [], requestID: String? = nil,
        requestIDHeader: String = "x-request-id"
    ) -> ReplyAction {
        var all = headers
        if let contentType { all.insert(.init(name: "content-type", value: contentType), at: 0) }
        all.append(.init(name: requestIDHeader, value: requestID ?? self.requestID))
        if closesConnection { all.append(.init(name: "connection", value: "close")) }
        return .head(status: status, headers: all)
    }
}
