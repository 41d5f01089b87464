public import Dialect

/// The conversations that were encoded last, so that their next turns encode only what is new.
///
/// A value without a lock: whoever shares it guards it. A conversation is taken out while it grows and put back then,
/// so that it grows in place. A request whose conversation is not here is encoded as a whole and means the same.
public struct ResponsesEncodingCache: Sendable {
    private let maximumConversations: Int
    private let maximumBytes: Int
    /// The one used last at the end.
    private var conversations: [ResponsesEncodedConversation] = []

    /// The size of all items and tools held; what they were made from, as far as it is not shared with the app, takes
    /// about as much again.
    public private(set) var byteCount = 0
    /// How many conversations are held.
    public var count: Int { conversations.count }

    /// - Parameters:
    ///   - maximumConversations: The most conversations to hold; 0 holds none.
    ///   - maximumBytes: The most bytes of items and tools to hold.
    public init(maximumConversations: Int = 64, maximumBytes: Int = 32 << 20) {
        self.maximumConversations = maximumConversations
        self.maximumBytes = maximumBytes
    }

    /// Takes out the conversation that most of a request's is known of.
    ///
    /// One that the request continues leaves the cache until it is put back; of one that the request departs from, a
    /// copy is given.
    public mutating func take(for request: ModelRequest, dialect: ResponsesDialect) -> ResponsesEncodedConversation? {
        var best: Int?
        for index in conversations.indices.reversed()
        where conversations[index].messageCount > best.map({ conversations[$0].messageCount }) ?? 0
            && conversations[index].seemsToBegin(request.messages, dialect: dialect)
        {
            best = index
        }
        if let best {
            byteCount -= conversations[best].byteCount
            return conversations.remove(at: best)
        }
        return conversations.last { $0.sharesOpening(with: request.messages, dialect: dialect) }
    }

    /// Keeps a conversation for its next turn.
    public mutating func put(_ conversation: ResponsesEncodedConversation?) {
        guard let conversation, conversation.messageCount > 0, conversation.byteCount <= maximumBytes else { return }
        conversations.append(conversation)
        byteCount += conversation.byteCount
        while conversations.count > maximumConversations || byteCount > maximumBytes {
            byteCount -= conversations.removeFirst().byteCount
        }
    }
}
