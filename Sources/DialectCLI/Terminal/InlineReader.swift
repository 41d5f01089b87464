/// Finds what a line of Markdown begins with.
struct InlineReader {
    typealias Bytes = ArraySlice<UInt8>

    let bytes: Bytes
    /// Whether nothing follows on the line.
    let isWhole: Bool

    private var start: Int { bytes.startIndex }
    private var end: Int { bytes.endIndex }

    /// How many marks stand at the beginning that are text if they are no marks.
    var markLength: Int {
        switch bytes.first {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "~"): run(at: start)
        default: 1
        }
    }

    func token(after previous: UInt8?) -> Finding<InlineToken> {
        switch bytes.first {
        case UInt8(ascii: "\\"): escape
        case UInt8(ascii: "`"): code
        case UInt8(ascii: "*"), UInt8(ascii: "_"): emphasis(after: previous)
        case UInt8(ascii: "~"): strikethrough
        case UInt8(ascii: "["): link(at: start)
        case UInt8(ascii: "!"): image
        default: .found(.text(bytes.prefix { !InlineToken.isOpening($0) }))
        }
    }

    // MARK: Kinds

    private var escape: Finding<InlineToken> {
        guard bytes.count > 1 else { return unknown }
        guard Self.isPunctuation(bytes[start + 1]) else { return .none }
        return .found(InlineToken(kind: .text(bytes[start + 1..<start + 2]), length: 2))
    }

    private var code: Finding<InlineToken> {
        let length = run(at: start)
        guard start + length < end || isWhole else { return .undecided }
        guard let closing = backticks(length, from: start + length) else { return unknown }
        guard closing + length < end || isWhole else { return .undecided }
        var content = bytes[start + length..<closing]
        let space = UInt8(ascii: " ")
        // One space on each side lets a backtick stand there (CommonMark, section 6.1).
        if content.count > 2, content.first == space, content.last == space { content = content.dropFirst().dropLast() }
        return .found(InlineToken(kind: .code(content), length: closing + length - start))
    }

    private func emphasis(after previous: UInt8?) -> Finding<InlineToken> {
        let mark = bytes[start]
        let underscore = UInt8(ascii: "_")
        let isWithinWord = previous.map { Self.isLetter($0) || $0 == underscore } == true
        if mark == underscore, isWithinWord { return .none }
        let length = run(at: start)
        guard start + length < end else { return unknown }
        guard length <= 3, !Self.isSpace(bytes[start + length]) else { return .none }
        switch emphasisEnd(mark, length) {
        case .none: return .none
        case .undecided: return .undecided
        case .found(let contentEnd):
            let style: TextStyle = [.italic, .bold, [.bold, .italic]][length - 1]
            let content = bytes[start + length..<contentEnd]
            return .found(InlineToken(kind: .styled(style, content), length: contentEnd + length - start))
        }
    }

    private var strikethrough: Finding<InlineToken> {
        let length = run(at: start)
        guard start + length < end else { return unknown }
        guard length == 2, !Self.isSpace(bytes[start + 2]) else { return .none }
        var index = start + 2
        while index < end {
            guard bytes[index] == UInt8(ascii: "~") else {
                index += 1
                continue
            }
            let run = run(at: index)
            guard index + run < end || isWhole else { return .undecided }
            if run == 2, !Self.isSpace(bytes[index - 1]) {
                let content = bytes[start + 2..<index]
                return .found(InlineToken(kind: .styled(.strikethrough, content), length: index + 2 - start))
            }
            index += run
        }
        return unknown
    }

    /// What stands for an image is its description and its address.
    private var image: Finding<InlineToken> {
        guard bytes.count > 1 else { return unknown }
        guard bytes[start + 1] == UInt8(ascii: "[") else { return .none }
        return link(at: start + 1)
    }

    private func link(at opening: Int) -> Finding<InlineToken> {
        let label: Int
        switch closing(of: UInt8(ascii: "["), by: UInt8(ascii: "]"), from: opening) {
        case .found(let index): label = index
        case .none: return .none
        case .undecided: return .undecided
        }
        guard label + 1 < end else { return unknown }
        guard label > opening + 1, bytes[label + 1] == UInt8(ascii: "(") else { return .none }
        switch closing(of: UInt8(ascii: "("), by: UInt8(ascii: ")"), from: label + 1) {
        case .none: return .none
        case .undecided: return .undecided
        case .found(let last):
            // What follows a space is a title.
            var target = bytes[label + 2..<last].prefix { !Self.isSpace($0) }
            if target.first == UInt8(ascii: "<"), target.last == UInt8(ascii: ">") {
                target = target.dropFirst().dropLast()
            }
            let kind = InlineToken.Kind.link(label: bytes[opening + 1..<label], target: target)
            return .found(InlineToken(kind: kind, length: last + 1 - start))
        }
    }

    // MARK: Ends

    /// Where the content of an emphasis ends that begins here.
    private func emphasisEnd(_ mark: UInt8, _ length: Int) -> Finding<Int> {
        // The runs that wait for their end, this one first.
        var open = [length]
        var index = start + length
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "`"):
                guard let next = afterCode(at: index) else { return .undecided }
                index = next
            case mark:
                let run = run(at: index)
                guard index + run < end || isWhole else { return .undecided }
                if let contentEnd = close(&open, mark, run, at: index) { return .found(contentEnd) }
                index += run
            default: index += 1
            }
        }
        return isWhole ? .none : .undecided
    }

    /// Lets a run of marks close what is open, or open more.
    ///
    /// - Returns: Where the content of the first ends, if that was closed.
    private func close(_ open: inout [Int], _ mark: UInt8, _ run: Int, at index: Int) -> Int? {
        let isUnderscore = mark == UInt8(ascii: "_")
        let before = bytes[index - 1]
        let after = index + run < end ? bytes[index + run] : nil
        if !Self.isSpace(before), !isUnderscore || after.map(Self.isLetter) != true {
            if let match = open.lastIndex(of: run) {
                open.removeSubrange(match...)
                return open.isEmpty ? index : nil
            }
            let first = open[0]
            var rest = run
            while let last = open.last, rest >= last {
                rest -= last
                open.removeLast()
            }
            if open.isEmpty { return index + run - rest - first }
            if rest < run { return nil }
        }
        let opens = after.map { !Self.isSpace($0) } == true && (!isUnderscore || !Self.isLetter(before))
        if opens { open.append(run) }
        return nil
    }

    /// Where a bracket is closed, those between being taken in pairs.
    private func closing(of opening: UInt8, by closing: UInt8, from first: Int) -> Finding<Int> {
        var depth = 0
        var index = first
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "`") where opening == UInt8(ascii: "["):
                guard let next = afterCode(at: index) else { return .undecided }
                index = next - 1
            case opening: depth += 1
            case closing:
                depth -= 1
                if depth == 0 { return .found(index) }
            default: break
            }
            index += 1
        }
        return isWhole ? .none : .undecided
    }

    /// Where it goes on after code, or after backticks that are none; nil where that depends on what follows.
    private func afterCode(at index: Int) -> Int? {
        let length = run(at: index)
        if let closing = backticks(length, from: index + length) {
            return closing + length < end || isWhole ? closing + length : nil
        }
        return isWhole ? index + length : nil
    }

    /// Where exactly so many backticks stand.
    private func backticks(_ count: Int, from first: Int) -> Int? {
        var index = first
        while index < end {
            guard bytes[index] == UInt8(ascii: "`") else {
                index += 1
                continue
            }
            let run = run(at: index)
            if run == count { return index }
            index += run
        }
        return nil
    }

    /// What is not there: on a whole line it does not come.
    private var unknown: Finding<InlineToken> { isWhole ? .none : .undecided }

    private func run(at index: Int) -> Int {
        let mark = bytes[index]
        return bytes[index...].prefix { $0 == mark }.count
    }

    // MARK: Bytes

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// Bytes of characters beyond ASCII count as letters.
    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || !isSpace(byte) && !isPunctuation(byte) }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}
