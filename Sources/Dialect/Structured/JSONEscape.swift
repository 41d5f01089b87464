/// An escape in a JSON text, of which any part may have come.
struct JSONEscape: Sendable {
    private enum State: Hashable, Sendable {
        case none
        case backslash
        case unicode(digits: Int)
    }

    private var state = State.none
    private var unit: UInt16 = 0
    /// The first half of a surrogate pair, whose other half must follow.
    private var lead: UInt16?

    /// Whether the next byte belongs to the escape.
    var isOpen: Bool { state != .none }

    /// A backslash has come.
    mutating func begin() { state = .backslash }

    /// Takes the next byte, and appends what the escape means when it is whole.
    ///
    /// - Returns: False if there is no such escape.
    mutating func receive(_ byte: UInt8, into text: inout [UInt8]) -> Bool {
        switch state {
        case .none: return true
        case .backslash:
            if byte == UInt8(ascii: "u") {
                (state, unit) = (.unicode(digits: 0), 0)
                return true
            }
            interrupted(into: &text)
            state = .none
            guard let meaning = Self.meaning(of: byte) else { return false }
            text.append(meaning)
        case .unicode(let digits):
            guard let value = hexValue(byte) else { return false }
            unit = unit << 4 | value
            state = digits == 3 ? .none : .unicode(digits: digits + 1)
            if digits == 3 { append(unit, to: &text) }
        }
        return true
    }

    /// Something else than an escape follows: the other half of a pair is missing.
    mutating func interrupted(into text: inout [UInt8]) {
        guard lead != nil else { return }
        lead = nil
        text += UTF8.encodedReplacementCharacter
    }

    private mutating func append(_ unit: UInt16, to text: inout [UInt8]) {
        if let first = lead, UTF16.isTrailSurrogate(unit) {
            lead = nil
            Self.append(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), to: &text)
            return
        }
        interrupted(into: &text)
        if UTF16.isLeadSurrogate(unit) {
            lead = unit
        } else {
            Self.append(UInt32(unit), to: &text)
        }
    }

    private static func append(_ value: UInt32, to text: inout [UInt8]) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }

    private static func meaning(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        default: nil
        }
    }
}
