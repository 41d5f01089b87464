extension JSONReader {
    /// Reads a string.
    public mutating func readString() throws(JSONError) -> String {
        try readSlice().string
    }

    /// Reads a string, or nil for `null`.
    public mutating func readOptionalString() throws(JSONError) -> String? {
        if try peek() == .null {
            try readNull()
            return nil
        }
        return try readSlice().string
    }

    /// Reads a string as the bytes between its quotes, still escaped.
    public mutating func readSlice() throws(JSONError) -> JSONSlice {
        skipWhitespace()
        guard offset < count, bytes[offset] == UInt8(ascii: "\"") else {
            throw JSONError("Expected a string", at: offset)
        }
        offset += 1
        let start = offset
        var hasEscapes = false
        while true {
            skipPlainCharacters()
            guard offset < count else { throw JSONError("Unexpected end of JSON inside a string", at: offset) }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
                offset += 1
                return JSONSlice(bytes: slice, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape()
            default:
                throw JSONError("Unescaped control character inside a string", at: offset)
            }
        }
    }

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        skipWhitespace()
        if matches("true") { return true }
        if matches("false") { return false }
        throw JSONError("Expected true or false", at: offset)
    }

    /// Reads `null`.
    public mutating func readNull() throws(JSONError) {
        skipWhitespace()
        guard matches("null") else { throw JSONError("Expected null", at: offset) }
    }

    /// Reads a whole number; nil for a value that is no number or does not fit.
    public mutating func readInt() throws(JSONError) -> Int? {
        guard try peek() == .number else {
            try skipValue()
            return nil
        }
        if let small = readSmallInt() { return small }
        return JSONNumber(literal: try readNumberLiteral())?.intValue
    }

    /// Reads a number as it is written.
    public mutating func readNumberLiteral() throws(JSONError) -> UnsafeRawBufferPointer {
        skipWhitespace()
        let start = offset
        skip(UInt8(ascii: "-"))
        let firstDigit = offset
        guard skipDigits() else { throw JSONError("Expected a digit", at: offset) }
        if bytes[firstDigit] == UInt8(ascii: "0"), offset > firstDigit + 1 {
            throw JSONError("A number must not begin with 0", at: firstDigit)
        }
        if skip(UInt8(ascii: ".")) {
            guard skipDigits() else { throw JSONError("Expected a digit after the decimal point", at: offset) }
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            guard skipDigits() else { throw JSONError("Expected a digit in the exponent", at: offset) }
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    // MARK: Helpers

    /// Reads a natural number that is surely none but that: an index, a count. Consumes nothing if it is another.
    @inline(__always)
    private mutating func readSmallInt() -> Int? {
        var value = 0
        var end = offset
        while end < count, bytes[end] &- UInt8(ascii: "0") <= 9 {
            value = value &* 10 &+ Int(bytes[end] &- UInt8(ascii: "0"))
            end &+= 1
        }
        // Eighteen digits never overflow; a leading zero must be alone; a fraction or exponent may follow.
        guard end > offset, end &- offset <= 18, end < count, end == offset &+ 1 || bytes[offset] != UInt8(ascii: "0"),
            bytes[end] != UInt8(ascii: "."), bytes[end] | 0x20 != UInt8(ascii: "e")
        else { return nil }
        offset = end
        return value
    }

    /// Stops at the next quote, backslash or control character; looks at eight bytes at a time.
    @inline(__always)
    private mutating func skipPlainCharacters() {
        offset = endOfPlainCharacters(from: offset)
    }

    /// Where the next quote, backslash or control character stands, or the end.
    @inline(__always)
    func endOfPlainCharacters(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var position = start
        while position &+ 8 <= count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            // With its second bit turned over the quote stands beside the control characters, and none of them leaves.
            let turned = word ^ (ones &* 0x02)
            let slashes = word ^ (ones &* 0x5C)
            let hits = (((turned &- (ones &* 0x21)) & ~turned) | ((slashes &- ones) & ~slashes)) & highs
            // Borrows can only mark bytes after a true hit, so the lowest mark is exact.
            if hits != 0 { return position &+ (hits.trailingZeroBitCount >> 3) }
            position &+= 8
        }
        while position < count {
            let byte = bytes[position]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
            position &+= 1
        }
        return position
    }

    mutating func skipEscape() throws(JSONError) {
        guard offset + 1 < count else { throw JSONError("Unexpected end of JSON inside an escape", at: offset) }
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 2
        case UInt8(ascii: "u"):
            guard offset + 6 <= count else {
                throw JSONError("Unexpected end of JSON inside an escape", at: offset)
            }
            for index in offset + 2..<offset + 6 where hexValue(bytes[index]) == nil {
                throw JSONError("Expected four hexadecimal digits", at: index)
            }
            offset += 6
        default:
            throw JSONError("Unknown escape sequence", at: offset)
        }
    }

    mutating func matches(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard offset + length <= count else { return false }
        for index in 0..<length where bytes[offset + index] != literal.utf8Start[index] { return false }
        offset += length
        return true
    }

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard offset < count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipDigits() -> Bool {
        let start = offset
        while offset < count, bytes[offset] &- UInt8(ascii: "0") <= 9 { offset += 1 }
        return offset > start
    }
}

/// The value of a hexadecimal digit.
func hexValue(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt16(byte - UInt8(ascii: "A") + 10)
    default: return nil
    }
}
