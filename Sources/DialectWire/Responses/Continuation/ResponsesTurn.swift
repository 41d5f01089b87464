public import Dialect

/// One request on a connection, from sending it to its terminal event: what to do with each event and with a failure.
///
/// A pure state machine. It sees the events before the parser does, and only looks at what concerns the connection:
/// whether an event is the turn's own, whether the turn is over, what the lane may remember, and whether a failed turn
/// can be played again unseen.
public struct ResponsesTurn: Sendable {
    /// What to do next.
    public enum Action: Hashable, Sendable {
        /// Hand the event to the parser, or the failure to the caller.
        case deliver
        /// Drop the event: it belongs to another response.
        case ignore
        /// Send the whole conversation again.
        case replay(on: Place)
    }

    /// Where a request is played again.
    public enum Place: Hashable, Sendable {
        case sameConnection
        case newConnection
    }

    private enum State: Sendable {
        /// Sent; the answer has not begun.
        case waiting
        /// Some of the answer was delivered.
        case answering
        case finished(responseID: String?)
    }

    private let plan: ContinuationPlanner.Plan
    private let isWarmUp: Bool
    /// A turn is played again once at most.
    private let mayReplay: Bool
    private let lane: [UInt8]?

    private var state = State.waiting
    private var hasSeenEvent = false
    private var output = ResponsesTurnOutput()
    private var succession = ResponsesSuccession()
    /// What the lane could continue if the awaited successor never came.
    private var resumableID: String?
    /// Ids of responses that are not the turn's, or not any more.
    private var otherResponses: Set<String>
    /// Those of them for which a successor went on in this turn.
    private var precedingResponses: Set<String> = []
    /// An earlier response's id that the server begins a response by.
    private var repeatedID: String?

    /// The response under way; nil until the server names it. It changes when a successor goes on after steering.
    public private(set) var responseID: String?
    /// Whether the server names the lane in its events; nil until an event tells. A server that does not has none.
    public private(set) var laneIsEchoed: Bool?
    /// Whether the server has said that the connection is at its end.
    public private(set) var endsConnection = false
    /// Why the turn is to be played again, once it is.
    public private(set) var replayReason: ContinuationPlanner.Reason?

    /// - Parameters:
    ///   - plan: What was sent.
    ///   - mayReplay: False for a turn that is a replay itself.
    ///   - lane: The `stream_id` that was sent.
    ///   - earlierResponses: Ids of responses that the connection made before; their events may still arrive.
    public init(
        plan: ContinuationPlanner.Plan, isWarmUp: Bool = false, mayReplay: Bool = true, lane: String? = nil,
        earlierResponses: Set<String> = []
    ) {
        self.plan = plan
        self.isWarmUp = isWarmUp
        self.mayReplay = mayReplay
        self.lane = lane.map { Array($0.utf8) }
        otherResponses = earlierResponses
        if case .incremental(let id, _) = plan { otherResponses.insert(id) }
    }

    /// Whether the terminal event was seen after which no successor comes, so that the lane is free.
    public var isFinished: Bool { if case .finished = state { true } else { false } }

    /// Whether any of the answer was handed over, after which nothing is sent again.
    public var hasContent: Bool { if case .answering = state { true } else { false } }

    /// What the lane knows after the turn; nil if the response cannot be continued.
    public func memory(of request: EncodedResponsesRequest) -> ResponsesLaneMemory? {
        guard case .finished(let id?) = state else { return nil }
        // LiteLLM answers a warm-up itself where its provider takes none, and drops what it was given.
        if isWarmUp, id.hasPrefix("resp_warmup_") { return nil }
        return ResponsesLaneMemory(responseID: id, request: request, output: output.items, isWarmUp: isWarmUp)
    }

    // MARK: Events

