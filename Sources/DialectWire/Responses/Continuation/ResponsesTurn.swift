public import Dialect

/// One request on a connection, from sending it to its terminal event: what to do with each event and with a failure.
///
/// A pure state machine. It sees the events before the parser does, and only looks at what concerns the connection:
/// whether the turn is over, what the lane may remember, and whether a failed turn can be played again unseen.
public struct ResponsesTurn: Sendable {
    /// What to do next.
    public enum Action: Hashable, Sendable {
        /// Hand the event to the parser, or the failure to the caller.
        case deliver
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

    private var state = State.waiting
    private var hasSeenEvent = false
    private var output: [(index: Int, item: JSONValue)] = []
    private let plan: ContinuationPlanner.Plan
    private let isWarmUp: Bool
    /// A turn is played again once at most.
    private let mayReplay: Bool

    /// - Parameters:
    ///   - plan: What was sent.
    ///   - mayReplay: False for a turn that is a replay itself.
    public init(plan: ContinuationPlanner.Plan, isWarmUp: Bool = false, mayReplay: Bool = true) {
        self.plan = plan
        self.isWarmUp = isWarmUp
        self.mayReplay = mayReplay
    }

    /// Whether the terminal event was seen, after which the connection is free.
    public var isFinished: Bool { if case .finished = state { true } else { false } }

    /// What the lane knows after the turn; nil if the response cannot be continued.
    public func memory(of request: EncodedResponsesRequest) -> ResponsesLaneMemory? {
        guard case .finished(let id?) = state else { return nil }
        return ResponsesLaneMemory(responseID: id, request: request, output: output.map(\.item), isWarmUp: isWarmUp)
    }

    /// An event has arrived.
    public mutating func received(_ event: UnsafeRawBufferPointer) -> Action {
        hasSeenEvent = true
        guard let type = ResponsesEventHead.type(of: event) else { return .deliver }
        if type.isDelta {
            state = .answering
            return .deliver
        }
        switch type.string {
        case "response.created", "response.queued", "response.in_progress": break
        case "response.output_item.done":
            state = .answering
            if let json = try? JSONValue(parsing: event), let item = json["item"] {
                output.append((json["output_index"]?.intValue ?? output.count, item))
            }
        case "response.completed", "response.done": completed(event)
        case "response.incomplete": state = .finished(responseID: nil)
        case "error", "response.error", "response.failed": return failed(event)
        case let type where type.hasPrefix("response."): state = .answering
        default: break
        }
        return .deliver
    }

    private mutating func completed(_ event: UnsafeRawBufferPointer) {
        let response = (try? JSONValue(parsing: event))?["response"]
        if output.isEmpty {
            output = Array((response?["output"]?.arrayValue ?? []).enumerated().map { ($0, $1) })
        }
        output.sort { $0.index < $1.index }
        // `response.done` ends failed and incomplete responses too, and those cannot be continued.
        let isComplete = (response?["status"]?.stringValue ?? "completed") == "completed"
        state = .finished(responseID: isComplete ? response?["id"]?.stringValue : nil)
    }

    /// The server has reported a failure. The chain is lost with it: a failed continuation evicts what it referred to.
    private mutating func failed(_ event: UnsafeRawBufferPointer) -> Action {
        let hasContent = if case .answering = state { true } else { false }
        state = .finished(responseID: nil)
        guard mayReplay, !hasContent, let json = try? JSONValue(parsing: event) else { return .deliver }
        switch LanguageModelError(responsesError: json, provider: "").details.code {
        case "previous_response_not_found":
            guard case .incremental = plan else { return .deliver }
            return .replay(on: .sameConnection)
        case "websocket_connection_limit_reached":
            return .replay(on: .newConnection)
        default:
            return .deliver
        }
    }

    /// Whether a message that came while nothing was asked reports a failure, so that its connection is of no more use.
    public static func isFailure(_ message: [UInt8]) -> Bool {
        message.withUnsafeBytes { event in
            guard let type = ResponsesEventHead.type(of: event) else { return false }
            return type.equals("error") || type.equals("response.error")
        }
    }

    /// The connection failed before the terminal event.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - isWarranted: Whether the caller accepts that a request which was sent, but not answered by a single event,
    ///     is sent again.
    public mutating func failed(_ error: LanguageModelError, isWarranted: Bool) -> Action {
        guard mayReplay, error.code == .connection, !hasSeenEvent else { return .deliver }
        return error.replaySafety == .safe || isWarranted ? .replay(on: .newConnection) : .deliver
    }
}
