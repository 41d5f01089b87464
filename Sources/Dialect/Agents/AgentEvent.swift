/// Something that happens in a run. More cases will come: give a `switch` a `default`.
#if compiler(>=6.3)
    @nonexhaustive
#endif
public enum AgentEvent: Sendable {
    /// The model is about to be asked.
    case stepStarted(StepStart)
    /// A part of the model's answer: text, reasoning, the input of a tool and so on.
    case model(StreamPart)
    /// A tool is running now.
    case toolStarted(ToolCall)
    /// A running tool shows what it has so far.
    case toolProgress(ToolCall, JSONValue)
    /// A call has its result, be it an error. Results come as they are there; in the history they are in call order.
    case toolFinished(ToolResult)
    /// A tool did not end though it was cancelled; nobody waits for it any more. Its call has an error as result.
    case toolLeftBehind(ToolCall)
    /// The run will be suspended until somebody decides; see ``AgentState/decide(_:for:)``.
    case approvalNeeded(ApprovalRequest)
    /// Another agent goes on.
    case handedOver(from: String, to: String)
    /// A step is over and its calls have their results.
    case stepFinished(AgentStep)
    /// The last event. A run that fails throws instead.
    case finished(AgentResult)

    /// The piece of text that came, if it was that.
    public var text: String? {
        if case .model(.textDelta(_, let text)) = self { text } else { nil }
    }

    /// Who is asked in a step.
    public struct StepStart: Hashable, Sendable {
        /// The first step is 0.
        public let index: Int
        public let agent: String
        public let model: ModelID
    }
}
