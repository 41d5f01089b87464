/// Finds what long messages end with again and again, such as the tools of a request.
struct RepeatedEnding {
    /// A longer message is not kept.
    private static let maximumMessageSize = 1 << 20
    /// A shorter ending costs more bytes than it saves work: what is compressed by itself needs codes of its own.
    private static let minimumLength = 8 << 10

    /// The message that endings are compared with.
    private var last: [UInt8] = []
    private var length = 0
    /// The ending found last, compressed by itself; nil until it is.
    var compressed: [UInt8]?

    /// How many bytes a message shares with the end of an earlier one, beyond the reach of a window; 0 if they are too
    /// few to be worth it. ``compressed`` is theirs afterwards.
    ///
    /// - Parameter window: In bytes.
    mutating func length(in message: UnsafeRawBufferPointer, window: Int) -> Int {
        guard message.count > window, message.count <= Self.maximumMessageSize else { return 0 }
        let minimum = max(window / 2, Self.minimumLength)
        let common = last.withUnsafeBytes { Self.commonEnding(message, $0) }
        // A few bytes more are chance: the next message would not have them.
        if length > 0, (length..<length + minimum).contains(common) { return length }
        length = common >= minimum ? common : 0
        compressed = nil
        last = Array(message)
        return length
    }

    private static func commonEnding(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let end = min(left.count, right.count)
        var count = 0
        while count &+ 8 <= end,
            left.loadUnaligned(fromByteOffset: left.count &- count &- 8, as: UInt64.self)
                == right.loadUnaligned(fromByteOffset: right.count &- count &- 8, as: UInt64.self)
        {
            count &+= 8
        }
        while count < end, left[left.count &- count &- 1] == right[right.count &- count &- 1] { count &+= 1 }
        return count
    }
}
