import Dialect
import NIOConcurrencyHelpers

/// A conversation as it stood after a response: what the next turn continues.
struct StoredResponse: Hashable, Sendable {
    let id: String
    /// All items, those of the input and those of the output.
    let items: [JSONValue]
    /// Roughly the bytes it holds.
    let weight: Int
}

/// Responses that may be continued from anywhere. The oldest make room for new ones, so that clients cannot fill the
/// memory.
struct ResponseArchive: Sendable {
    private var responses: [String: StoredResponse] = [:]
    /// Ids in the order in which they came, from ``first`` on.
    private var order: [String] = []
    private var first = 0
    private var weight = 0
    private let maximumCount: Int
    private let maximumWeight: Int

    init(maximumCount: Int = 10_000, maximumWeight: Int = 256 << 20) {
        self.maximumCount = maximumCount
        self.maximumWeight = maximumWeight
    }

    var count: Int { responses.count }

    subscript(id: String) -> StoredResponse? { responses[id] }

    mutating func insert(_ response: StoredResponse) {
        guard responses.updateValue(response, forKey: response.id) == nil else { return }
        order.append(response.id)
        weight += response.weight
        while responses.count > maximumCount || (weight > maximumWeight && responses.count > 1) {
            if let oldest = responses.removeValue(forKey: order[first]) { weight -= oldest.weight }
            first += 1
        }
        if first > 1024, first > order.count / 2 {
            order.removeFirst(first)
            first = 0
        }
    }
}

/// The archive of one server, shared by its connections.
final class ResponseStore: Sendable {
    private let archive = NIOLockedValueBox(ResponseArchive())

    subscript(id: String) -> StoredResponse? { archive.withLockedValue { $0[id] } }
    func insert(_ response: StoredResponse) { archive.withLockedValue { $0.insert(response) } }
}
