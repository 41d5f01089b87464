extension JSONValue {
    /// Reads what a model meant to be JSON.
    ///
    /// Beside JSON it takes what models write instead: a code fence or prose around the value, comments, single and
    /// typographic quotes, keys without quotes, Python's words, missing and trailing commas, raw line breaks in
    /// strings, and an end that is missing. Nothing is guessed beyond that: text without a value gives nil.
    ///
    /// - Parameter text: Bounded by the caller; the cost is linear in its length.
    public init?(repairing text: String) { self.init(repairing: text, openers: []) }

    /// - Parameter openers: The brackets with which the value may begin; others are taken for prose, unless there is
    ///   nothing else. Empty where it may be anything.
    init?(repairing text: String, openers: [UInt8]) {
        if let value = try? JSONValue(parsing: text) {
            self = value
            return
        }
        guard let value = JSONRepair.find(in: Array(text.utf8), openers: openers) else { return nil }
        self = value
    }
}

/// A forgiving reader of one JSON value.
struct JSONRepair {
    private static let maximumDepth = 128

    /// So many brackets that begin no value are tried, so that prose full of them costs no more than reading it as many
    /// times.
    private static let maximumAttempts = 16

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var depth = 0
    /// Whether an object or array was left without its closing bracket.
    private var isCut = false

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The value that the text is about: in a code fence, if there is one.
    ///
    /// What is JSON as it stands is preferred to what has to be repaired, unless that is longer.
    static func find(in bytes: [UInt8], openers: [UInt8]) -> JSONValue? {
        let whole = bytes[...]
        guard let fence = fence(in: bytes) else {
            let found = candidates(in: whole, openers)
            return found.best ?? scalar(in: whole) ?? found.other
        }
        let fenced = candidates(in: fence, openers)
        if let exact = fenced.exact { return exact.value }
        if openers.isEmpty, fenced.repaired == nil, let scalar = scalar(in: fence) { return scalar }
        // A mark inside of a text may have been taken for the end of the fence.
        let beyond = candidates(in: bytes[fence.startIndex...], openers)
        let others = beyond.exact == nil ? candidates(in: whole, openers) : beyond
        if let exact = others.exact, exact.length > fenced.repaired?.length ?? 0 { return exact.value }
        if fenced.repaired?.isCut == true, let longer = beyond.repaired, !longer.isCut { return longer.value }
        return fenced.repaired?.value ?? scalar(in: fence) ?? others.best ?? scalar(in: whole) ?? others.other
    }

