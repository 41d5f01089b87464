import NIOCore

/// A frame of RFC 6455 as a server writes it, or as it must not.
struct ServerFrame: Hashable, Sendable {
    /// RFC 6455, section 5.2.
    enum Opcode: UInt8, Hashable, Sendable {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10
    }

    var opcode: Opcode
    var payload: [UInt8]
    var isFinal = true
    /// The first reserved bit: the message is compressed (RFC 7692).
    var isCompressed = false
    /// Servers do not mask; one that does breaks the protocol.
    var isMasked = false

    init(_ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = false) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
        self.isMasked = isMasked
    }

    /// Any key masks; this one is that of the examples in RFC 6455, section 5.7.
    private static let maskingKey: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// Section 5.2.
    func write(to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: payload.count + 14)
        let bits: UInt8 = (isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0)
        buffer.writeInteger(bits | opcode.rawValue)
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: buffer.writeInteger(mask | UInt8(truncatingIfNeeded: payload.count))
        case ..<(1 << 16):
            buffer.writeInteger(mask | 126)
            buffer.writeInteger(UInt16(truncatingIfNeeded: payload.count))
        default:
            buffer.writeInteger(mask | 127)
            buffer.writeInteger(UInt64(payload.count))
        }
        guard isMasked else {
            buffer.writeBytes(payload)
            return
        }
        buffer.writeBytes(Self.maskingKey)
        buffer.writeBytes(payload.enumerated().map { $1 ^ Self.maskingKey[$0 % 4] })
    }

    /// A close frame; nil has no code.
    static func close(_ code: UInt16?) -> ServerFrame {
        ServerFrame(.close, code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? [])
    }
}