    /// An event has arrived.
    public mutating func received(_ event: UnsafeRawBufferPointer) -> Action {
        let address = ResponsesEventAddress(event, mayNameLane: laneIsEchoed != false)
        guard let type = address.type else {
            hasSeenEvent = true
            return .deliver
        }
        if let streamID = address.streamID, lane.map({ streamID.elementsEqual($0) }) != true { return .ignore }
        let role = ResponsesEventRole(type: type)
        guard role != .aside else { return receivedAside(event, type: type) }
        if let id = address.responseID?.string, !isOwn(id, isCreated: type.equals("response.created"), event) {
            return .ignore
        }
        hasSeenEvent = true
        if role != .error { learnLane(isNamed: address.streamID != nil) }
        switch role {
        case .lifecycle, .aside: break
        case .content:
            state = .answering
            if type.isDelta {
                output.receivedDelta()
            } else if !type.equals("response.output_item.done") {
                output.receivedPiece(event)
            } else if let json = try? JSONValue(parsing: event), let item = output.received(json) {
                succession.completed(item)
            }
        case .terminal where !type.equals("response.failed"): ended(event, type: type)
        case .terminal, .error: return failed(event, namesLane: address.streamID != nil)
        }
        return .deliver
    }

    /// Whether a response with this id is the turn's: it is, unless the id is known as another's. Some servers (GitHub
    /// Copilot, as recorded) give a response another id in every event.
    private mutating func isOwn(
        _ id: String, isCreated: Bool, _ event: UnsafeRawBufferPointer
    ) -> Bool {
        if id == responseID { return true }
        if otherResponses.contains(id) { return begunAgain(id, isCreated: isCreated, event) }
        if let responseID, isCreated {
            guard succession.isAwaited else {
                otherResponses.insert(id)
                return false
            }
            otherResponses.insert(responseID)
            precedingResponses.insert(responseID)
            output.settle(succession.takeInput())
        }
        responseID = id
        return true
    }

    /// Some servers give every response the same id. An earlier response's late events bring no content, so that one
    /// which begins again and does is the turn's own.
    private mutating func begunAgain(_ id: String, isCreated: Bool, _ event: UnsafeRawBufferPointer) -> Bool {
        guard responseID == nil else { return false }
        if isCreated { repeatedID = id }
        guard id == repeatedID, hasContent || Self.holdsOutput(event) else { return false }
        otherResponses.remove(id)
        responseID = id
        return true
    }

    private static func holdsOutput(_ event: UnsafeRawBufferPointer) -> Bool {
        (try? JSONValue(parsing: event))?["response"]?["output"]?.arrayValue?.isEmpty == false
    }

    private mutating func learnLane(isNamed: Bool) {
        if lane != nil, laneIsEchoed == nil { laneIsEchoed = isNamed }
    }

    private mutating func receivedAside(_ event: UnsafeRawBufferPointer, type: JSONSlice) -> Action {
        guard Self.isAboutSteering(type), let json = try? JSONValue(parsing: event) else { return .deliver }
        guard !steersAnother(json) else { return .ignore }
        if type.equals("response.steer.accepted") {
            succession.accepted(json)
        } else if type.equals("response.steer.failed"), succession.failed(json) {
            state = .finished(responseID: resumableID)
        }
        return .deliver
    }

    /// Whether an event answers what was steered into another response, just as it ended: the answer comes on its lane,
    /// where this turn has begun by now.
    public func steersAnother(_ event: UnsafeRawBufferPointer) -> Bool {
        guard let type = ResponsesEventHead.type(of: event), Self.isAboutSteering(type) else { return false }
        return (try? JSONValue(parsing: event)).map(steersAnother) ?? false
    }

    private func steersAnother(_ event: JSONValue) -> Bool {
        guard let id = event["steer"]?["previous_response_id"]?.stringValue else { return false }
        return otherResponses.contains(id) && !precedingResponses.contains(id)
    }

    private static func isAboutSteering(_ type: JSONSlice) -> Bool {
        type.bytes.starts(with: "response.steer.".utf8)
    }

