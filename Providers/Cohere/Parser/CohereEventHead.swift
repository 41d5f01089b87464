import Dialect

/// The few fields that nearly every event of a stream consists of, read in one pass without a tree.
struct CohereEventHead {
    private(set) var type: JSONSlice?
    private(set) var index: Int?
    private(set) var text: JSONSlice?
    private(set) var thinking: JSONSlice?
    private(set) var toolPlan: JSONSlice?
    private(set) var arguments: JSONSlice?
    /// Whether there is something that only a tree holds.
    private(set) var hasMore = false

    init(_ event: UnsafeRawBufferPointer) throws(JSONError) {
        var reader = JSONReader(event)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("type") {
                type = try Self.string(&reader)
            } else if key.equals("index") {
                index = try reader.readInt()
            } else if key.equals("delta"), try reader.peek() == .object {
                try readDelta(&reader)
            } else {
                if key.equals("logprobs"), try reader.peek() != .null { hasMore = true }
                try reader.skipValue()
            }
        }
        try reader.end()
    }

    private mutating func readDelta(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("message"), try reader.peek() == .object {
                try readMessage(&reader)
            } else {
                try reader.skipValue()
            }
        }
    }

    private mutating func readMessage(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("content"), try reader.peek() == .object {
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    if key.equals("text") {
                        text = try Self.string(&reader)
                    } else if key.equals("thinking") {
                        thinking = try Self.string(&reader)
                    } else {
                        try reader.skipValue()
                    }
                }
            } else if key.equals("tool_plan") {
                toolPlan = try Self.string(&reader)
            } else if key.equals("tool_calls"), try reader.peek() == .object {
                try readToolCall(&reader)
            } else {
                try reader.skipValue()
            }
        }
    }

    private mutating func readToolCall(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key.equals("function"), try reader.peek() == .object else {
                try reader.skipValue()
                continue
            }
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("arguments") {
                    arguments = try Self.string(&reader)
                } else {
                    try reader.skipValue()
                }
            }
        }
    }

    /// A string; nil for any other value.
    private static func string(_ reader: inout JSONReader) throws(JSONError) -> JSONSlice? {
        guard try reader.peek() == .string else {
            try reader.skipValue()
            return nil
        }
        return try reader.readSlice()
    }
}
