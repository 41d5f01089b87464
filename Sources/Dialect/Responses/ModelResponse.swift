/// A whole response.
public struct ModelResponse: Hashable, Sendable, Codable {
    /// Text, reasoning, tool calls, provider-executed results, sources and files, in the order they began.
    public var content: [ContentPart]
    /// Why the answer ended.
    public var finishReason: FinishReason
    /// What it cost, in tokens.
    public var usage: Usage
    /// What was asked for and could not be done.
    public var warnings: [ModelWarning]
    /// Ids, times, and what only the provider says.
    public var metadata: ResponseMetadata

    public init(
        content: [ContentPart], finishReason: FinishReason, usage: Usage = Usage(), warnings: [ModelWarning] = [],
        metadata: ResponseMetadata = ResponseMetadata()
    ) {
        self.content = content
        self.finishReason = finishReason
        self.usage = usage
        self.warnings = warnings
        self.metadata = metadata
    }

    /// The assistant message to append to the history; sent back to the same provider nothing is lost.
    public var message: Message { Message(role: .assistant, content: content) }

    /// All text, put together.
    public var text: String { message.text }

    /// All reasoning, put together; providers often give a summary only.
    public var reasoning: String {
        content.compactMap { if case .reasoning(let text, _) = $0 { text } else { nil } }.joined(separator: "\n\n")
    }

    /// The calls of client tools, in the model's order.
    public var toolCalls: [ToolCall] {
        content.compactMap { if case .toolCall(let call) = $0, !call.isProviderExecuted { call } else { nil } }
    }

    /// What the answer is based on.
    public var sources: [Source] {
        content.compactMap { if case .source(let source) = $0 { source } else { nil } }
    }
}
