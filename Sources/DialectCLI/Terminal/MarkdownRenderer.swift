/// Makes Markdown, as it arrives, into what a terminal shows. A pure state machine over the bytes of UTF-8.
///
/// Text passes at once. What is held back is a mark at the beginning of a line until it is known what the line is, and a
/// mark within a line, with what follows it, until its counterpart has come or cannot come any more: at the end of the
/// line, or after ``longestSpan`` bytes. So nothing that turns out to be plain text loses its marks. How the input is
/// cut into pieces makes no difference.
struct MarkdownRenderer: Sendable {
    /// What becomes of the text.
    enum Mode: Hashable, Sendable {
        /// Every byte stays: for files and other programs.
        case verbatim
        /// The marks stay, and what would steer the terminal does not.
        case plain
        /// Marks become styles.
        case styled
    }

    private enum Place {
        /// In what the line begins with.
        case opening
        case text
        /// In code, at the beginning of a line.
        case codeOpening(LineOpening.Fence)
        case code(LineOpening.Fence)
    }

    /// The longest link or emphasis that is waited for, in bytes.
    static let longestSpan = 512
    private static let ruleWidth = 24

    let mode: Mode
    private var filter = PrintableFilter()
    private var place = Place.opening
    /// What waits to be understood.
    private var held: [UInt8] = []
    /// The byte of the line that was understood last.
    private var last: UInt8?
    /// Whether the space after the mark of a quotation is still to be left out.
    private var skipsSpace = false
    private var isQuoted = false
    /// The style of the line.
    private var lineStyle = TextStyle.plain
    /// What the terminal shows.
    private var style = TextStyle.plain
    private var output: [UInt8] = []

    init(_ mode: Mode) { self.mode = mode }

    /// Takes a piece.
    ///
    /// - Returns: What can be shown by now.
    mutating func append(_ piece: some Sequence<UInt8>) -> [UInt8] {
        guard mode != .verbatim else { return Array(piece) }
        for byte in piece {
            let (first, second) = filter.received(byte)
            if let first { received(first) }
            if let second { received(second) }
        }
        return take()
    }

    /// The text is over; another may begin.
    ///
    /// - Returns: The rest.
    mutating func finish() -> [UInt8] {
        endLine()
        show(.plain)
        let rest = take()
        self = MarkdownRenderer(mode)
        return rest
    }

    private mutating func take() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    // MARK: Lines

    private mutating func received(_ byte: UInt8) {
        guard mode == .styled else { return output.append(byte) }
        guard byte != UInt8(ascii: "\n") else {
            endLine()
            show(.plain)
            output.append(byte)
            if case .code(let fence) = place { place = .codeOpening(fence) }
            return
        }
        switch place {
        case .opening:
            if skipsSpace {
                skipsSpace = false
                if byte == UInt8(ascii: " ") { return }
            }
            held.append(byte)
            if let opening = LineOpening.of(held, isWhole: false) { begin(opening) }
        case .text: receivedText(byte)
        case .codeOpening(let fence):
            held.append(byte)
            if fence.isClosed(by: held, isWhole: false) == false { beginCode(fence) }
        case .code: emit([byte], .code)
        }
    }

    /// What is held back is all there is of the line. Afterwards another line, or more code, begins.
    private mutating func endLine() {
        switch place {
        case .opening: if !held.isEmpty { begin(LineOpening.of(held, isWhole: true) ?? .text(indentation: 0)) }
        case .text: break
        case .codeOpening(let fence):
            guard fence.isClosed(by: held, isWhole: true) == true else { return beginCode(fence) }
            emit(held[...], .dim)
            held = []
            place = .opening
        case .code: return
        }
        if case .text = place { drain(isWhole: true) }
        if case .code = place { return }
        (place, last, lineStyle, skipsSpace, isQuoted) = (.opening, nil, .plain, false, false)
    }

    private mutating func begin(_ opening: LineOpening) {
        let line = held
        held = []
        switch opening {
        case .text(let indentation):
            emit(line.prefix(indentation), .plain)
            beginText(line.dropFirst(indentation))
        case .heading(let level, let length):
            lineStyle = level == 1 ? [.bold, .underline] : .bold
            beginText(line.dropFirst(length))
        case .bullet(let indentation, let length):
            emit(line.prefix(indentation), .plain)
            emit(Array("• ".utf8)[...], .plain)
            beginText(line.dropFirst(length))
        case .quote(let indentation, let length):
            emit(line.prefix(indentation), .plain)
            emit(Array("│ ".utf8)[...], .dim)
            (skipsSpace, isQuoted) = (true, true)
            for byte in line.dropFirst(length) { received(byte) }
        case .rule:
            emit(Array(String(repeating: "─", count: Self.ruleWidth).utf8)[...], .dim)
            place = .text
        case .fence(let fence):
            emit(line[...], .dim)
            // Within a quotation every line has the quotation's mark first, so that the end would not be found.
            place = isQuoted ? .text : .code(fence)
        }
    }

    private mutating func beginText(_ rest: ArraySlice<UInt8>) {
        place = .text
        for byte in rest { receivedText(byte) }
    }

    private mutating func beginCode(_ fence: LineOpening.Fence) {
        place = .code(fence)
        emit(held[...], .code)
        held = []
    }

    // MARK: Text

    private mutating func receivedText(_ byte: UInt8) {
        guard !held.isEmpty || InlineToken.isOpening(byte) else {
            emit([byte], lineStyle)
            last = byte
            return
        }
        let isNews = InlineToken.isMark(byte) || held.last.map(InlineToken.isMark) == true
        held.append(byte)
        if isNews || held.count > Self.longestSpan { drain(isWhole: false) }
    }

    /// Shows what is understood of the text that is held back.
    private mutating func drain(isWhole: Bool) {
        var rest = held[...]
        while !rest.isEmpty {
            let isLong = rest.count > Self.longestSpan
            guard let token = InlineToken.first(in: rest, after: last, isWhole: isWhole || isLong) else { break }
            show(token, lineStyle)
            last = rest[rest.startIndex + token.length - 1]
            rest = rest.dropFirst(token.length)
        }
        held = Array(rest)
    }

    private mutating func show(_ token: InlineToken, _ style: TextStyle) {
        switch token.kind {
        case .text(let bytes): emit(bytes, style)
        case .code(let bytes): emit(bytes, style.union(.code))
        case .styled(let added, let content): show(content, style.union(added))
        case .link(let label, let target):
            show(label, style.union(.underline))
            guard !target.isEmpty, target != label else { return }
            let address = Array(" (".utf8) + target + Array(")".utf8)
            emit(address[...], style.union(.dim))
        }
    }

    /// Shows what stands between marks.
    private mutating func show(_ content: ArraySlice<UInt8>, _ style: TextStyle) {
        var rest = content
        var previous: UInt8?
        while !rest.isEmpty, let token = InlineToken.first(in: rest, after: previous, isWhole: true) {
            show(token, style)
            previous = rest[rest.startIndex + token.length - 1]
            rest = rest.dropFirst(token.length)
        }
    }

    // MARK: Output

    private mutating func emit(_ bytes: ArraySlice<UInt8>, _ style: TextStyle) {
        guard !bytes.isEmpty else { return }
        show(style)
        output += bytes
    }

    private mutating func show(_ next: TextStyle) {
        output += TextStyle.change(from: style, to: next).utf8
        style = next
    }
}
