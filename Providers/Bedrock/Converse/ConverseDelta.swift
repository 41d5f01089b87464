import Dialect

/// A piece of text, of reasoning or of a tool's input, which is what nearly every event of a stream is, read in one
/// pass without a tree.
struct ConverseDelta {
    enum Kind {
        case text, reasoning, toolInput
    }

    let index: Int
    let kind: Kind
    let piece: JSONSlice

    /// Reads an event; nil for one of another kind, which is rare and read as a tree.
    init?(_ event: UnsafeRawBufferPointer) throws(JSONError) {
        var reader = JSONReader(event)
        try reader.beginObject()
        guard let name = try reader.nextKey(), name.equals("contentBlockDelta"), try reader.peek() == .object else {
            return nil
        }
        var index = 0
        var found: (kind: Kind, piece: JSONSlice)?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("delta") {
                guard let delta = try Self.read(&reader) else { return nil }
                found = delta
            } else if key.equals("contentBlockIndex") {
                index = try reader.readInt() ?? 0
            } else {
                // Bedrock pads events with a `p`, so that their lengths tell nothing of the words.
                try reader.skipValue()
            }
        }
        while try reader.nextKey() != nil { try reader.skipValue() }
        try reader.end()
        guard let found else { return nil }
        self.index = index
        kind = found.kind
        piece = found.piece
    }

    /// Reads the `delta`; nil unless its first member is one of the three.
    private static func read(_ reader: inout JSONReader) throws(JSONError) -> (kind: Kind, piece: JSONSlice)? {
        guard try reader.peek() == .object else { return nil }
        try reader.beginObject()
        guard let key = try reader.nextKey() else { return nil }
        let result: (kind: Kind, piece: JSONSlice)
        if key.equals("text") {
            guard try reader.peek() == .string else { return nil }
            result = (.text, try reader.readSlice())
        } else {
            let isTool = key.equals("toolUse")
            guard isTool || key.equals("reasoningContent"), try reader.peek() == .object else { return nil }
            try reader.beginObject()
            guard let inner = try reader.nextKey(), isTool ? inner.equals("input") : inner.equals("text"),
                try reader.peek() == .string
            else { return nil }
            result = (isTool ? .toolInput : .reasoning, try reader.readSlice())
            // Anything else beside it belongs to the tree.
            guard try reader.nextKey() == nil else { return nil }
        }
        guard try reader.nextKey() == nil else { return nil }
        return result
    }
}
