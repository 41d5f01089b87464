import Dialect

/// Messages and the items that they became, so that a longer conversation encodes only what is new.
public struct ResponsesEncodedConversation: Sendable {
    /// What there was after each message.
    private struct Mark: Sendable {
        let itemCount: Int
        let warningCount: Int
    }

    private let dialect: ResponsesDialect
    private let isStored: Bool
    private var messages: [Message] = []
    private var marks: [Mark] = []
    private(set) var input = ResponsesInput()
    private(set) var warnings: [ModelWarning] = []

    init(dialect: ResponsesDialect, isStored: Bool) {
        self.dialect = dialect
        self.isStored = isStored
    }

    /// How many messages are encoded.
    public var messageCount: Int { messages.count }
    /// The size of the items.
    public var byteCount: Int { input.byteCount }

    /// Whether the items are what they would be for a request of this kind.
    func suits(_ dialect: ResponsesDialect, isStored: Bool) -> Bool {
        self.isStored == isStored && self.dialect == dialect
    }

    /// Whether these messages stand at the beginning of others.
    ///
    /// The last message is compared first: it is the one in which conversations differ.
    func isBeginning(of others: [Message], dialect: ResponsesDialect) -> Bool {
        guard dialect == self.dialect, let last = messages.last, messages.count <= others.count,
            last.isIdentical(to: others[messages.count - 1], provider: dialect.provider)
        else { return false }
        return commonCount(with: others) == messages.count
    }

    /// Whether both begin with the same words of the user, whatever follows.
    func sharesOpening(with others: [Message], dialect: ResponsesDialect) -> Bool {
        guard dialect == self.dialect,
            let opening = messages.firstIndex(where: { $0.role != .system && $0.role != .developer }),
            opening < others.count
        else { return false }
        return (0...opening).allSatisfy { messages[$0].isIdentical(to: others[$0], provider: dialect.provider) }
    }

    /// How many messages both begin with.
    private func commonCount(with others: [Message]) -> Int {
        var count = 0
        while count < messages.count, count < others.count,
            messages[count].isIdentical(to: others[count], provider: dialect.provider)
        {
            count += 1
        }
        return count
    }

    /// Holds exactly these messages afterwards; those that it begins with already are not encoded again.
    mutating func encode(_ newMessages: [Message]) {
        let common = commonCount(with: newMessages)
        if common < messages.count { keep(first: common) }
        for message in newMessages[common...] {
            var encoder = ResponsesInputEncoder(dialect: dialect, isStored: isStored)
            encoder.append(message)
            for item in encoder.items { input.append(item) }
            warnings += encoder.warnings
            messages.append(message)
            marks.append(Mark(itemCount: input.count, warningCount: warnings.count))
        }
    }

    private mutating func keep(first count: Int) {
        let mark = count == 0 ? Mark(itemCount: 0, warningCount: 0) : marks[count - 1]
        messages.removeLast(messages.count - count)
        marks.removeLast(marks.count - count)
        input.keep(first: mark.itemCount)
        warnings.removeLast(warnings.count - mark.warningCount)
    }
}
