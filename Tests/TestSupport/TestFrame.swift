package import NIOCore

/// A WebSocket frame as a server writes or reads it, free to break any rule.
package struct TestFrame: Hashable, Sendable {
    package var opcode: UInt8
    package var payload: [UInt8]
    package var isFinal = true
    package var reservedBits: UInt8 = 0
    package var isMasked = false

    package init(
        opcode: UInt8, payload: [UInt8], isFinal: Bool = true, reservedBits: UInt8 = 0, isMasked: Bool = false
    ) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
        self.reservedBits = reservedBits
        self.isMasked = isMasked
    }

    package static func text(_ text: String, isFinal: Bool = true) -> TestFrame {
        TestFrame(opcode: 1, payload: Array(text.utf8), isFinal: isFinal)
    }
    package static func continuation(_ text: String, isFinal: Bool = true) -> TestFrame {
        TestFrame(opcode: 0, payload: Array(text.utf8), isFinal: isFinal)
    }
    package static func ping(_ text: String) -> TestFrame { TestFrame(opcode: 9, payload: Array(text.utf8)) }
    package static func close(_ code: UInt16, _ reason: String = "") -> TestFrame {
        TestFrame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    package var text: String { String(decoding: payload, as: UTF8.self) }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reservedBits << 4 | opcode]
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ...125: bytes.append(maskBit | UInt8(payload.count))
        case ...65_535:
            bytes.append(maskBit | 126)
            bytes += [UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(maskBit | 127)
            bytes += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        }
        // A mask of zeros leaves the payload as it is.
        return bytes + (isMasked ? [0, 0, 0, 0] : []) + payload
    }
}

extension TestFrame {
    /// Reads a client's frame, which must be masked.
    package init?(reading buffer: inout ByteBuffer) {
        var copy = buffer
        guard let first = copy.readInteger(as: UInt8.self), let second = copy.readInteger(as: UInt8.self) else {
            return nil
        }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let word = copy.readInteger(as: UInt16.self) else { return nil }
            length = Int(word)
        } else if length == 127 {
            guard let word = copy.readInteger(as: UInt64.self) else { return nil }
            length = Int(word)
        }
        let isMasked = second & 0x80 != 0
        let mask = isMasked ? copy.readBytes(length: 4) : [0, 0, 0, 0]
        guard let mask, var payload = copy.readBytes(length: length) else { return nil }
        payload.withUnsafeMutableBytes { payload in
            let word = mask.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            let wide = UInt64(word) | UInt64(word) << 32
            var index = 0
            while index + 8 <= payload.count {
                let masked = payload.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                payload.storeBytes(of: masked ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            for index in index..<payload.count { payload[index] ^= mask[index & 3] }
        }
        self.init(
            opcode: first & 0xF, payload: payload, isFinal: first & 0x80 != 0, reservedBits: first >> 4 & 7,
            isMasked: isMasked)
        buffer = copy
    }
}
