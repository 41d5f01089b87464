/// Quick looks at the bytes of an event: nearly all events are deltas, and most servers name no lanes.
extension UnsafeRawBufferPointer {
    /// The lane of an event that ends with `"stream_id":"…"}`. What stands before the last brace is a member of the
    /// event itself, so nothing else needs to be read.
    var laneAtEnd: UnsafeRawBufferPointer? {
        let end = count - 2
        guard end > 0, self[end] == UInt8(ascii: "\""), self[end + 1] == UInt8(ascii: "}") else { return nil }
        var start = end
        while start > 0, Self.isOfLaneName(self[start - 1]) { start -= 1 }
        // The comma shows that the quote after it opens a key: inside of a string, quotes are escaped.
        guard start < end, hasSuffix(#","stream_id":""#, before: start) else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// Whether the bytes `"stream_id"` stand anywhere, as they do in every event that bears a lane.
    var mentionsLane: Bool {
        // Horspool's search: the last byte of the window tells how far it can be moved.
        let length = 11
        var end = length
        while end <= count {
            let byte = self[end - 1]
            if byte == UInt8(ascii: "\""), hasSuffix(#""stream_id""#, before: end) { return true }
            end += Self.shift(byte)
        }
        return false
    }

    /// How far a window for `"stream_id"` that ends with a byte can be moved without missing anything.
    @inline(__always)
    private static func shift(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "d"): 1
        case UInt8(ascii: "i"): 2
        case UInt8(ascii: "_"): 3
        case UInt8(ascii: "m"): 4
        case UInt8(ascii: "a"): 5
        case UInt8(ascii: "e"): 6
        case UInt8(ascii: "r"): 7
        case UInt8(ascii: "t"): 8
        case UInt8(ascii: "s"): 9
        case UInt8(ascii: "\""): 10
        default: 11
        }
    }

    /// Whether these words stand just before a position.
    @inline(__always)
    private func hasSuffix(_ words: StaticString, before end: Int) -> Bool {
        let start = end - words.utf8CodeUnitCount
        guard start >= 0 else { return false }
        for index in 0..<words.utf8CodeUnitCount where self[start + index] != words.utf8Start[index] { return false }
        return true
    }

    /// What OpenAI allows in the name of a lane.
    @inline(__always)
    private static func isOfLaneName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
