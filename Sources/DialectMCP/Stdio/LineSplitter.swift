#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Finds the lines in chunks of bytes, wherever they are split. Each byte is looked at once.
struct LineSplitter {
    struct LineTooLong: Error {}

    private let maximumLength: Int
    /// The beginning of a line whose end was not seen yet.
    private var partial: [UInt8] = []

    /// - Parameter maximumLength: In bytes, without the line's end.
    init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    /// Hands over the lines that are complete with these bytes, without their ends; empty ones are left out.
    ///
    /// - Throws: ``LineTooLong``, after which nothing more can be read.
    mutating func received(
        _ chunk: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) -> Void
    ) throws(LineTooLong) {
        var start = 0
        while let end = Self.lineFeed(in: chunk, from: start) {
            let line = UnsafeRawBufferPointer(rebasing: chunk[start..<end])
            start = end + 1
            if partial.isEmpty {
                guard line.count <= maximumLength else { throw LineTooLong() }
                hand(line, receive)
            } else {
                try keep(line)
                partial.withUnsafeBytes { hand($0, receive) }
                partial.removeAll(keepingCapacity: partial.count < 65_536)
            }
        }
        if start < chunk.count { try keep(UnsafeRawBufferPointer(rebasing: chunk[start...])) }
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) throws(LineTooLong) {
        guard partial.count + bytes.count <= maximumLength else { throw LineTooLong() }
        partial.append(contentsOf: bytes)
    }

    private func hand(_ line: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) -> Void) {
        // A program that writes text on Windows ends its lines so.
        let line = line.last == UInt8(ascii: "\r") ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
        if !line.isEmpty { receive(line) }
    }

    private static func lineFeed(in chunk: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < chunk.count, let base = chunk.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), chunk.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