    /// What stands in the first code fence. Its end begins a line; else it is the last mark that there is.
    private static func fence(in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        let mark = Array("```".utf8)
        func marks(from start: Int) -> some Sequence<Int> {
            bytes[start...].indices.lazy.filter { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) }
        }
        guard let open = marks(from: 0).first(where: { _ in true }), let line = bytes[open...].firstIndex(of: 10)
        else { return nil }
        var last: Int?
        for index in marks(from: line) {
            if bytes[..<index].last(where: { $0 != 32 && $0 != 9 }) == 10 { return bytes[line..<index] }
            last = index
        }
        return bytes[line..<(last ?? bytes.count)]
    }

    /// The objects and arrays in a text.
    private struct Candidates {
        /// The first that is JSON.
        var exact: (value: JSONValue, length: Int)?
        /// The longest that can be made of the text, and whether its end is missing.
        var repaired: (value: JSONValue, length: Int, isCut: Bool)?
        /// One that begins with another bracket than is wanted.
        var other: JSONValue?

        var best: JSONValue? { exact?.value ?? repaired?.value }
    }

    private static func candidates(in bytes: ArraySlice<UInt8>, _ openers: [UInt8]) -> Candidates {
        var found = Candidates()
        var start = bytes.startIndex
        var failures = 0
        while failures < maximumAttempts,
            let open = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") })
        {
            var repair = JSONRepair(bytes[open...])
            guard let value = repair.readValue() else {
                start = open + 1
                failures += 1
                continue
            }
            start = repair.position
            guard openers.isEmpty || openers.contains(bytes[open]) else {
                found.other = found.other ?? value
                continue
            }
            let text = bytes[open..<repair.position]
            if let value = text.withUnsafeBytes({ try? JSONValue(parsing: $0) }) {
                found.exact = (value, text.count)
                return found
            }
            if text.count > found.repaired?.length ?? 0 { found.repaired = (value, text.count, repair.isCut) }
        }
        return found
    }

    /// The text itself, if it is a scalar.
    private static func scalar(in bytes: ArraySlice<UInt8>) -> JSONValue? {
        var repair = JSONRepair(bytes)
        repair.skipSpace()
        var probe = repair
        let isQuoted = probe.quote() != nil
        guard let value = repair.readValue() else { return nil }
        repair.skipSpace()
        guard repair.current == nil, isQuoted || value.stringValue == nil else { return nil }
        return value
    }

    // MARK: Structure

    private mutating func readValue() -> JSONValue? {
        skipSpace()
        guard let byte = current else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return nested { $0.readObject() }
        case UInt8(ascii: "["): return nested { $0.readArray() }
        default:
            if let quote = quote() { return .string(readString(endedBy: quote)) }
            return readBareWord()
        }
    }

    private mutating func nested(_ read: (inout JSONRepair) -> JSONValue?) -> JSONValue? {
        guard depth < Self.maximumDepth else { return nil }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return read(&self)
    }

    private mutating func readObject() -> JSONValue? {
        var object = JSONObject()
        while skipSeparators(), let byte = current {
            if byte == UInt8(ascii: "}") {
                position += 1
                return .object(object)
            }
            // The closing of something around: this object's own is missing.
            if byte == UInt8(ascii: "]") { break }
            guard let key = readKey() else { return nil }
            skipSpace()
            guard current == UInt8(ascii: ":") || current == UInt8(ascii: "=") else {
                // A key at the end of a text that was cut off.
                if current == nil { break }
                return nil
            }
            position += 1
            skipSpace()
            guard let next = current else { break }
            if next == UInt8(ascii: "}") || next == UInt8(ascii: ",") {
                object[key] = .null
                continue
            }
            guard let value = readValue() else { return nil }
            object[key] = value
        }
        isCut = true
        return .object(object)
    }

    private mutating func readArray() -> JSONValue? {
        var elements: [JSONValue] = []
        while skipSeparators(), let byte = current {
            if byte == UInt8(ascii: "]") {
                position += 1
                return .array(elements)
            }
            if byte == UInt8(ascii: "}") { break }
            guard let value = readValue() else { return nil }
            elements.append(value)
        }
        isCut = true
        return .array(elements)
    }

    private mutating func readKey() -> String? {
        if let quote = quote() { return readString(endedBy: quote) }
        let start = position
        while let byte = current, Self.isWord(byte) { position += 1 }
        return position == start ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    // MARK: Scalars

    /// A number, one of the words of JSON, JavaScript and Python, or text that lacks its quotes.
    private mutating func readBareWord() -> JSONValue? {
        let start = position
        var hasQuote = false
        while let byte = current, !Self.endsBareWord(byte), !beginsComment(after: start) {
            // A comma is missing before the next text.
            if byte == UInt8(ascii: "\""), !hasQuote {
                hasQuote = true
                if let value = Self.word(bytes[start..<position]) { return value }
            }
            position += 1
        }
        let text = bytes[start..<position]
        if let value = Self.word(text) { return value }
        let word = String(decoding: text, as: UTF8.self).trimmingSpace
        return word.isEmpty ? nil : .string(word)
    }

    /// A number or one of the words that have a meaning.
    private static func word(_ bytes: ArraySlice<UInt8>) -> JSONValue? {
        let word = String(decoding: bytes, as: UTF8.self).trimmingSpace
        switch word {
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case "null", "None", "NULL", "nil", "undefined", "NaN": return .null
        default: return word.isEmpty ? nil : number(word).map(JSONValue.number)
        }
    }

    /// Whether a comment stands here, behind white space: `http://` is none.
    private func beginsComment(after start: Int) -> Bool {
        guard position > start, Self.isSpace(bytes[position - 1]) else { return false }
        if bytes[position] == UInt8(ascii: "#") { return true }
        guard bytes[position] == UInt8(ascii: "/"), position + 1 < bytes.endIndex else { return false }
        return bytes[position + 1] == UInt8(ascii: "/") || bytes[position + 1] == UInt8(ascii: "*")
    }

    /// `+1`, `.5`, `1.` and `1_000` as well as JSON's own.
    private static func number(_ word: String) -> JSONNumber? {
        if let number = JSONNumber(word) { return number }
        var digits = word.replacing("_", with: "")
        if digits.hasPrefix("+") { digits.removeFirst() }
        if digits.hasPrefix(".") { digits = "0" + digits }
        if digits.hasPrefix("-.") { digits = "-0" + digits.dropFirst() }
        if digits.hasSuffix(".") { digits.removeLast() }
        return JSONNumber(digits)
    }

    /// The closing quote of the one that stands here, after which the reader moves; nil if there is none.
    private mutating func quote() -> [UInt8]? {
        for (open, close) in Self.quotes where bytes[position...].starts(with: open) {
            position += open.count
            return close
        }
        return nil
    }

    private static let quotes: [([UInt8], [UInt8])] = [
        (Array("\"".utf8), Array("\"".utf8)), (Array("'".utf8), Array("'".utf8)),
        (Array("“".utf8), Array("”".utf8)), (Array("‘".utf8), Array("’".utf8)),
    ]

    private mutating func readString(endedBy close: [UInt8]) -> String {
        var text: [UInt8] = []
        while let byte = current {
            if byte == UInt8(ascii: "\\") {
                readEscape(into: &text)
            } else if byte == close[0], bytes[position...].starts(with: close),
                closesString(after: position + close.count)
            {
                position += close.count
                break
            } else {
                text.append(byte)
                position += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A quote inside of a text that was not escaped is followed by more of the text.
    private func closesString(after index: Int) -> Bool {
        guard let next = bytes[index...].first(where: { !Self.isSpace($0) }) else { return true }
        return [UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "=")]
            .contains(next) || next == UInt8(ascii: "\"") || next == UInt8(ascii: "/")
    }

    private mutating func readEscape(into text: inout [UInt8]) {
        position += 1
        guard let byte = current else { return }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "u"): readUnicodeEscape(into: &text)
        default: text.append(byte)
        }
    }

    private mutating func readUnicodeEscape(into text: inout [UInt8]) {
        func unit(at index: Int) -> UInt32? {
            guard index + 4 <= bytes.endIndex else { return nil }
            return UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        }
        guard var scalar = unit(at: position) else { return text.append(UInt8(ascii: "u")) }
        position += 4
        if (0xD800..<0xDC00).contains(scalar), bytes[position...].starts(with: Array("\\u".utf8)),
            let low = unit(at: position + 2), (0xDC00..<0xE000).contains(low)
        {
            position += 6
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        }
        text += Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
    }

    // MARK: What stands between

    private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private var next: UInt8? { position + 1 < bytes.endIndex ? bytes[position + 1] : nil }

    /// Always true, so that it can stand in a condition.
    private mutating func skipSeparators() -> Bool {
        skipSpace()
        while current == UInt8(ascii: ",") || current == UInt8(ascii: ";") {
            position += 1
            skipSpace()
        }
        return true
    }

    private mutating func skipSpace() {
        while let byte = current {
            if Self.isSpace(byte) {
                position += 1
            } else if byte == UInt8(ascii: "#") || byte == UInt8(ascii: "/") && next == UInt8(ascii: "/") {
                while let byte = current, byte != 10 { position += 1 }
            } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                position += 2
                while let byte = current, byte != UInt8(ascii: "*") || next != UInt8(ascii: "/") { position += 1 }
                position = min(position + 2, bytes.endIndex)
            } else {
                return
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        !isSpace(byte) && !",:={}[]\"'".utf8.contains(byte)
    }

    private static func endsBareWord(_ byte: UInt8) -> Bool { byte == 10 || ",}]".utf8.contains(byte) }
}

extension String {
    fileprivate var trimmingSpace: String {
        let scalars = unicodeScalars.drop(while: \.properties.isWhitespace)
        guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...last])
    }
}
