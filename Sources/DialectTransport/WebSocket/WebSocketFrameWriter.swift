import NIOCore

/// Writes frames as a client must: whole messages, masked with a fresh random key each (RFC 6455, section 5.3), and
/// marked if compressed (RFC 7692, section 6).
struct WebSocketFrameWriter: Sendable {
    enum Opcode: UInt8, Sendable {
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA
    }

    static func frame(
        _ opcode: Opcode, _ payload: ByteBuffer, isCompressed: Bool = false,
        allocator: ByteBufferAllocator = ByteBufferAllocator(), mask: UInt32 = .random(in: .min ... .max)
    ) -> ByteBuffer {
        payload.withUnsafeReadableBytes {
            frame(opcode, $0, isCompressed: isCompressed, allocator: allocator, mask: mask)
        }
    }

    static func frame(
        _ opcode: Opcode, _ payload: UnsafeRawBufferPointer, isCompressed: Bool = false,
        allocator: ByteBufferAllocator, mask: UInt32 = .random(in: .min ... .max)
    ) -> ByteBuffer {
        let count = payload.count
        var frame = allocator.buffer(capacity: headerSize(payload: count) + 4 + count)
        frame.writeInteger(0x80 | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        switch count {
        case ...125: frame.writeInteger(0x80 | UInt8(count))
        case ...Int(UInt16.max):
            frame.writeInteger(0x80 | UInt8(126))
            frame.writeInteger(UInt16(count))
        default:
            frame.writeInteger(0x80 | UInt8(127))
            frame.writeInteger(UInt64(count))
        }
        frame.writeInteger(mask)
        frame.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            copy(payload, to: target, mask: mask.bigEndian)
            return count
        }
        return frame
    }

    /// The bytes before the payload of an unmasked frame.
    static func headerSize(payload: Int) -> Int {
        payload <= 125 ? 2 : payload <= Int(UInt16.max) ? 4 : 10
    }

    /// - Parameter mask: In memory order.
    private static func copy(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer, mask: UInt32
    ) {
        guard let start = source.baseAddress, let targetStart = target.baseAddress else { return }
        let wide = UInt64(mask) | UInt64(mask) << 32
        let wordCount = source.count / 8
        // A loop without checks, so that the compiler takes several words at a time.
        for index in 0..<wordCount {
            let word = start.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self)
            targetStart.storeBytes(of: word ^ wide, toByteOffset: 8 &* index, as: UInt64.self)
        }
        for index in (8 &* wordCount)..<source.count {
            target[index] = source[index] ^ UInt8(truncatingIfNeeded: wide.littleEndian >> UInt64(8 * (index % 8)))
        }
    }
}
