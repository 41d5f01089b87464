/// Decides how much of a conversation must be sent to a connection that has seen some of it.
///
/// Only what is proved is left out: the conversation must begin with exactly the items that the lane has seen, under
/// settings that mean the same. When in doubt, everything is sent. The cost does not depend on how long a
/// conversation is.
public enum ContinuationPlanner {
    /// What to send.
    public enum Plan: Hashable, Sendable {
        /// The whole conversation.
        case full(Reason)
        /// The items from `firstNewItem` on, as a continuation of a response.
        case incremental(previousResponseID: String, firstNewItem: Int)

        /// How many items need not be sent.
        public var knownItems: Int {
            if case .incremental(_, let firstNewItem) = self { firstNewItem } else { 0 }
        }
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
        guard !request.isChainedByCaller else { return .full(.callerChained) }
        // A request that names nothing to continue is the whole conversation; the server's may have begun before it.
        guard let memory, !memory.isChainedByCaller else { return .full(.firstTurn) }
        let input = request.input
        let seen = memory.itemCount
        let isContinued = input.count >= seen && input.digest(ofFirst: seen) == memory.digest
        // Many conversations begin with the same instructions; what the user says first tells them apart.
        let isSameConversation = isContinued || (memory.opening != nil && memory.opening == input.opening)
        guard isSameConversation else { return .full(.firstTurn) }
        if let change = change(from: memory.settings, to: request.settings) { return .full(change) }
        guard isContinued else { return .full(.historyEdited) }
        // A response cannot be continued by nothing, except the one that only warmed up.
        guard input.count > seen || memory.isWarmUp else { return .full(.nothingNew) }
        return .incremental(previousResponseID: memory.responseID, firstNewItem: seen)
    }

    /// The weightiest difference between two lists of settings, each sorted by name.
    private static func change(
        from old: [EncodedResponsesRequest.Setting], to new: [EncodedResponsesRequest.Setting]
    ) -> Reason? {
        // As in nearly every turn.
        if old.count == new.count, zip(old, new).allSatisfy({ $0.name == $1.name && isSame($0.json, $1.json) }) {
            return nil
        }
        var changed: Set<String> = []
        var (left, right) = (old[...], new[...])
        while let one = left.first ?? right.first {
            let other = right.first ?? one
            let name = min(one.name, other.name)
            let before = left.first?.name == name ? left.removeFirst().json : nil
            let after = right.first?.name == name ? right.removeFirst().json : nil
            guard !settingsOfOneTurn.contains(name) else { continue }
            if !isSame(before, after) { changed.insert(name) }
        }
        if changed.contains("model") { return .modelChanged }
        if changed.contains("instructions") { return .instructionsChanged }
        if changed.contains("tools") { return .toolsChanged }
        return changed.isEmpty ? nil : .settingsChanged
    }

    private static func isSame(_ before: [UInt8]?, _ after: [UInt8]?) -> Bool {
        guard let before, let after else { return before == nil && after == nil }
        return before.withUnsafeBytes { left in after.withUnsafeBytes { left.isIdentical(to: $0) } }
    }
}
