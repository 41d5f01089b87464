import Dialect

/// A chunk of a stream, or a whole answer, read in one pass: what nearly every chunk consists of, as slices of its
/// bytes. It must not outlive them.
struct GeminiChunk {
    /// The first candidate; others are in ``otherCandidates``.
    private(set) var candidate: GeminiCandidate?
    private(set) var otherCandidates: [UnsafeRawBufferPointer] = []
    private(set) var usage: UnsafeRawBufferPointer?
    private(set) var promptFeedback: UnsafeRawBufferPointer?
    private(set) var responseID: JSONSlice?
    private(set) var model: JSONSlice?
    private(set) var createTime: JSONSlice?
    /// Whether it reports a failure instead.
    private(set) var isError = false
    /// Whether it has any field that a chunk should have.
    private(set) var isKnown = false
    private(set) var firstKey: JSONSlice?

    init(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(bytes)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if firstKey == nil { firstKey = key }
            let hadKnown = isKnown
            isKnown = true
            switch key.bytes.count {
            case 10 where key.equals("candidates"): try readCandidates(&reader, in: bytes)
            case 13 where key.equals("usageMetadata"): usage = try reader.skipValue()
            case 10 where key.equals("responseId"): responseID = try reader.readStringSlice()
            case 12 where key.equals("modelVersion"): model = try reader.readStringSlice()
            case 10 where key.equals("createTime"): createTime = try reader.readStringSlice()
            case 14 where key.equals("promptFeedback"): promptFeedback = try reader.skipValue()
            case 5 where key.equals("error"):
                isError = try reader.peek() != .null
                try reader.skipValue()
            default:
                isKnown = hadKnown
                try reader.skipValue()
            }
        }
        try reader.end()
    }

    private mutating func readCandidates(_ reader: inout JSONReader, in bytes: UnsafeRawBufferPointer) throws {
        guard try reader.peek() == .array else {
            try reader.skipValue()
            return
        }
        try reader.beginArray()
        while try reader.nextElement() {
            let start = reader.offset
            guard try reader.peek() == .object else {
                try reader.skipValue()
                continue
            }
            let read = try GeminiCandidate(&reader)
            if candidate == nil, read.index == 0 {
                candidate = read
            } else {
                otherCandidates.append(UnsafeRawBufferPointer(rebasing: bytes[start..<reader.offset]))
            }
        }
    }
}

/// One of the answers in a chunk; nearly always there is only one.
struct GeminiCandidate {
    private(set) var index = 0
    private(set) var content: UnsafeRawBufferPointer?
    private(set) var finishReason: JSONSlice?
    /// Its other fields: ratings, grounding, log probabilities.
    private(set) var others: [(key: JSONSlice, value: UnsafeRawBufferPointer)] = []

    init(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key.bytes.count {
            case 7 where key.equals("content"): content = try reader.skipValue()
            case 12 where key.equals("finishReason"): finishReason = try reader.readStringSlice()
            case 5 where key.equals("index"): index = try reader.readInt() ?? 0
            default: others.append((key, try reader.skipValue()))
            }
        }
    }
}

extension JSONReader {
    /// Reads a string that is not empty; nil for any other value.
    mutating func readStringSlice() throws -> JSONSlice? {
        guard try peek() == .string else {
            try skipValue()
            return nil
        }
        let slice = try readSlice()
        return slice.bytes.isEmpty ? nil : slice
    }
}
