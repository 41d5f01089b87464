import Dialect
import Logging
import NIOConcurrencyHelpers

/// The shell around ``SessionMachine``: those who wait, the clock, the log.
final class Session: Sendable {
    /// What was agreed with the server, until it forgets it.
    final class Agreement: Sendable {
        let info = Latch<MCPServerInfo>()
        let lost = Latch<Void>()
    }

    private struct State {
        var machine = SessionMachine()
        var slots: [Int: AnswerSlot] = [:]
        var agreement = Agreement()
        var isStarted = false
        /// The connection on which the server tells what changes, by its number; nil while there is none.
        var listening: Int?
        var listeningCount = 0
        /// Why nothing more can be asked.
        var ending: LanguageModelError?
    }

    let serverName: String
    let configuration: MCPConfiguration
    let outbox: Outbox
    /// Settled when the app is done with the server, or with an error when the server is given up.
    let stop = Latch<Void>()
    let connection: any Connection
    private let onEvent: @Sendable (MCPEvent) -> Void
    private let state = NIOLockedValueBox(State())

    init(
        serverName: String, connection: any Connection, configuration: MCPConfiguration,
        onEvent: @escaping @Sendable (MCPEvent) -> Void
    ) {
        self.serverName = serverName
        self.connection = connection
        self.configuration = configuration
        outbox = Outbox(maximumByteCount: configuration.maximumWaitingBytes)
        self.onEvent = onEvent
    }

    var logger: Logger { configuration.logger }

    // MARK: The life of a session

    /// - Returns: Whether it was not started before.
    func started() -> Bool {
        state.withLockedValue { state in
            defer { state.isStarted = true }
            return !state.isStarted
        }
    }

    var agreement: Agreement { state.withLockedValue { $0.agreement } }

    /// The server has forgotten what was agreed; another agreement is waited for from now on.
    func lost(_ agreement: Agreement) {
        state.withLockedValue { state in
            guard state.agreement === agreement else { return }
            state.agreement = Agreement()
            state.listening = nil
        }
        agreement.lost.settle()
    }

    /// The connection on which the server tells what changes, by its number; nil while it tells nobody. What was asked
    /// under another number may be old.
    var listening: Int? { state.withLockedValue { $0.listening } }

    func startedListening() {
        state.withLockedValue { state in
            state.listeningCount += 1
            state.listening = state.listeningCount
        }
    }

    func stoppedListening() {
        state.withLockedValue { $0.listening = nil }
    }

    /// Nothing more can be asked; whoever waits is told why.
    func closed(_ error: LanguageModelError) {
        let (slots, agreement) = state.withLockedValue { state in
            defer { state.slots = [:] }
            state.ending = state.ending ?? error
            return (Array(state.slots.values), state.agreement)
        }
        for slot in slots { slot.failed(error) }
        agreement.info.settle(.failure(error))
        outbox.close()
    }

    /// What was agreed, as soon as it is.
    func connected() async throws -> (Agreement, MCPServerInfo) {
        if let ending = state.withLockedValue({ $0.ending }) { throw ending }
        let agreement = self.agreement
        return (agreement, try await agreement.info.value())
    }

    // MARK: What the server sends

    /// One message, or a batch. What is no message is left out: a server that writes greetings to its standard output
    /// breaks the rules, and works all the same.
    func received(_ bytes: UnsafeRawBufferPointer) {
        let messages: [JSONRPCMessage]
        do {
            messages = try JSONRPCMessage.parse(bytes)
        } catch {
            let beginning = String(decoding: bytes.prefix(200), as: UTF8.self)
            logger.warning("An MCP server sent what is no message.", metadata: ["beginning": "\(beginning)"])
            return
        }
        for message in messages { received(message) }
    }

    func received(_ message: JSONRPCMessage) {
        let (action, slot) = state.withLockedValue { state -> (SessionAction, AnswerSlot?) in
            let action = state.machine.received(message)
            return switch action {
            case .answer(let id, _): (action, state.slots.removeValue(forKey: id))
            case .report(let id, _): (action, state.slots[id])
            default: (action, nil)
            }
        }
        perform(action, slot)
    }

