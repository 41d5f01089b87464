extension JSONSlice {
    /// The escape of a lead surrogate that ends the text and waits for its other half.
    ///
    /// Some servers cut a stream of deltas between the halves of an emoji; keep these bytes and pass them to
    /// ``withPrefix(_:_:)`` of the next delta.
    public var trailingLeadSurrogate: UnsafeRawBufferPointer? {
        let count = bytes.count
        guard hasEscapes, count >= 6, bytes[count - 6] == UInt8(ascii: "\\"), bytes[count - 5] == UInt8(ascii: "u"),
            bytes[count - 4] | 0x20 == UInt8(ascii: "d"),
            let digit = hexValue(bytes[count - 3]), (8...0xB).contains(digit)
        else { return nil }
        let precedingBackslashes = bytes[..<(count - 6)].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        guard precedingBackslashes.isMultiple(of: 2) else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[(count - 6)...])
    }

    /// The text without its ``trailingLeadSurrogate``.
    public var stringBeforeTrailingLeadSurrogate: String {
        guard trailingLeadSurrogate != nil else { return string }
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 6)])
        return JSONSlice(bytes: head, hasEscapes: true).string
    }

    /// The slice with bytes kept from an earlier one before it, as a call that lends the joined slice.
    public func withPrefix<Result>(_ prefix: [UInt8], _ body: (JSONSlice) -> Result) -> Result {
        var joined = prefix
        joined.append(contentsOf: bytes)
        return joined.withUnsafeBytes { body(JSONSlice(bytes: $0, hasEscapes: true)) }
    }
}
