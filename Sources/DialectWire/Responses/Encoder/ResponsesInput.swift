import Dialect

/// The items of a request's `input`, each encoded once, in the order in which they are sent.
///
/// A conversation only grows, so its bytes only grow too: those of the next turn begin with those of this one.
public struct ResponsesInput: RandomAccessCollection, Sendable {
    /// The items with commas between them.
    private var bytes: [UInt8] = []
    /// Where each item ends in ``bytes``.
    private var ends: [Int] = []
    /// The conversation up to and with each item.
    private var digests: [ResponsesConversationDigest] = []
    /// How many items there are up to the first that does more than instruct, itself included; nil if there is none.
    private var openingCount: Int?

    init() {}

    public var startIndex: Int { 0 }
    public var endIndex: Int { ends.count }

    public subscript(position: Int) -> ResponsesInputItem {
        ResponsesInputItem(json: Array(json(position..<position + 1)))
    }

    /// The size of all items as they are sent.
    public var byteCount: Int { bytes.count }

    /// Some of the items as they are sent, with commas between them.
    func json(_ items: Range<Int>) -> ArraySlice<UInt8> {
        guard !items.isEmpty else { return [] }
        let start = items.lowerBound == 0 ? 0 : ends[items.lowerBound - 1] + 1
        return bytes[start..<ends[items.upperBound - 1]]
    }

    /// The conversation up to the first item that does more than instruct; nil if there is none.
    var opening: ResponsesConversationDigest? { openingCount.map(digest(ofFirst:)) }

    /// The conversation up to its `count` first items.
    func digest(ofFirst count: Int) -> ResponsesConversationDigest { count == 0 ? .empty : digests[count - 1] }

    mutating func append(_ item: JSONValue) {
        if !ends.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: item.jsonBytes())
        ends.append(bytes.count)
        digests.append(digest(ofFirst: digests.count).appending(item))
        if openingCount == nil, !item.isInstruction { openingCount = ends.count }
    }

    /// Removes all items but the first `count`.
    mutating func keep(first count: Int) {
        guard count < ends.count else { return }
        bytes.removeLast(bytes.count - (count == 0 ? 0 : ends[count - 1]))
        ends.removeLast(ends.count - count)
        digests.removeLast(digests.count - count)
        if let openingCount, openingCount > count { self.openingCount = nil }
    }
}

/// One item of a request's `input`.
public struct ResponsesInputItem: Hashable, Sendable {
    /// The item as it is sent.
    public let json: [UInt8]
}

extension JSONValue {
    /// Whether an item is a message that instructs the model, such as many conversations share.
    var isInstruction: Bool { self["role"] == "system" || self["role"] == "developer" }
}
