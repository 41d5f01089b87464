import Dialect

/// The items that a turn has brought, those of a steered response and of its successors in a row.
struct ResponsesTurnOutput: Sendable {
    private enum Place: Hashable {
        case index(Int)
        case id(String)
    }

    /// What is settled: earlier responses of the turn, and what was steered into them.
    private var settled: [JSONValue] = []
    private var current: [(index: Int, item: JSONValue)] = []
    /// Where something was written that no complete item has covered yet.
    private var open: Set<Place> = []
    private var endsWithDelta = false

    /// Whether all that was written belongs to an item that is known; told by the end of the response.
    private(set) var isWhole = true

    var items: [JSONValue] { settled + current.map(\.item) }

    /// Takes a delta, which is not read: there are many, and what they write is finished by another event.
    mutating func receivedDelta() { endsWithDelta = true }

    /// Takes another event about output that completes no item. It may be long, and is read only up to its place.
    mutating func receivedPiece(_ event: UnsafeRawBufferPointer) {
        endsWithDelta = false
        guard let place = Self.place(of: event), !isCovered(place) else { return }
        open.insert(place)
    }

    /// Takes an event `response.output_item.done`, and returns its item.
    mutating func received(_ event: JSONValue) -> JSONValue? {
        endsWithDelta = false
        guard let item = event["item"] else { return nil }
        let index = event["output_index"]?.intValue ?? current.count
        open.remove(.index(index))
        if let id = item["id"]?.stringValue { open.remove(.id(id)) }
        current.append((index, item))
        return item
    }

    /// The response has ended. What its terminal event restates counts where nothing else came.
    mutating func end(_ restated: [JSONValue]) {
        for (index, item) in restated.enumerated() where !holds(item, at: index) { current.append((index, item)) }
        current.sort { $0.index < $1.index }
        isWhole = isWhole && (!restated.isEmpty || (open.isEmpty && !endsWithDelta))
    }

    /// Input was steered in: what comes now stands after it.
    mutating func settle(_ input: [JSONValue]) {
        settled = items + input
        current = []
        open = []
        endsWithDelta = false
    }

    private func isCovered(_ place: Place) -> Bool {
        switch place {
        case .index(let index): current.contains { $0.index == index }
        case .id(let id): current.contains { $0.item["id"]?.stringValue == id }
        }
    }

    /// The index in the output, or the item's id where a server tells no index.
    private static func place(of event: UnsafeRawBufferPointer) -> Place? {
        var reader = JSONReader(event)
        var place: Place?
        do {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("output_index") {
                    if let index = try reader.readInt() { return .index(index) }
                } else if key.equals("item_id"), try reader.peek() == .string {
                    place = .id(try reader.readSlice().string)
                } else {
                    try reader.skipValue()
                }
            }
        } catch {
            // What is no JSON has no place; its parser says what is wrong with it.
        }
        return place
    }

    /// Whether an item came before it was restated. The restatement may say less, or give it another id.
    private func holds(_ item: JSONValue, at index: Int) -> Bool {
        current.contains {
            if let id = item["id"]?.stringValue, $0.item["id"]?.stringValue == id { return true }
            return $0.item["type"] == item["type"]
                && ($0.index == index || ResponsesItemFingerprint($0.item) == ResponsesItemFingerprint(item))
        }
    }
}
