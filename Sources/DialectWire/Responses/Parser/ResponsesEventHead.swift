import Dialect

/// The few fields that nearly every event of a stream consists of, read in one pass without a tree.
///
/// Reading stops at a `type` that is no delta: such events are rare and read as trees.
struct ResponsesEventHead {
    private(set) var type: JSONSlice?
    /// The `delta`, if it is a string.
    private(set) var delta: JSONSlice?
    /// The `item_id`, unless it is empty.
    private(set) var itemID: JSONSlice?
    private(set) var outputIndex: Int?
    /// `content_index`, `summary_index` or `command_index`, whichever the event has.
    private(set) var partIndex: Int?

    var isDelta: Bool { delta != nil && type?.isDelta ?? false }

    init(_ event: UnsafeRawBufferPointer) throws(JSONError) {
        var reader = JSONReader(event)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.bytes.count {
            case 4 where key.equals("type"):
                guard try reader.peek() == .string else { return }
                let type = try reader.readSlice()
                self.type = type
                guard type.isDelta else { return }
            case 5 where key.equals("delta"):
                guard try reader.peek() == .string else { return }
                delta = try reader.readSlice()
            case 7 where key.equals("item_id"):
                guard try reader.peek() == .string else {
                    try reader.skipValue()
                    continue
                }
                let id = try reader.readSlice()
                if !id.bytes.isEmpty { itemID = id }
            case 12 where key.equals("output_index"):
                outputIndex = try reader.readInt()
            case 13 where key.equals("content_index") || key.equals("summary_index") || key.equals("command_index"):
                partIndex = try reader.readInt()
            default:
                try reader.skipValue()
            }
        }
        try reader.end()
    }

    /// The `type` alone; nil for what is no event.
    static func type(of event: UnsafeRawBufferPointer) -> JSONSlice? {
        var reader = JSONReader(event)
        do {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("type"), try reader.peek() == .string { return try reader.readSlice() }
                try reader.skipValue()
            }
        } catch {
            // The parser reads the event too, and reports what is wrong with it.
        }
        return nil
    }
}

extension JSONSlice {
    /// Whether the type of an event ends in `.delta`.
    var isDelta: Bool {
        let count = bytes.count
        guard count > 6 else { return false }
        return bytes[count - 6] == UInt8(ascii: ".") && bytes[count - 5] == UInt8(ascii: "d")
            && bytes[count - 4] == UInt8(ascii: "e") && bytes[count - 3] == UInt8(ascii: "l")
            && bytes[count - 2] == UInt8(ascii: "t") && bytes[count - 1] == UInt8(ascii: "a")
    }
}
