import Dialect
import DialectTransport
import Logging
import NIOConcurrencyHelpers

/// A server behind a URL: each message is a POST of its own, and answers come as JSON or as server-sent events (MCP,
/// "Transports", Streamable HTTP).
final class HTTPConnection: Connection {
    private struct State {
        /// What the server calls the session, if it keeps one.
        var sessionID: String?
        var version = MCPProtocolVersion.latestWithHandshake
    }

    /// How long the end of a session, or a message without an answer, may take.
    private static let sendTimeout = Duration.seconds(30)
    private static let farewellTimeout = Duration.seconds(2)
    /// Connections in a row that bring nothing before a stream is given up.
    private static let maximumResumptions = 5
    /// A stream that was open for so long did not fail; the server ended it.
    private static let lastingConnection = Duration.seconds(10)

    let server: HTTPServer
    private let http: HTTPTransport
    private let state = NIOLockedValueBox(State())

    init(_ server: HTTPServer) {
        self.server = server
        http = HTTPTransport(server.transport)
    }

    var hearsAll: Bool { false }

    /// Revision 2026-07-28 has it so; those before it say that a lost connection is no cancellation.
    func cancelsByClosing(in version: MCPProtocolVersion) -> Bool { version.isStateless }

    // MARK: Requests

    func exchange(_ request: OutgoingRequest, _ slot: AnswerSlot, _ session: Session) async throws {
        let isFirst = request.method == MCPMethod.initialize
        let sessionID = state.withLockedValue { state in
            // A server may name a session though it refuses to begin one.
            if isFirst || request.version.isStateless { state.sessionID = nil }
            state.version = request.version
            return state.sessionID
        }
        var headers = HTTPHeaderSet.post(request)
        headers.sessionID = sessionID
        let body = try await open("POST", headers, request.bytes, session)
        guard (200..<300).contains(body.status) else {
            if body.status == 404, sessionID != nil { throw SessionExpired() }
            return try await refused(body, request, session)
        }
        if isFirst { state.withLockedValue { $0.sessionID = body.headers["mcp-session-id"] } }
        if body.isEventStream {
            try await readEvents(body, request, slot, session)
        } else {
            try await readDocument(body, request, slot, session)
        }
    }

    private func readDocument(
        _ body: HTTPResponseBody, _ request: OutgoingRequest, _ slot: AnswerSlot, _ session: Session
    ) async throws {
        let limit = session.configuration.maximumMessageSize
        let bytes = try await named(session) { try await body.collect(upTo: limit + 1) }
        guard bytes.count <= limit else {
            throw session.error(
                .protocolViolation, "It sent a message of more than \(limit) bytes, the most that is accepted.")
        }
        bytes.withUnsafeBytes { session.received($0) }
        guard slot.isAnswered else {
            throw session.error(
                .decoding, "It answered \(request.method) with what is no answer (HTTP \(body.status)).",
                rawBody: String(decoding: bytes.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self))
        }
    }

    /// Reads events until the answer is among them, on further connections where the server lets a stream be resumed.
    private func readEvents(
        _ body: HTTPResponseBody, _ request: OutgoingRequest, _ slot: AnswerSlot, _ session: Session
    ) async throws {
        var reader = EventReader(maximumEventSize: session.configuration.maximumMessageSize)
        var failure = try await read(body, &reader, session) { slot.isAnswered }
        var resumptions = 0
        while !slot.isAnswered {
            guard let last = reader.lastEventID, !request.version.isStateless,
                resumptions < Self.maximumResumptions
            else { throw brokenOff(request, failure, session) }
            resumptions += 1
            try await Task.sleep(for: reader.retry)
            reader.resumed()
            let count = reader.messageCount
            var headers = HTTPHeaderSet.get(request.version, after: last)
            headers.sessionID = state.withLockedValue { $0.sessionID }
            let body: HTTPResponseBody
            do {
                body = try await open("GET", headers, nil, session)
            } catch let error as LanguageModelError where error.code == .connection {
                failure = error
                continue
            }
            guard body.status == 200, body.isEventStream else { throw brokenOff(request, failure, session) }
            failure = try await read(body, &reader, session) { slot.isAnswered }
            if reader.messageCount > count { resumptions = 0 }
        }
    }

    /// - Returns: Why the connection broke off, if it did.
    private func read(
        _ body: HTTPResponseBody, _ reader: inout EventReader, _ session: Session, until isDone: () -> Bool
    ) async throws -> LanguageModelError? {
        do {
            while !isDone() {
                // While there is something to read, reading alone does not notice.
                try Task.checkCancellation()
                let hasMore = try await body.next { chunk in try reader.received(chunk) { session.received($0) } }
                if !hasMore { return nil }
            }
            body.complete()
            return nil
        } catch let error as LanguageModelError where error.code == .connection {
            return error
        }
    }

