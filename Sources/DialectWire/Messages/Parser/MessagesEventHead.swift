import Dialect

/// The few fields of which nearly every event of a stream consists, read in one pass without a tree.
///
/// Reading stops at a `type` other than `content_block_delta`: such events are rare and read as trees.
struct MessagesEventHead {
    private(set) var isDelta = false
    private(set) var index: Int?
    /// The delta's own type.
    private(set) var kind: JSONSlice?
    /// The text that the delta brings, whichever field holds it.
    private(set) var text: JSONSlice?

    init(_ event: UnsafeRawBufferPointer) throws(JSONError) {
        var reader = JSONReader(event)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.bytes.count {
            case 4 where key.equals("type"):
                guard try reader.peek() == .string else { return }
                guard try reader.readSlice().equals("content_block_delta") else { return }
                isDelta = true
            case 5 where key.equals("index"):
                index = try reader.readInt()
            case 5 where key.equals("delta"):
                guard try reader.peek() == .object else {
                    try reader.skipValue()
                    continue
                }
                try readDelta(&reader)
            default:
                try reader.skipValue()
            }
        }
        try reader.end()
    }

    private mutating func readDelta(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard try reader.peek() == .string else {
                try reader.skipValue()
                continue
            }
            let value = try reader.readSlice()
            switch key.bytes.count {
            case 4 where key.equals("type"): kind = value
            case 4 where key.equals("text"): text = value
            case 8 where key.equals("thinking"): text = value
            case 12 where key.equals("partial_json"): text = value
            case 9 where key.equals("signature"): text = value
            default: break
            }
        }
    }
}
