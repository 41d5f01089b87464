import CDialectZlib

/// Compresses the messages of one direction of a WebSocket (RFC 7692, section 7.2.1).
///
/// It belongs to one event loop. With context, it keeps 8 × 2^windowBits bytes and 6 KB from its first message until it
/// is released: 262 KB for 15 bits, 38 KB for 12. Without, they are freed after each message.
///
/// Messages that are longer than the window and end alike have their common ending compressed once: the window does not
/// reach back to it, so that zlib would find out each time anew. For that, a context holds one such message and its
/// compressed ending, up to 1.5 MB.
package final class RawDeflater {
    /// What a flush ends with and RFC 7692 leaves out.
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
    private static let tailLength = 4
    /// Room for a flush and more; a message of the wire is rarely shorter.
    private static let minimumRoom = 256

    private let windowBits: Int
    private let level: Int
    private let keepsContext: Bool
    private var stream: ZStream?
    private var ending = RepeatedEnding()

    /// - Parameters:
    ///   - windowBits: 9 to 15, the logarithm of the window; zlib cannot do 8.
    ///   - level: 1, fast, to 9, small.
    ///   - keepsContext: Whether a message may refer to those before it.
    package init(windowBits: Int, level: Int, keepsContext: Bool) {
        self.windowBits = min(max(windowBits, 9), 15)
        self.level = min(max(level, 1), 9)
        self.keepsContext = keepsContext
    }

    /// Compresses a whole message.
    ///
    /// - Throws: ``DeflateError/noMemory``, also for more than 4 GB.
    package func compress(_ message: UnsafeRawBufferPointer, to output: DeflateOutput) throws {
        if message.isEmpty {
            // RFC 7692, section 7.2.3.6; zlib flushes nothing twice.
            return output(1) { target in
                target[0] = 0
                return 1
            }
        }
        let stream = try self.stream.take() ?? ZStream(deflatingWithWindowBits: windowBits, level: level)
        let length = keepsContext ? ending.length(in: message, window: 1 << windowBits) : 0
        let head = UnsafeRawBufferPointer(rebasing: message[..<(message.count - length)])
        if !head.isEmpty { try stream.read(head) { Self.flush(stream, to: output) } }
        if length > 0 {
            // A block may begin on any whole byte, which the flush's end brings about.
            if !head.isEmpty { Self.write(Self.tail, to: output) }
            try Self.write(compressedEnding(of: message, length: length, stream), to: output)
        }
        if keepsContext { self.stream = consume stream }
    }

    /// The ending by itself: it refers to nothing before it, and nothing after it refers to what zlib knows now.
    private func compressedEnding(
        of message: UnsafeRawBufferPointer, length: Int, _ stream: borrowing ZStream
    ) throws -> [UInt8] {
        deflateReset(stream.pointer)
        if let known = ending.compressed { return known }
        var compressed: [UInt8] = []
        try stream.read(UnsafeRawBufferPointer(rebasing: message[(message.count - length)...])) {
            Self.flush(stream) { minimum, write in
                withUnsafeTemporaryAllocation(byteCount: minimum, alignment: 1) { room in
                    compressed.append(contentsOf: room[..<write(room)])
                }
            }
        }
        deflateReset(stream.pointer)
        ending.compressed = compressed
        return compressed
    }

    private static func write(_ bytes: [UInt8], to output: DeflateOutput) {
        output(bytes.count) { target in
            target.copyBytes(from: bytes)
            return bytes.count
        }
    }

    /// The end of what was written is held back until it is known not to be the tail.
    private static func flush(_ stream: borrowing ZStream, to output: DeflateOutput) {
        withUnsafeTemporaryAllocation(byteCount: tailLength, alignment: 1) { held in
            var heldCount = 0
            var isFlushed = false
            while !isFlushed {
                // The input's bound would be too much for a long message, most of which is expected to vanish.
                let minimum = max(minimumRoom, Int(stream.pointer.pointee.avail_in) / 8)
                output(minimum) { target in
                    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: held[..<heldCount]))
                    let (_, written) = stream.write(
                        to: UnsafeMutableRawBufferPointer(rebasing: target[heldCount...])
                    ) { deflate($0, Z_SYNC_FLUSH) }
                    isFlushed = stream.pointer.pointee.avail_out > 0
                    let kept = heldCount + written - tailLength
                    held.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: target[kept..<kept + tailLength]))
                    heldCount = tailLength
                    return kept
                }
            }
        }
    }
}
