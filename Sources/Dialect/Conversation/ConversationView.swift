/// What follows from the log of a conversation, kept up to date entry by entry.
struct ConversationView: Sendable {
    private(set) var messages: [Message] = []
    private(set) var usage = Usage()
    private(set) var openCalls: [ToolCall] = []
    /// For each message, what it stands for and models are no longer told, because a provider has summed it up there.
    private var summedUp: [[Message]] = []
    /// The estimate for each message.
    private var estimates: [Int] = []
    /// The estimates of all messages together.
    private var estimate = 0
    /// What a provider counted, and of how many messages.
    private var counted: (tokens: Int, messageCount: Int)?

    /// What is counted, and estimates of the rest.
    var estimatedTokens: Int {
        guard let counted else { return estimate }
        return counted.tokens.addingSaturated(estimates[counted.messageCount...].reduce(0, +))
    }

    mutating func apply(_ content: Conversation.Entry.Content) {
        switch content {
        case .message(let message): append(message)
        case .answer(let answer):
            append(answer.message)
            count(answer.usage)
            usage = usage + answer.usage
        case .replacement(let replacement):
            let isSummedUp = replacement.reason == .providerCompaction && replacement.messages.isEmpty
            let leftOut = isSummedUp ? wholeMessages(in: replacement.range) : []
            replace(replacement.range, with: replacement.messages)
            if !leftOut.isEmpty, replacement.range.lowerBound < messages.count {
                summedUp[replacement.range.lowerBound].insert(contentsOf: leftOut, at: 0)
            }
            if let cost = replacement.usage { usage = usage + cost }
        }
    }

    /// The messages, and before each what a provider has summed up in it, which nobody else can read in that form.
    func wholeMessages(in range: Range<Int>) -> [Message] {
        range.flatMap { summedUp[$0] + [messages[$0]] }
    }

    private mutating func append(_ message: Message) {
        messages.append(message)
        summedUp.append([])
        estimates.append(message.estimatedTokens)
        estimate += estimates[estimates.count - 1]
        Self.note(message, in: &openCalls)
    }

    private mutating func count(_ usage: Usage) {
        guard let input = usage.input.total, let output = usage.output.total, !usage.isPartial else { return }
        let tokens = input.addingSaturated(output).subtractingSaturated(usage.output.reasoning ?? 0)
        counted = (max(0, tokens), messages.count)
    }

    private mutating func replace(_ range: Range<Int>, with replacement: [Message]) {
        let new = replacement.map(\.estimatedTokens)
        let difference = new.reduce(0, +) - estimates[range].reduce(0, +)
        messages.replaceSubrange(range, with: replacement)
        summedUp.replaceSubrange(range, with: Array(repeating: [], count: replacement.count))
        estimates.replaceSubrange(range, with: new)
        estimate += difference
        openCalls = []
        for message in messages { Self.note(message, in: &openCalls) }
        guard let counted else { return }
        guard range.upperBound <= counted.messageCount else {
            self.counted = nil
            return
        }
        let messageCount = counted.messageCount + replacement.count - range.count
        // The estimate of what went may have been too high: what remains is not less than its own estimate.
        let remaining = estimates[..<messageCount].reduce(0, +)
        self.counted = (max(remaining, counted.tokens.addingSaturated(difference)), messageCount)
    }

    private static func note(_ message: Message, in openCalls: inout [ToolCall]) {
        for part in message.content {
            switch part {
            case .toolCall(let call) where !call.isProviderExecuted: openCalls.append(call)
            case .toolResult(let result) where !result.isProviderExecuted:
                openCalls.removeAll { $0.id == result.callID }
            default: break
            }
        }
    }
}

/// Where a conversation can be cut.
extension ConversationView {
    /// How many instructions the conversation begins with; they stay.
    private var instructionCount: Int {
        messages.firstIndex { $0.role != .system && $0.role != .developer } ?? messages.count
    }

    /// Where turns begin: at what a user says after the model has spoken, unless results of tools are awaited there.
    private var turnStarts: [Int] {
        var starts: [Int] = []
        var openCalls: [ToolCall] = []
        var hasSpoken = true
        for index in instructionCount..<messages.count {
            let message = messages[index]
            if starts.isEmpty || message.role == .user && hasSpoken && openCalls.isEmpty { starts.append(index) }
            hasSpoken = message.role != .user
            Self.note(message, in: &openCalls)
        }
        return starts
    }

    /// What is older than the newest turns that fit; nil if all do. At least the last turn is kept, however long, unless
    /// no turn is to be.
    func range(before extent: Conversation.Extent) -> Range<Int>? {
        let starts = turnStarts
        guard let first = starts.first else { return nil }
        switch extent.kind {
        case .turns(0): return openCalls.isEmpty ? first..<messages.count : nil
        case .turns(let count):
            return starts.count > count ? first..<starts[starts.count - count] : nil
        case .tokens(let limit):
            var remaining = estimatedTokens
            var end = first
            for (start, next) in zip(starts, starts.dropFirst()) where remaining > limit {
                remaining -= estimates[start..<next].reduce(0, +)
                end = next
            }
            return end > first ? first..<end : nil
        }
    }

    /// What comes before the provider's last summary of its own, instructions excepted; nil if there is none.
    var rangeBeforeProviderCompaction: Range<Int>? {
        let position = messages.lastIndex { $0.hasCompaction }
        guard let position, position > instructionCount else { return nil }
        return instructionCount..<position
    }
}

extension Message {
    /// Whether it has an item that stands for all that came before it: OpenAI's items and Anthropic's blocks have the
    /// same name (OpenAI's guide "Compaction", Anthropic's "Compaction").
    var hasCompaction: Bool {
        content.contains {
            if case .providerItem(let item) = $0 { item.type == "compaction" } else { false }
        }
    }
}
