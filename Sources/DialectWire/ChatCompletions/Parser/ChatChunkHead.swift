import Dialect

/// What nearly every chunk of a stream consists of, read in one pass without a tree: one piece of text, of reasoning or
/// of a tool's arguments.
///
/// A chunk that holds anything else is not plain, and read as a tree.
struct ChatChunkHead {
    /// A piece of a tool call.
    struct Call {
        var index: Int?
        var id: JSONSlice?
        var name: JSONSlice?
        var arguments: JSONSlice?
    }

    /// The fields in which vendors put reasoning.
    enum ReasoningField: String {
        case reasoningContent = "reasoning_content"
        case reasoning
    }

    private(set) var content: JSONSlice?
    private(set) var reasoning: JSONSlice?
    private(set) var reasoningField = ReasoningField.reasoningContent
    private(set) var call: Call?

    /// Nil for a chunk that is not plain.
    init?(_ event: UnsafeRawBufferPointer) throws(JSONError) {
        var reader = JSONReader(event)
        try reader.beginObject()
        var hasChoice = false
        while let key = try reader.nextKey() {
            if key.equals("choices") {
                guard try reader.peek() == .array else { return nil }
                try reader.beginArray()
                guard try reader.nextElement(), try readChoice(&reader), try !reader.nextElement() else { return nil }
                hasChoice = true
            } else if Self.isOrdinary(key) {
                try reader.skipValue()
            } else {
                guard try Self.skipsNull(&reader) else { return nil }
            }
        }
        try reader.end()
        guard hasChoice else { return nil }
    }

    /// Fields that say the same in every chunk, or nothing.
    private static func isOrdinary(_ key: JSONSlice) -> Bool {
        switch key.bytes.count {
        case 1: key.equals("p")
        case 2: key.equals("id")
        case 5: key.equals("model")
        case 6: key.equals("object")
        case 7: key.equals("created")
        case 8: key.equals("provider")
        case 11: key.equals("obfuscation")
        case 12: key.equals("service_tier")
        case 18: key.equals("system_fingerprint")
        default: false
        }
    }

    /// Skips a null; false for anything else.
    private static func skipsNull(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.peek() == .null else { return false }
        try reader.readNull()
        return true
    }

    /// Reads a string, or nothing for null and for the empty string; false for anything else.
    private static func reads(_ slice: inout JSONSlice?, _ reader: inout JSONReader) throws(JSONError) -> Bool {
        switch try reader.peek() {
        case .null:
            try reader.readNull()
            return true
        case .string:
            let text = try reader.readSlice()
            if !text.bytes.isEmpty { slice = text }
            return true
        default:
            return false
        }
    }

    private mutating func readChoice(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.peek() == .object else { return false }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("delta") {
                guard try reader.peek() == .object, try readDelta(&reader) else { return false }
            } else if key.equals("index") {
                guard try reader.readInt() == 0 else { return false }
            } else if key.equals("finish_reason") {
                var word: JSONSlice?
                guard try Self.reads(&word, &reader), word == nil else { return false }
            } else {
                guard try Self.skipsNull(&reader) else { return false }
            }
        }
        return true
    }

    private mutating func readDelta(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.bytes.count {
            case 4 where key.equals("role"):
                try reader.skipValue()
            case 7 where key.equals("content"):
                guard try Self.reads(&content, &reader) else { return false }
            case 17 where key.equals("reasoning_content"):
                guard reasoning == nil, try Self.reads(&reasoning, &reader) else { return false }
                reasoningField = .reasoningContent
            case 9 where key.equals("reasoning"):
                guard reasoning == nil, try Self.reads(&reasoning, &reader) else { return false }
                if reasoning != nil { reasoningField = .reasoning }
            case 10 where key.equals("tool_calls"):
                if try Self.skipsNull(&reader) { continue }
                guard try reader.peek() == .array else { return false }
                try reader.beginArray()
                guard try reader.nextElement(), try readCall(&reader), try !reader.nextElement() else { return false }
            case 7 where key.equals("refusal"):
                var refusal: JSONSlice?
                guard try Self.reads(&refusal, &reader), refusal == nil else { return false }
            default:
                guard try Self.skipsNull(&reader) else { return false }
            }
        }
        return true
    }

    private mutating func readCall(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.peek() == .object else { return false }
        try reader.beginObject()
        var call = Call()
        while let key = try reader.nextKey() {
            if key.equals("index") {
                call.index = try reader.readInt()
            } else if key.equals("id") {
                guard try Self.reads(&call.id, &reader) else { return false }
            } else if key.equals("type") {
                guard try reader.peek() == .string, try reader.readSlice().equals("function") else { return false }
            } else if key.equals("function") {
                guard try reader.peek() == .object else { return false }
                try reader.beginObject()
                while let member = try reader.nextKey() {
                    if member.equals("name") {
                        guard try Self.reads(&call.name, &reader) else { return false }
                    } else if member.equals("arguments") {
                        guard try Self.reads(&call.arguments, &reader) else { return false }
                    } else {
                        guard try Self.skipsNull(&reader) else { return false }
                    }
                }
            } else {
                guard try Self.skipsNull(&reader) else { return false }
            }
        }
        self.call = call
        return true
    }
}
