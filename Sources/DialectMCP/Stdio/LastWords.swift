/// The end of what a process wrote to its standard error, for the message when it dies.
struct LastWords {
    /// In bytes; enough for the end of a stack trace.
    private static let limit = 4_096

    private var bytes: [UInt8] = []

    mutating func received(_ chunk: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: chunk.suffix(Self.limit))
        // Not at every chunk, so that the rest is not moved each time.
        if bytes.count > 2 * Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    var text: String {
        let text = String(decoding: bytes.suffix(Self.limit), as: UTF8.self)
        let end = text.lastIndex { !$0.isWhitespace }
        return end.map { String(text[...$0]) } ?? ""
    }
}
