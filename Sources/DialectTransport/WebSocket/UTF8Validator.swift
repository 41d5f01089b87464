/// Checks that bytes, wherever they are split, are UTF-8 (RFC 3629), and fails at the first byte that cannot be.
struct UTF8Validator: Sendable {
    /// How many continuation bytes are still to come.
    private var missing = 0
    /// What the next continuation byte may be; narrower than usual after some first bytes.
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether the bytes so far end with a whole character.
    var isComplete: Bool { missing == 0 }

    /// - Returns: False if the bytes are not UTF-8, whatever follows.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if missing == 0 {
                index = Self.endOfASCII(bytes, from: index)
                guard index < bytes.count else { return true }
                guard begin(bytes[index]) else { return false }
            } else {
                guard lower <= bytes[index], bytes[index] <= upper else { return false }
                (lower, upper) = (0x80, 0xBF)
                missing -= 1
            }
            index += 1
        }
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lower) = (2, 0xA0)  // Shorter forms exist.
        case 0xED: (missing, upper) = (2, 0x9F)  // Above are surrogates.
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lower) = (3, 0x90)  // Shorter forms exist.
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, upper) = (3, 0x8F)  // Above is beyond Unicode.
        default: return false
        }
        return true
    }

    /// Most of what models say is ASCII: up to 32 bytes at a time.
    private static func endOfASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let highs: UInt64 = 0x8080_8080_8080_8080
        let count = bytes.count
        var index = start
        while index &+ 32 <= count {
            let first = word(bytes, index) | word(bytes, index &+ 8)
            let second = word(bytes, index &+ 16) | word(bytes, index &+ 24)
            guard (first | second) & highs == 0 else { break }
            index &+= 32
        }
        while index &+ 8 <= count, word(bytes, index) & highs == 0 { index &+= 8 }
        while index < count, bytes[index] < 0x80 { index &+= 1 }
        return index
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }
}
