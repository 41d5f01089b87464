import Dialect
import DialectTransport
import DialectWire
import Logging

/// The events of one request over a WebSocket, or over HTTP where a WebSocket is not to be had. It does what its
/// ``ResponsesTurn`` says.
///
/// Released before the terminal event, it abandons the response: a lane is drained, a connection without lanes closed.
final class ResponsesWebSocketSource: EventSource {
    private let transport: ResponsesWebSocketTransport
    private let call: ResponsesCall

    private var place: ResponsesConnectionPool.Place?
    private var exchange: WebSocketExchange?
    private var fallback: (any EventSource)?
    private var plan = ContinuationPlanner.Plan.full(.firstTurn)
    private var turn: ResponsesTurn
    private var isReplay = false
    private var hasLearned = false
    /// The connection that the request failed on.
    private var excluded: Int?
    private let steering: ResponsesSteeringLink?
    /// When the request was sent; nil once its first event has come.
    private var sentAt: ContinuousClock.Instant?
    private var receivedBytes = 0

    init(transport: ResponsesWebSocketTransport, call: ResponsesCall) {
        self.transport = transport
        self.call = call
        turn = ResponsesTurn(plan: plan, isWarmUp: call.isWarmUp)
        steering = call.steering.map { ResponsesSteeringLink($0, dialect: transport.dialect) }
    }

    deinit {
        // Before the exchange goes, which drains its lane or closes its socket.
        // After steering, a successor may follow that nobody asked for.
        let hasLane = place?.lease.laneName != nil && turn.laneIsEchoed != false
        let isSpent = !hasLane || steering?.hasSteered == true
        if let place { transport.pool.abandoned(place.lease, isSpent: isSpent) }
        reportReceived()
    }

    var warnings: [ModelWarning] { fallback?.warnings ?? [] }

    var metadata: ResponseMetadata {
        if let fallback { return fallback.metadata }
        var metadata = ResponseMetadata()
        metadata.provider[raw: transport.dialect.provider] = [
            "transport": "websocket", "continuation": .string(plan.name),
        ]
        return metadata
    }

    func complete() {
        // The place was given back with the terminal event, also if that was an error.
        fallback?.complete()
    }