    /// The response has ended, whole or cut.
    private mutating func ended(_ event: UnsafeRawBufferPointer, type: JSONSlice) {
        let end = ResponsesRestatement.end(in: event) ?? ResponsesRestatement.End()
        output.end(end.output)
        for item in end.output { succession.completed(item) }
        // `response.done` ends failed and incomplete responses too, and those cannot be continued.
        let isNamedIncomplete = type.equals("response.incomplete")
        let status = end.status ?? (isNamedIncomplete ? "incomplete" : "completed")
        let isComplete = status == "completed" && !isNamedIncomplete
        let isSteered = end.incompleteReason == "steered"
        // What the caller has got and the memory lacks would be sent as if it were new.
        resumableID = isComplete && output.isWhole ? end.id : nil
        if isComplete || isSteered, succession.ended() {
            state = .answering
            return
        }
        // The server puts input that waits for the client's tools before their results.
        output.settle(succession.takeInput())
        state = .finished(responseID: resumableID)
    }

    // MARK: Failures

    /// The server has reported a failure. The chain is lost with it: a failed continuation evicts what it referred to.
    private mutating func failed(_ event: UnsafeRawBufferPointer, namesLane: Bool) -> Action {
        let hasContent = if case .answering = state { true } else { false }
        state = .finished(responseID: nil)
        guard let json = try? JSONValue(parsing: event) else { return .deliver }
        let error = LanguageModelError(responsesError: json, provider: "")
        endsConnection = error.details.code == "websocket_connection_limit_reached"
        let refusesLane = refusesLane(error)
        if refusesLane { laneIsEchoed = false }
        // What is said of the whole connection, or of the lane's name, is said without the lane.
        if namesLane || !Self.connectionCodes.contains(error.details.code ?? "") { learnLane(isNamed: namesLane) }
        guard !hasContent else { return .deliver }
        // Without a lane it cannot be refused again, so this needs no other bound.
        if refusesLane { return replay(on: .sameConnection, because: .lanesRefused) }
        guard mayReplay else { return .deliver }
        switch error.details.code {
        case "websocket_connection_limit_reached": return replay(on: .newConnection, because: .connectionExpired)
        case "websocket_stream_limit_reached": return replay(on: .newConnection, because: .lanesExhausted)
        default: return isAboutChain(error) ? replay(on: .sameConnection, because: .chainLost) : .deliver
        }
    }

    private static let connectionCodes: Set<String> = [
        "websocket_connection_limit_reached", "websocket_stream_limit_reached", "invalid_stream_id",
    ]

    /// Whether the server does not know `stream_id` at all.
    private func refusesLane(_ error: LanguageModelError) -> Bool {
        lane != nil && error.details.parameter == "stream_id"
            && !Self.connectionCodes.contains(error.details.code ?? "")
    }

    /// Whether the server lost what the turn continues.
    private func isAboutChain(_ error: LanguageModelError) -> Bool {
        guard case .incremental = plan else { return false }
        if error.details.code == "previous_response_not_found" { return true }
        // A result whose call is in what was not sent.
        return error.details.code == nil && error.details.parameter == "input" && (error.httpStatus ?? 400) == 400
            && error.message.hasPrefix("No tool call found for")
    }

    private mutating func replay(on place: Place, because reason: ContinuationPlanner.Reason) -> Action {
        replayReason = reason
        return .replay(on: place)
    }

    /// The connection failed before the terminal event.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - isWarranted: Whether the caller accepts that a request which was sent, but not answered by a single event,
    ///     is sent again.
    public mutating func failed(_ error: LanguageModelError, isWarranted: Bool) -> Action {
        guard mayReplay, error.code == .connection, !hasSeenEvent, error.replaySafety == .safe || isWarranted else {
            return .deliver
        }
        return replay(on: .newConnection, because: .connectionLost)
    }

    /// Whether a message that came while nothing was asked reports a failure, so that its connection is of no more use.
    public static func isFailure(_ message: [UInt8]) -> Bool {
        message.withUnsafeBytes { event in
            guard let type = ResponsesEventHead.type(of: event) else { return false }
            return type.equals("error") || type.equals("response.error")
        }
    }
}
