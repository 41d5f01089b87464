/// A JSON string inside the bytes it was read from: no copy is made until ``string`` is asked for.
///
/// Like ``JSONReader``, it must not outlive the bytes.
public struct JSONSlice {
    /// What stands between the quotes, escapes included.
    public let bytes: UnsafeRawBufferPointer
    @usableFromInline
    let hasEscapes: Bool

    /// Whether the text equals `other`. Escaped text compares by its meaning.
    @inlinable
    @inline(__always)
    public func equals(_ other: StaticString) -> Bool {
        if hasEscapes { return string == other.description }
        let count = other.utf8CodeUnitCount
        guard bytes.count == count else { return false }
        for index in 0..<count where bytes[index] != other.utf8Start[index] { return false }
        return true
    }

    /// The text, unescaped. Ill-formed UTF-8 and lone surrogates become U+FFFD.
    public var string: String {
        // Bound to its element type, the buffer needs no cast at run time to show that it is contiguous.
        hasEscapes ? unescaped() : String(decoding: bytes.bindMemory(to: UInt8.self), as: UTF8.self)
    }

    private func unescaped() -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                index += 1
                continue
            }
            index += 2
            switch bytes[index - 1] {
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"): appendScalar(at: &index, to: &output)
            case let literal: output.append(literal)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Decodes the four digits at `index`, and the second half of a surrogate pair after them.
    private func appendScalar(at index: inout Int, to output: inout [UInt8]) {
        let first = codeUnit(at: index)
        index += 4
        var value = UInt32(first)
        if UTF16.isLeadSurrogate(first), index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            let second = codeUnit(at: index + 2)
            if UTF16.isTrailSurrogate(second) {
                index += 6
                value = 0x10000 + ((UInt32(first) - 0xD800) << 10) + (UInt32(second) - 0xDC00)
            }
        }
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private func codeUnit(at index: Int) -> UInt16 {
        var value: UInt16 = 0
        for offset in 0..<4 { value = value << 4 | (hexValue(bytes[index + offset]) ?? 0) }
        return value
    }
}
