/// Says what was said in fewer words.
public protocol ConversationCompactor: Sendable {
    /// Sums up the oldest part of a conversation.
    ///
    /// - Parameter messages: Whole turns, without the instructions before them, and with what only a provider's own
    ///   summary stands for otherwise.
    /// - Returns: What models are to be told in their place.
    /// - Throws: ``LanguageModelError``, `CancellationError`; the conversation is unchanged then.
    func compact(_ messages: [Message]) async throws -> CompactedMessages
}

/// What takes the place of longer messages.
public struct CompactedMessages: Hashable, Sendable {
    public var messages: [Message]
    /// What it cost to make them.
    public var usage: Usage?

    public init(messages: [Message], usage: Usage? = nil) {
        self.messages = messages
        self.usage = usage
    }
}

extension Conversation {
    /// Has the older turns summed up, so that models are told the summary in their place.
    ///
    /// ```swift
    /// if conversation.estimatedTokens > 100_000 {
    ///     try await conversation.compact(by: SummaryCompactor(model: small), keeping: .turns(3))
    /// }
    /// ```
    ///
    /// - Parameter extent: What to leave as it is, from the end; instructions at the beginning stay too.
    /// - Returns: Whether there was anything to sum up.
    /// - Throws: What the compactor throws; the conversation is unchanged then.
    @discardableResult
    public mutating func compact(
        by compactor: some ConversationCompactor, keeping extent: Extent = .turns(2)
    ) async throws -> Bool {
        guard let range = view.range(before: extent) else { return false }
        let compacted = try await compactor.compact(view.wholeMessages(in: range))
        replace(range, with: compacted.messages, reason: .summary, usage: compacted.usage)
        return true
    }

    /// Leaves out what a provider's own summary stands for, if an answer has brought one: OpenAI and Anthropic make one
    /// in the course of an answer, when they are told to by provider options and the conversation is long enough.
    ///
    /// Only that provider can read the summary. To go on with another one, have it said in words by
    /// ``compact(by:keeping:)``, which sums up what was left out too, or take ``transcript``.
    ///
    /// - Returns: Whether there was anything to leave out.
    @discardableResult
    public mutating func leaveOutWhatProviderCompacted() -> Bool {
        guard let range = view.rangeBeforeProviderCompaction else { return false }
        replace(range, with: [], reason: .providerCompaction)
        return true
    }
}
