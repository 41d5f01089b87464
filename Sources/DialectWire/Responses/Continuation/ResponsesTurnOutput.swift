import Dialect

/// The items that a turn has brought, those of a steered response and of its successors in a row.
struct ResponsesTurnOutput: Sendable {
    /// What is settled: earlier responses of the turn, and what was steered into them.
    private var settled: [JSONValue] = []
    private var current: [(index: Int, item: JSONValue)] = []

    var items: [JSONValue] { settled + current.map(\.item) }

    /// Takes an event `response.output_item.done`, and returns its item.
    mutating func add(_ event: JSONValue) -> JSONValue? {
        guard let item = event["item"] else { return nil }
        current.append((event["output_index"]?.intValue ?? current.count, item))
        return item
    }

    /// The response has ended. What its terminal event restates counts only where nothing else came.
    mutating func end(_ restated: [JSONValue]) {
        if current.isEmpty { current = restated.enumerated().map { ($0, $1) } }
        current.sort { $0.index < $1.index }
    }

    /// Input was steered in: what comes now stands after it.
    mutating func settle(_ input: [JSONValue]) {
        settled = items + input
        current = []
    }
}
