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
    /// The tools that were declared last.
    var tools: ResponsesEncodedTools?

    init(dialect: ResponsesDialect, isStored: Bool) {
        self.dialect = dialect
        self.isStored = isStored
    }

    /// How many messages are encoded.
    public var messageCount: Int { messages.count }
    /// The size of the items, and of the tools that were declared last.
    public var byteCount: Int { input.byteCount + (tools?.json.count ?? 0) }

    /// Whether the items are what they would be for a request of this kind.
    func suits(_ dialect: ResponsesDialect, isStored: Bool) -> Bool {
        self.isStored == isStored && self.dialect == dialect
    }

    /// Whether these messages seem to stand at the beginning of others, by the last of them and by what the user says
    /// first. Whether they do, ``encode(_:)`` finds out.
    func seemsToBegin(_ others: [Message], dialect: ResponsesDialect) -> Bool {
        guard dialect == self.dialect, !messages.isEmpty, messages.count <= others.count else { return false }
        let last = max(0, messages.count - Self.probeCount)..<messages.count
        return (last.reversed() + [openingIndex ?? 0]).allSatisfy {
            messages[$0].isIdentical(to: others[$0], provider: dialect.provider)
        }
    }

    /// Conversations that begin alike differ in one of their last messages, unless one is the other's beginning.
    private static let probeCount = 4

    /// Whether both begin with the same words of the user, whatever follows.
    func sharesOpening(with others: [Message], dialect: ResponsesDialect) -> Bool {
        guard dialect == self.dialect, let opening = openingIndex, opening < others.count else { return false }
        return (0...opening).allSatisfy { messages[$0].isIdentical(to: others[$0], provider: dialect.provider) }
    }

    /// Where the first message is that does more than instruct.
    private var openingIndex: Int? { messages.firstIndex { $0.role != .system && $0.role != .developer } }

    /// How many messages both begin with.
    private func commonCount(with others: [Message]) -> Int {
        messages.withUnsafeBufferPointer { known in
            others.withUnsafeBufferPointer { others in
                let end = min(known.count, others.count)
                var count = 0
                while count < end, known[count].isIdentical(to: others[count], provider: dialect.provider) {
                    count += 1
                }
                return count
            }
        }
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