    private func brokenOff(
        _ request: OutgoingRequest, _ failure: LanguageModelError?, _ session: Session
    ) -> LanguageModelError {
        session.error(
            .connection,
            "The connection ended before it answered \(request.method); whether it was done is not known."
                + (failure.map { " \($0.message)" } ?? ""), underlying: failure)
    }

    // MARK: What is not a request

    func send(_ message: JSONRPCMessage, version: MCPProtocolVersion, _ session: Session) async throws {
        state.withLockedValue { $0.version = version }
        try await send(message.bytes, session)
    }

    private func send(_ message: [UInt8], _ session: Session) async throws {
        let (version, sessionID) = state.withLockedValue { ($0.version, $0.sessionID) }
        var headers = HTTPHeaderSet.post(version)
        headers.sessionID = sessionID
        let body = try await open("POST", headers, message, session, timeout: Self.sendTimeout)
        guard (200..<300).contains(body.status) else { throw try await failure(body, session) }
        _ = try await body.collect(upTo: 1)
        body.complete()
    }

    func run(_ session: Session) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    let messages = await session.outbox.next()
                    if messages.isEmpty { return try await session.stop.value() }
                    for message in messages {
                        do {
                            try await self.send(message, session)
                        } catch let error as LanguageModelError {
                            session.logger.info("An MCP server did not take a message: \(error)")
                        }
                    }
                }
            }
            group.addTask { try await session.stop.value() }
            defer { group.cancelAll() }
            try await group.next()
        }
        await endSession(session)
    }

    private func endSession(_ session: Session) async {
        let (version, sessionID) = state.withLockedValue { ($0.version, $0.sessionID) }
        guard let sessionID else { return }
        var headers = HTTPHeaderSet.get(version, after: nil)
        headers.sessionID = sessionID
        // A server may refuse this, and forgets the session by itself one day.
        let body = try? await open("DELETE", headers, nil, session, timeout: Self.farewellTimeout)
        body?.complete()
    }

    func listen(_ session: Session, version: MCPProtocolVersion) async throws {
        guard !version.isStateless else { return }
        let agreement = session.agreement
        var reader = EventReader(maximumEventSize: session.configuration.maximumMessageSize)
        var backoff = Backoff()
        var hasListened = false
        while true {
            let begin = ContinuousClock.now
            var headers = HTTPHeaderSet.get(version, after: reader.lastEventID)
            headers.sessionID = state.withLockedValue { $0.sessionID }
            do {
                let body = try await open("GET", headers, nil, session)
                switch body.status {
                case 200 where body.isEventStream:
                    hasListened = true
                    session.startedListening()
                    defer { session.stoppedListening() }
                    if let failure = try await read(body, &reader, session, until: { false }) { throw failure }
                case 404 where hasListened: return session.lost(agreement)
                case 405: return session.logger.debug("An MCP server tells nothing unasked (HTTP 405).")
                case 408, 429, 500...: throw try await failure(body, session)
                default:
                    let failure = try await failure(body, session)
                    // A token that has run out, as a rule, and the next one will do.
                    if hasListened { throw failure }
                    return session.logger.info("An MCP server is not listened to: \(failure)")
                }
            } catch let error as LanguageModelError {
                session.logger.info("Listening to an MCP server was interrupted: \(error)")
            }
            reader.resumed()
            let hadSuccess = ContinuousClock.now - begin > Self.lastingConnection
            try await Task.sleep(for: max(reader.retry, backoff.next(hadSuccess: hadSuccess)))
        }
    }

    // MARK: HTTP

    /// - Parameter timeout: Until the head of the answer; nil leaves it to the caller's own limits.
    private func open(
        _ method: String, _ headers: HTTPHeaderSet, _ body: [UInt8]?, _ session: Session, timeout: Duration? = nil
    ) async throws -> HTTPResponseBody {
        var request = HTTPRequest(method: method, url: server.url, headers: headers.fields, body: body)
        request.set(server.headers)
        if let authorization = server.authorization {
            request.set(["Authorization": try await value(of: authorization, session)])
        }
        let timeouts = TransportTimeouts(
            connect: server.transport.timeouts.connect, firstEvent: timeout, betweenEvents: timeout)
        let sent = request
        return try await named(session) { try await http.open(sent, timeouts: timeouts) }
    }

    /// What fails in the app is told to whoever asked, and must not end the client.
    private func value(
        of authorization: @Sendable () async throws -> String, _ session: Session
    ) async throws -> String {
        do {
            return try await authorization()
        } catch {
            try Task.checkCancellation()
            // Its text may hold secrets of the app's.
            throw session.error(
                .authentication, "The app's `authorization` failed with \(type(of: error)), so that nothing was sent.",
                underlying: error)
        }
    }

    /// Names the server in an error of the transport.
    private func named<Value>(_ session: Session, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch var error as LanguageModelError {
            error.provider = "mcp/\(session.serverName)"
            throw error
        }
    }
}