    /// Sends the request.
    func begin() async throws {
        guard transport.mayTry() else {
            return try await fallBack(because: "a handshake failed recently", "recent failure")
        }
        try await carryOn(from: nil)
    }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        while true {
            if let fallback { return try await fallback.next(receive) }
            guard let exchange else { return false }
            var replayPlace: ResponsesTurn.Place?
            var isSpent = false
            do {
                let hasMore: Bool
                do {
                    // Local variables need no check of exclusive access for each event.
                    var turn = turn
                    var count = 0
                    defer {
                        self.turn = turn
                        receivedBytes += count
                    }
                    hasMore = try await exchange.next { event in
                        count += event.count
                        guard replayPlace == nil, !turn.isFinished else {
                            isSpent = isSpent || ResponsesEventRouting.endsConnection(event)
                            return
                        }
                        // It has no place among what this response was given.
                        if steering?.hasSteered == true, turn.steersAnother(event) { return }
                        let before = turn.responseID
                        relayed(event) { event in
                            switch turn.received(event) {
                            case .deliver: receive(event)
                            case .ignore: break
                            case .replay(let place): replayPlace = place
                            }
                        }
                        if let id = turn.responseID, id != before { steering?.began(responseID: id, exchange) }
                    }
                }
                if let sentAt { transport.log.receivedFirstEvent(after: .now - sentAt) }
                sentAt = nil
                learnLanes()
                if turn.replayReason == .lanesExhausted, let place {
                    transport.pool.exhaustedLanes(of: place.lease)
                }
                if turn.isFinished || replayPlace != nil {
                    endTurn(
                        keepsPlace: replayPlace == .sameConnection,
                        isSpent: isSpent || turn.endsConnection || replayPlace == .newConnection)
                }
                guard let replayPlace else { return hasMore && !turn.isFinished }
                try await replay(on: replayPlace)
            } catch let error as LanguageModelError {
                try await recover(from: error)
            }
        }
    }

    // MARK: Sending

    /// Finds a place and sends the request; goes over HTTP if there is none for reasons of the WebSocket.
    ///
    /// - Parameter reason: Why all of it is sent; nil lets the planner decide.
    private func carryOn(from reason: ContinuationPlanner.Reason?) async throws {
        turn = ResponsesTurn(plan: plan, isWarmUp: call.isWarmUp, mayReplay: !isReplay)
        do {
            let place = try await transport.place(for: call, excluding: excluded)
            self.place = place
            try send(reason.map { .full($0) } ?? place.lease.plan, lane: place.lease.laneName)
        } catch let error as LanguageModelError {
            // A connection may also be closed before the request has got its place on it.
            if place != nil || error.underlying is WebSocketCloseStatus { return try await recover(from: error) }
            guard let reason = transport.reasonToFallBack(error, deadline: call.deadline) else { throw error }
            try await fallBack(because: error.message, reason)
        }
    }

    private func send(_ plan: ContinuationPlanner.Plan, lane: String?) throws {
        guard let place else { return }
        self.plan = plan
        turn = ResponsesTurn(
            plan: plan, isWarmUp: call.isWarmUp, mayReplay: !isReplay, lane: lane,
            earlierResponses: Set([place.lease.earlierResponse].compactMap(\.self)))
        let exchange = try place.connection.beginExchange(
            name: lane, timeouts: transport.timeouts, deadline: call.deadline,
            abandonment: lane == nil ? .closesConnection : .drains)
        self.exchange = exchange
        let request = call.request
        let message =
            switch plan {
            case .full:
                request.createEvent(
                    items: request.input[...], previousResponseID: request.previousResponseID,
                    generate: !call.isWarmUp, streamID: lane)
            case .incremental(let id, let firstNewItem):
                request.createEvent(
                    items: request.input[firstNewItem...], previousResponseID: id, generate: !call.isWarmUp,
                    streamID: lane)
            }
        transport.log.sent(plan, on: place.lease, bytes: message.count, isReplay: isReplay)
        sentAt = .now
        exchange.send(message)
    }

    /// Passes what the server says of steering on to the app, and hands the event on as the turn wants it.
    private func relayed(_ event: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard let steering else { return body(event) }
        steering.relay(event, body)
    }

    // MARK: The end of a turn

    /// The terminal event was seen, or one after which the request is sent again.
    private func endTurn(keepsPlace: Bool, isSpent: Bool) {
        exchange?.complete()
        exchange = nil
        reportReceived()
        guard !keepsPlace, let place else { return }
        self.place = nil
        if isSpent { excluded = place.lease.connection }
        transport.pool.finished(place.lease, memory: turn.memory(of: call.request), isSpent: isSpent)
    }

    private func reportReceived() {
        if receivedBytes > 0 { transport.log.received(bytes: receivedBytes) }
        receivedBytes = 0
    }

    private func learnLanes() {
        guard !hasLearned, place?.lease.laneName != nil, let isEchoed = turn.laneIsEchoed else { return }
        hasLearned = true
        if !isEchoed { place?.connection.namesAreAbsent() }
        transport.pool.learned(isEchoed ? .present : .absent)
    }

    // MARK: Trouble

    private func recover(from error: LanguageModelError) async throws {
        let action = turn.failed(error, isWarranted: transport.options.replaysUnanswered)
        loseConnection()
        if ResponsesBreaker.isClosedAgainst(error), !turn.hasContent, transport.options.fallback == .automatic {
            return try await fallBack(because: error.message, "closed by the server")
        }
        if ResponsesBreaker.isTooBig(error) {
            // The same message would be refused again.
            var error = error
            error.isRetryable = false
            throw error
        }
        guard case .replay(let place) = action else { throw error }
        try await replay(on: place)
    }

    /// The exchange failed: the place is of no more use.
    private func loseConnection() {
        guard let place else { return }
        self.place = nil
        excluded = place.lease.connection
        transport.pool.abandoned(place.lease, isSpent: true)
        exchange = nil
        reportReceived()
    }

    /// Sends the whole conversation again.
    private func replay(on replayPlace: ResponsesTurn.Place) async throws {
        isReplay = true
        let reason = turn.replayReason ?? .chainLost
        transport.log.willReplay(reason)
        if replayPlace == .sameConnection, let place, place.connection.isOpen {
            let lane = turn.laneIsEchoed == false ? nil : place.lease.laneName
            do {
                try send(.full(reason), lane: lane)
            } catch let error as LanguageModelError {
                try await recover(from: error)
            }
        } else {
            loseConnection()
            try await carryOn(from: reason)
        }
    }

    private func fallBack(because reason: String, _ logged: String) async throws {
        fallback = try await call.overHTTP(transport.fellBack(because: reason, logged: logged))
    }
}
