/// Leaves out what would steer a terminal: a model, or a tool, may have been made to write an escape sequence.
///
/// Of the control characters of ASCII (C0) only line feeds and tabs pass; those of Unicode (C1, U+0080 to U+009F), some
/// of which terminals take for escape sequences, do not.
struct PrintableFilter: Sendable {
    /// The first byte of U+0080 to U+00BF.
    private static let lead: UInt8 = 0xC2

    /// Whether a first byte has come, and whether it is kept depends on the next.
    private var hasLead = false

    /// Takes the next byte of a text in UTF-8.
    ///
    /// - Returns: The bytes that may be shown by now, two at most.
    mutating func received(_ byte: UInt8) -> (UInt8?, UInt8?) {
        let lead = hasLead ? Self.lead : nil
        hasLead = false
        if lead != nil, (0x80...0x9F).contains(byte) { return (nil, nil) }
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\t"): return (lead, byte)
        case ..<0x20, 0x7F: return (lead, nil)
        case Self.lead:
            hasLead = true
            return (lead, nil)
        default: return (lead, byte)
        }
    }

    /// A whole text.
    static func cleaned(_ text: String) -> String {
        var filter = PrintableFilter()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            let (first, second) = filter.received(byte)
            if let first { bytes.append(first) }
            if let second { bytes.append(second) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