    private func perform(_ action: SessionAction, _ slot: AnswerSlot?) {
        switch action {
        case .answer(_, let answer): slot?.answered(answer)
        case .report(_, let progress): slot?.progressed(progress)
        case .reply(let message): put(message.bytes)
        case .tell(let event): onEvent(event)
        case .listen: startedListening()
        case .ignore(let reason): logger.debug("Left out a message of an MCP server: \(reason).")
        }
    }

    /// Sends a message in its turn. A server that does not read what it is sent is given up.
    func put(_ message: [UInt8]) {
        guard !outbox.put(message) else { return }
        let error = error(
            .protocolViolation,
            "It does not read what it is sent: \(Outbox.maximumMessageCount) messages or "
                + "\(configuration.maximumWaitingBytes) bytes wait already. The connection is given up.")
        closed(error)
        stop.settle(.failure(error))
    }

    // MARK: What the server is asked

    /// Sends a request and waits for the answer.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`, or ``SessionExpired``.
    func ask(
        _ method: String, _ params: JSONObject, version: MCPProtocolVersion, limits: RequestLimits,
        mirrored: [String: String] = [:], onProgress: (@Sendable (MCPProgress) -> Void)? = nil
    ) async throws -> SessionAnswer {
        let slot = AnswerSlot(onProgress: onProgress)
        let id = try state.withLockedValue { state in
            if let ending = state.ending { throw ending }
            let id = state.machine.sent(method)
            state.slots[id] = slot
            return id
        }
        let params = prepared(params, id: id, version: version, wantsProgress: onProgress != nil)
        let request = OutgoingRequest(id: id, method: method, params: params, version: version, mirrored: mirrored)
        do {
            return try await withLimits(limits, lastSign: { slot.lastSign }) {
                try await self.exchange(request, slot)
                return try await slot.answer()
            }
        } catch let timeout as RequestTimeout {
            abandon(id, version, reason: "no answer within \(timeout.duration)")
            throw error(
                .timeout, "It did not answer \(method) within \(timeout.duration) (time-out `\(timeout.setting)`).")
        } catch let expired as SessionExpired {
            // It does not know the request, so that there is nothing to cancel.
            _ = forget(id)
            throw expired
        } catch {
            abandon(id, version, reason: error is CancellationError ? "the caller gave up" : "the connection failed")
            throw error
        }
    }

    /// Until the answer is there and all is read that came with it. A session that ends meanwhile ends this too.
    private func exchange(_ request: OutgoingRequest, _ slot: AnswerSlot) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.connection.exchange(request, slot, self) }
            group.addTask { _ = try await slot.answer() }
            for try await _ in group {}
        }
    }

    private func prepared(
        _ params: JSONObject, id: Int, version: MCPProtocolVersion, wantsProgress: Bool
    ) -> JSONObject {
        var meta = params["_meta"]?.objectValue ?? JSONObject()
        if wantsProgress { meta["progressToken"] = .integer(id) }
        if version.isStateless {
            meta["io.modelcontextprotocol/protocolVersion"] = .string(version.rawValue)
            meta["io.modelcontextprotocol/clientInfo"] = configuration.client.json
            meta["io.modelcontextprotocol/clientCapabilities"] = [:]
        }
        var params = params
        if !meta.isEmpty { params["_meta"] = .object(meta) }
        return params
    }

    private func abandon(_ id: Int, _ version: MCPProtocolVersion, reason: String) {
        guard let message = forget(id, reason: reason), !connection.cancelsByClosing(in: version) else { return }
        put(message.bytes)
    }

    private func forget(_ id: Int, reason: String = "") -> JSONRPCMessage? {
        state.withLockedValue { state in
            state.slots[id] = nil
            return state.machine.abandoned(id, reason: reason)
        }
    }
}
