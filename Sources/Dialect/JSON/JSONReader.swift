/// Reads JSON in place: walks keys, skips values, takes slices and unescapes strings, without a tree and without
/// allocating anything but the strings asked for.
///
/// One delta of a stream is some 200 bytes of which a parser wants four fields; `Foundation.JSONDecoder` spends
/// microseconds on it, this reader a fraction of one. Off the hot path, ``JSONValue`` and `Codable` read better.
///
/// The reader borrows the bytes: it must not outlive the call that lent them.
/// The grammar is RFC 8259 with two lenient points: ill-formed UTF-8 and lone surrogate escapes become U+FFFD
/// instead of failing, because a provider's broken emoji must not end a stream.
public struct JSONReader {
    /// What kind of value comes next.
    public enum Kind: Sendable {
        case object, array, string, number, boolean, null
    }

    /// Deeper nesting is refused, as Foundation does, so that hostile input cannot exhaust the stack.
    public static let maximumDepth = 512

    let bytes: UnsafeRawBufferPointer
    /// The size of ``bytes``, which the buffer would compute each time.
    let count: Int
    /// The position of the next unread byte.
    public internal(set) var offset = 0
    var depth = 0
    /// How deep this text may be nested.
    var depthLimit = JSONReader.maximumDepth
    /// Cleared by the first object or array that is not compact, so that none is looked at twice for it.
    var mayBeCompact = true

    /// A reader at the first byte; the bytes must outlive it and every slice that it gives.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        count = bytes.count
    }

    // MARK: Structure

    /// Looks at the next value without consuming it.
    public mutating func peek() throws(JSONError) -> Kind {
        skipWhitespace()
        guard offset < count else { throw JSONError("Unexpected end of JSON", at: offset) }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw JSONError("Unexpected character where a JSON value should begin", at: offset)
        }
    }

    /// Enters an object; then call ``nextKey()`` until it returns nil.
    public mutating func beginObject() throws(JSONError) {
        try begin(UInt8(ascii: "{"), "an object")
    }

    /// Enters an array; then call ``nextElement()`` until it returns false.
    public mutating func beginArray() throws(JSONError) {
        try begin(UInt8(ascii: "["), "an array")
    }

    /// The next key of the object entered last, with the reader placed at its value; nil after the closing brace.
    public mutating func nextKey() throws(JSONError) -> JSONSlice? {
        if !justOpened, offset &+ 1 < count, bytes[offset] == UInt8(ascii: ","),
            bytes[offset &+ 1] == UInt8(ascii: "\"")
        {
            // The next member of compact JSON, which is how servers write it.
            offset &+= 1
        } else {
            guard try advance(to: UInt8(ascii: "}"), "object") else { return nil }
        }
        let key = try readSlice()
        if offset < count, bytes[offset] == UInt8(ascii: ":") {
            offset &+= 1
            return key
        }
        skipWhitespace()
        guard offset < count, bytes[offset] == UInt8(ascii: ":") else {
            throw JSONError("Expected ':' after an object's key", at: offset)
        }
        offset += 1
        return key
    }

    /// Whether the array entered last has another element, with the reader placed at it.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try advance(to: UInt8(ascii: "]"), "array")
    }

    /// Checks that nothing but white space follows.
    public mutating func end() throws(JSONError) {
        skipWhitespace()
        guard offset == count else { throw JSONError("Unexpected characters after the JSON value", at: offset) }
    }

    // MARK: Helpers

    private mutating func begin(_ bracket: UInt8, _ name: StaticString) throws(JSONError) {
        skipWhitespace()
        guard offset < count, bytes[offset] == bracket else {
            throw JSONError("Expected \(name)", at: offset)
        }
        depth += 1
        guard depth <= depthLimit else {
            throw JSONError("JSON is nested deeper than \(depthLimit) levels", at: offset)
        }
        offset += 1
        justOpened = true
    }

    /// Set between an opening bracket and the first member, where a comma is not allowed.
    private var justOpened = false

    private mutating func advance(to closing: UInt8, _ name: StaticString) throws(JSONError) -> Bool {
        skipWhitespace()
        guard offset < count else { throw JSONError("Unexpected end of JSON inside an \(name)", at: offset) }
        let byte = bytes[offset]
        if byte == closing {
            offset += 1
            depth -= 1
            justOpened = false
            return false
        }
        if justOpened {
            justOpened = false
            return true
        }
        guard byte == UInt8(ascii: ",") else {
            throw JSONError("Expected ',' between members of an \(name)", at: offset)
        }
        offset += 1
        skipWhitespace()
        guard offset < count, bytes[offset] != closing else {
            throw JSONError("Expected another member after ','", at: offset)
        }
        return true
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while offset < count {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): offset += 1
            default: return
            }
        }
    }
}
