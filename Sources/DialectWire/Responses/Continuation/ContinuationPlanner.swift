public import Dialect

/// Decides how much of a conversation must be sent to a connection that has seen some of it.
///
/// Only what is proved is left out: the conversation must begin with exactly the items that the lane has seen, under
/// settings that mean the same. When in doubt, everything is sent.
public enum ContinuationPlanner {
    /// What to send.
    public enum Plan: Hashable, Sendable {
        /// The whole conversation.
        case full(Reason)
        /// The items from `firstNewItem` on, as a continuation of a response.
        case incremental(previousResponseID: String, firstNewItem: Int)
    }

    /// Why the whole conversation is sent. The set is open.
    public struct Reason: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The connection has seen nothing that could be continued.
        public static let firstTurn = Reason("firstTurn")
        /// The caller named a response to continue, and is obeyed.
        public static let callerChained = Reason("callerChained")
        /// Instructions, tools, the model or another setting differ that the conversation was held under.
        public static let settingsChanged = Reason("settingsChanged")
        /// The conversation does not begin with what the connection has seen.
        public static let historyEdited = Reason("historyEdited")
        /// There is nothing new to send.
        public static let nothingNew = Reason("nothingNew")
        /// The server has forgotten the response to continue.
        public static let chainLost = Reason("chainLost")
        /// The connection failed before the answer began.
        public static let connectionLost = Reason("connectionLost")
        /// The server takes no more requests on the connection, because of its age.
        public static let connectionExpired = Reason("connectionExpired")
        /// The connection has had all the lanes that the server allows.
        public static let lanesExhausted = Reason("lanesExhausted")
        /// The server knows no lanes.
        public static let lanesRefused = Reason("lanesRefused")
    }

    /// Settings that shape only the next answer; they are sent with every request and may change at any time.
    private static let settingsOfOneTurn: Set<String> = [
        "max_output_tokens", "max_tool_calls", "metadata", "parallel_tool_calls", "safety_identifier", "service_tier",
        "temperature", "tool_choice", "top_logprobs", "top_p",
    ]

    /// Plans a request for a lane.
    ///
    /// - Parameter memory: What the lane has seen; nil if nothing that can be continued.
    public static func plan(_ request: EncodedResponsesRequest, memory: ResponsesLaneMemory?) -> Plan {
        guard request.previousResponseID == nil else { return .full(.callerChained) }
        guard let memory else { return .full(.firstTurn) }
        guard lasting(request.settings) == lasting(memory.settings) else { return .full(.settingsChanged) }
        let seen = memory.items.count
        guard request.input.count >= seen,
            zip(request.input, memory.items).allSatisfy({ $0.fingerprint == $1 })
        else { return .full(.historyEdited) }
        // A response cannot be continued by nothing, except the one that only warmed up.
        guard request.input.count > seen || memory.isWarmUp else { return .full(.nothingNew) }
        return .incremental(previousResponseID: memory.responseID, firstNewItem: seen)
    }

    private static func lasting(
        _ settings: [EncodedResponsesRequest.Setting]
    ) -> [EncodedResponsesRequest.Setting] {
        settings.filter { !settingsOfOneTurn.contains($0.name) }
    }
}
