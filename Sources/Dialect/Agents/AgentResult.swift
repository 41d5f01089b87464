/// What a run came to.
public struct AgentResult: Sendable {
    /// Why a run ended. The set is open.
    public struct Ending: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The model has answered.
        public static let finished = Ending("finished")
        /// A stop condition held.
        public static let stopped = Ending("stopped")
        /// Somebody has to decide about calls; see ``AgentResult/approvals``.
        public static let suspended = Ending("suspended")
        /// The task was cancelled.
        public static let cancelled = Ending("cancelled")
        /// Something failed; only in an ``AgentError``.
        public static let failed = Ending("failed")
    }

    /// Why the run ended.
    public let ending: Ending
    /// All that is needed to go on; `Codable`.
    public let state: AgentState
    /// Calls whose tools did not end though they were cancelled. They may still be doing something.
    public let leftBehind: [ToolCall]

    /// The whole conversation. Unless the run is suspended, or failed before it went on, every call in it has a result,
    /// so that it can be continued with any model.
    public var messages: [Message] { state.messages }
    /// What the run added to the conversation.
    public var newMessages: [Message] { Array(state.messages.dropFirst(state.input.count)) }
    /// The requests that were answered, and what tools did in between.
    public var steps: [AgentStep] { state.steps }
    /// What the run cost, failed requests and agents called as tools included.
    public var usage: Usage { state.usage }
    /// The text of the last answer.
    public var text: String { state.steps.last?.response.text ?? "" }
    /// Why the last answer ended; nil if there is none.
    public var finishReason: FinishReason? { state.steps.last?.response.finishReason }
    /// What has to be decided before the run can go on.
    public var approvals: [ApprovalRequest] { state.approvals }

    /// The result, with what earlier parts of the run left behind.
    func adding(_ earlier: [ToolCall]) -> AgentResult {
        AgentResult(ending: ending, state: state, leftBehind: earlier + leftBehind)
    }
}

/// Why a run failed, and what there is of it.
public struct AgentError: Error, CustomStringConvertible {
    /// What failed: a ``LanguageModelError``, or what a tool or a hook threw.
    public let underlying: any Error
    /// The run until then; its history can be continued, and as a rule the run resumed.
    public let result: AgentResult

    public var description: String {
        "The run failed in step \(result.steps.count): \(underlying)"
    }

    /// The error, with what earlier parts of the run left behind.
    func adding(_ earlier: [ToolCall]) -> AgentError {
        AgentError(underlying: underlying, result: result.adding(earlier))
    }
}

extension LanguageModelError.Code {
    /// A limit that the app set for a run was reached; the message says which.
    public static let limitReached = Self("limitReached")
}
