package import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONReader {
    /// Reads an embedding: an array of numbers, or the base64 of 32-bit floats in little-endian order. No number loses
    /// more than its distance from the nearest 32-bit float.
    package mutating func readVector() throws(JSONError) -> [Float] {
        guard try peek() == .array else { return try readBase64Vector() }
        var vector: [Float] = []
        try beginArray()
        while try nextElement() {
            let start = offset
            guard let number = Float(json: try readNumberLiteral()) else {
                throw JSONError("Expected a number that a 32-bit float holds", at: start)
            }
            vector.append(number)
        }
        return vector
    }

    private mutating func readBase64Vector() throws(JSONError) -> [Float] {
        let start = offset
        let text = try readString()
        guard let data = Data(base64Encoded: text), data.count % 4 == 0 else {
            throw JSONError("Expected the base64 of 32-bit floats", at: start)
        }
        return data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { index in
                Float(
                    bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
            }
        }
    }
}

extension Float {
    /// The 32-bit float that is nearest to a JSON number; nil if that is too large for one.
    ///
    /// - Parameter literal: A number whose grammar was checked.
    package init?(json literal: UnsafeRawBufferPointer) {
        if let exact = Self.small(literal) {
            self = exact
            return
        }
        guard let value = Float(String(decoding: literal, as: UTF8.self)), value.isFinite else { return nil }
        self = value
    }

    /// Powers of ten that a `Double` holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Reads a number whose digits and power of ten a `Double` holds exactly, so that one division rounds correctly
    /// (Clinger, "How to read floating point numbers accurately"); nil if it is another.
    private static func small(_ literal: UnsafeRawBufferPointer) -> Float? {
        var digits: UInt64 = 0
        var fraction = 0
        var isFraction = false
        let isNegative = literal.first == UInt8(ascii: "-")
        for byte in isNegative ? literal.dropFirst() : literal[...] {
            let digit = byte &- UInt8(ascii: "0")
            if digit <= 9 {
                digits = digits &* 10 &+ UInt64(digit)
                if isFraction { fraction += 1 }
                guard digits <= 1 << 53 else { return nil }
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                return nil
            }
        }
        guard fraction < powers.count else { return nil }
        let value = Double(digits) / powers[fraction]
        // Half way between two floats the second rounding may go the wrong way, as it may where floats lose bits.
        let rest = value.bitPattern & 0x1FFF_FFFF
        guard rest != 0x1000_0000, digits == 0 || value >= Double(Float.leastNormalMagnitude) else { return nil }
        return isNegative ? -Float(value) : Float(value)
    }
}
