#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A conversation with a model, as a value: what was said, by whom, and what became of it.
///
/// ```swift
/// var conversation = Conversation(messages: [.system("Be brief.")])
/// let answer = try await conversation.send("What is the tallest tree?", to: model)
/// try await store.save(&conversation)
/// ```
///
/// It is a log to which entries are only added. What models are told, ``messages``, follows from the log: usually all
/// of it, less what was trimmed or summed up since. So a store saves only what is new, nothing said is ever lost, and
/// whoever loads the log goes on where another stopped, with any model: a provider's own items are part of the
/// messages. Over a WebSocket nothing more is needed: a connection that knows the conversation recognises it by its
/// messages.
public struct Conversation: Identifiable, Sendable {
    /// Unique among all conversations.
    public let id: String
    /// Everything that happened, the oldest first.
    public private(set) var entries: [Entry] = []
    private(set) var view = ConversationView()
    /// How many entries are known to be in the store.
    var savedCount = 0

    /// A new conversation.
    ///
    /// - Parameters:
    ///   - id: Must be unique; a random one as a rule.
    ///   - messages: What it begins with, such as instructions.
    public init(id: String = UUID().uuidString.lowercased(), messages: [Message] = []) {
        self.id = id
        append(contentsOf: messages)
    }

    /// What a model is told of it: the log without what was trimmed, and summaries in the place of what they sum up.
    public var messages: [Message] { view.messages }

    /// Every message ever said, those included that ``messages`` has left out since.
    public var transcript: [Message] { entries.compactMap(\.message) }

    /// What all answers, and all summaries, have cost together.
    public var usage: Usage { view.usage }

    /// The last answer that was added with its circumstances.
    public var lastAnswer: Answer? {
        entries.last { if case .answer = $0.content { true } else { false } }?.answer
    }

    /// The calls of the app's tools that have no result yet. A provider accepts no other message before their results.
    public var openCalls: [ToolCall] { view.openCalls }

    /// Roughly how many tokens ``messages`` take; see ``Message/estimatedTokens``.
    ///
    /// It begins with what the provider counted for the last answer, and estimates only what was added since. Of that
    /// answer reasoning is not counted, as providers leave the reasoning of earlier turns out.
    public var estimatedTokens: Int { view.estimatedTokens }

    // MARK: Adding

    /// Adds what somebody said.
    public mutating func append(_ message: Message) { add(.message(message)) }

    /// Adds what was said, such as a history from elsewhere. What a run of an agent brought is added whole by
    /// ``append(_:)-(AgentResult)``.
    public mutating func append(contentsOf messages: some Sequence<Message>) {
        for message in messages { append(message) }
    }

    /// Adds a model's answer.
    ///
    /// - Parameter model: Who was asked.
    public mutating func append(_ response: ModelResponse, from model: ModelID? = nil) {
        add(.answer(Answer(response, from: model)))
    }

    /// Changes what models are told from now on. The log keeps what was said.
    ///
    /// - Parameters:
    ///   - range: Which of ``messages`` to replace.
    ///   - replacement: What takes their place; nothing leaves them out.
    ///   - reason: Why.
    ///   - usage: What it cost to make the replacement.
    public mutating func replace(
        _ range: Range<Int>, with replacement: [Message], reason: Replacement.Reason = .edit, usage: Usage? = nil
    ) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= messages.count,
            "There are \(messages.count) messages, so \(range) cannot be replaced.")
        add(.replacement(Replacement(range: range, messages: replacement, reason: reason, usage: usage)))
    }

    private mutating func add(_ content: Entry.Content) { add(Entry(content)) }

    /// Adds an entry whose replacement, if it is one, fits.
    mutating func add(_ entry: Entry) {
        entries.append(entry)
        view.apply(entry.content)
    }

    // MARK: Parting

    /// Another conversation that begins like this one and then goes its own way.
    ///
    /// - Parameters:
    ///   - count: How many ``entries`` both share; nil is all of them.
    ///   - id: The new conversation's.
    public func fork(at count: Int? = nil, id: String = UUID().uuidString.lowercased()) -> Conversation {
        var fork = Conversation(id: id)
        for entry in entries.prefix(count ?? entries.count) { fork.add(entry) }
        return fork
    }

    // MARK: Saving

    /// Whether there are entries that no store has yet.
    public var hasUnsavedEntries: Bool { savedCount < entries.count }

    /// The last entry that is known to be in the store; nil if none is.
    var savedHead: SavedConversationHead? {
        savedCount == 0 ? nil : SavedConversationHead(count: savedCount, entryID: entries[savedCount - 1].id)
    }
}

extension Conversation: Hashable {
    /// Whether both have the same id and the same entries, saved or not.
    public static func == (left: Self, right: Self) -> Bool { left.id == right.id && left.entries == right.entries }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(entries.count)
        hasher.combine(entries.last?.id)
    }
}
