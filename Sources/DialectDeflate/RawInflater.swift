import CDialectZlib

/// Decompresses the messages of one direction of a WebSocket (RFC 7692, section 7.2.2), a fragment at a time.
///
/// It belongs to one event loop. With context, it keeps 2^windowBits bytes and 7 KB from its first message until it is
/// released; without, they are freed after each message.
package final class RawInflater {
    /// What the sender left out at the end of a message.
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
    private static let minimumRoom = 256

    private let windowBits: Int
    private let keepsContext: Bool
    private var stream: ZStream?

    /// - Parameters:
    ///   - windowBits: 9 to 15, at least what the sender uses.
    ///   - keepsContext: Whether a message may refer to those before it.
    package init(windowBits: Int, keepsContext: Bool) {
        self.windowBits = min(max(windowBits, 9), 15)
        self.keepsContext = keepsContext
    }

    /// Decompresses the next bytes of a message. After an error, the inflater is of no more use.
    ///
    /// - Parameters:
    ///   - isFinal: Whether the message ends with these bytes.
    ///   - limit: How many bytes may come out of them; more are not even made.
    /// - Throws: ``DeflateError``.
    package func decompress(
        _ bytes: UnsafeRawBufferPointer, isFinal: Bool, limit: Int, to output: DeflateOutput
    ) throws {
        let stream = try self.stream.take() ?? ZStream(inflatingWithWindowBits: windowBits)
        var room = max(limit, 0)
        try Self.inflateAll(bytes, stream, limit: limit, room: &room, to: output)
        if isFinal {
            try Self.tail.withUnsafeBytes { tail in
                try Self.inflateAll(tail, stream, limit: limit, room: &room, to: output)
            }
            // zlib says in data_type that it stands between two blocks (128), and how many bits it holds.
            guard stream.pointer.pointee.data_type & (128 | 63) == 128 else { throw DeflateError.invalidData }
        }
        if keepsContext || !isFinal { self.stream = consume stream }
    }

    private static func inflateAll(
        _ bytes: UnsafeRawBufferPointer, _ stream: borrowing ZStream, limit: Int, room: inout Int,
        to output: DeflateOutput
    ) throws {
        if bytes.isEmpty { return }
        let pointer = stream.pointer
        try stream.read(bytes) {
            var isFull = false
            repeat {
                var status = Z_OK
                if room > 0 {
                    let atMost = room
                    var written = 0
                    output(min(max(minimumRoom, 2 * Int(pointer.pointee.avail_in)), atMost, 1 << 20)) { target in
                        let lent = UnsafeMutableRawBufferPointer(rebasing: target[..<min(target.count, atMost)])
                        (status, written) = stream.write(to: lent) { inflate($0, Z_SYNC_FLUSH) }
                        return written
                    }
                    room -= written
                } else {
                    // One byte more than allowed proves that the message is too long.
                    var excess: UInt8 = 0
                    let written = withUnsafeMutableBytes(of: &excess) { target in
                        let (code, count) = stream.write(to: target) { inflate($0, Z_SYNC_FLUSH) }
                        status = code
                        return count
                    }
                    if written > 0 { throw DeflateError.tooLong(limit: limit) }
                }
                isFull = pointer.pointee.avail_out == 0
                try check(status, pointer)
            } while pointer.pointee.avail_in > 0 || isFull
        }
    }

    private static func check(_ status: Int32, _ pointer: UnsafeMutablePointer<z_stream>) throws {
        switch status {
        case Z_OK: break
        // Nothing was left to do.
        case Z_BUF_ERROR where pointer.pointee.avail_in == 0: break
        // A sender may end a block as the last one and go on (RFC 7692, section 7.2.3.4); the window stays.
        case Z_STREAM_END: inflateResetKeep(pointer)
        case Z_MEM_ERROR: throw DeflateError.noMemory
        default: throw DeflateError.invalidData
        }
    }
}
