/// Reads JSON while it is being written: pieces of text in, changes of a value out.
///
/// Every byte is looked at once, wherever the text was cut. It is a little more lenient than JSON where models are: raw
/// line breaks in texts and a comma after the last member pass. Anything else that is no JSON ends the reading; what
/// was read before stands.
package struct PartialJSONReader: Sendable {
    /// Deeper nesting is not read, for each change costs as much as its place is deep.
    package static let maximumDepth = 128
    /// A number or a word longer than this is none.
    private static let longestLiteral = 4_096

    private enum State: Sendable {
        /// Before the value, where prose may stand.
        case prose
        case value
        case elementOrEnd
        case keyOrEnd
        case colon
        case separator
        case text
        case literal
        case whole
        case broken
    }

    private enum Frame: Sendable {
        case object
        case array(next: Int)
    }

    private var state: State
    /// The brackets with which the value may begin; what stands before is prose. Empty where it begins at once.
    private let openers: [UInt8]
    private var frames: [Frame] = []
    private var path: [PartialStep] = []
    /// What was read of a key, a literal, or a text with escapes.
    private var scratch: [UInt8] = []
    private var isKey = false
    private var escape = JSONEscape()

    /// - Parameter openers: The brackets with which the value may begin, where prose or a code fence may stand before it.
    package init(openers: [UInt8] = []) {
        self.openers = openers
        state = openers.isEmpty ? .value : .prose
    }

    /// Whether the value is complete.
    package var isWhole: Bool { state == .whole }
    /// Whether the text turned out to be no JSON.
    package var isBroken: Bool { state == .broken }
    /// Whether anything of the value was found.
    package var hasBegun: Bool { !frames.isEmpty || ![.prose, .value].contains(state) }

    /// Reads the next piece; what follows the value is left aside.
    package mutating func read<Target: PartialValue>(_ piece: String, into target: inout Target) {
        var piece = piece
        piece.withUTF8 { bytes in
            var index = 0
            while index < bytes.count {
                switch state {
                case .text: index = readText(bytes, from: index, &target)
                case .literal: index = readLiteral(bytes, from: index, &target)
                case .whole, .broken: return
                default:
                    receive(bytes[index], &target)
                    index &+= 1
                }
            }
        }
    }

    /// No piece follows: a number is whole.
    package mutating func end<Target: PartialValue>(into target: inout Target) {
        if state == .literal, frames.isEmpty { endLiteral(&target) }
    }

    // MARK: Structure

    private mutating func receive<Target: PartialValue>(_ byte: UInt8, _ target: inout Target) {
        if state == .prose {
            guard openers.contains(byte) else { return }
            state = .value
        }
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09: return
        default: break
        }
        switch state {
        case .elementOrEnd:
            if byte == UInt8(ascii: "]") { return close(&target) }
            if case .array(let next)? = frames.last { path.append(.index(next)) }
            open(byte, &target)
        case .value: open(byte, &target)
        case .keyOrEnd:
            if byte == UInt8(ascii: "}") { return close(&target) }
            guard byte == UInt8(ascii: "\"") else { return state = .broken }
            (state, isKey) = (.text, true)
        case .colon: state = byte == UInt8(ascii: ":") ? .value : .broken
        case .separator: separate(byte, &target)
        case .prose, .text, .literal, .whole, .broken: break
        }
    }

    private mutating func open<Target: PartialValue>(_ byte: UInt8, _ target: inout Target) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard frames.count < Self.maximumDepth else { return state = .broken }
            let isObject = byte == UInt8(ascii: "{")
            frames.append(isObject ? .object : .array(next: 0))
            state = isObject ? .keyOrEnd : .elementOrEnd
            target.apply(isObject ? .beganObject : .beganArray, at: path[...])
        case UInt8(ascii: "\""):
            (state, isKey) = (.text, false)
            target.apply(.beganText, at: path[...])
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "n"):
            state = .literal
            scratch.append(byte)
        default: state = .broken
        }
    }

    private mutating func separate<Target: PartialValue>(_ byte: UInt8, _ target: inout Target) {
        switch (byte, frames.last) {
        case (UInt8(ascii: ","), .object?): state = .keyOrEnd
        case (UInt8(ascii: ","), .array?): state = .elementOrEnd
        case (UInt8(ascii: "}"), .object?), (UInt8(ascii: "]"), .array?): close(&target)
        default: state = .broken
        }
    }

    private mutating func close<Target: PartialValue>(_ target: inout Target) {
        frames.removeLast()
        target.apply(.ended, at: path[...])
        endValue()
    }

    private mutating func endValue() {
        guard let frame = frames.last else { return state = .whole }
        path.removeLast()
        if case .array(let next) = frame { frames[frames.count - 1] = .array(next: next + 1) }
        state = .separator
    }

    // MARK: Texts and literals

    private mutating func readText<Target: PartialValue>(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ target: inout Target
    ) -> Int {
        var index = start
        while index < bytes.count {
            if escape.isOpen {
                guard escape.receive(bytes[index], into: &scratch) else {
                    if !isKey { flush(&target) }
                    state = .broken
                    return bytes.count
                }
                index &+= 1
                continue
            }
            let end = Self.endOfPlainText(bytes, from: index)
            if end > index {
                escape.interrupted(into: &scratch)
                if scratch.isEmpty, !isKey {
                    // The common case: nothing to put together.
                    target.apply(.appendedText(Self.string(bytes, index..<end)), at: path[...])
                } else {
                    scratch.append(contentsOf: bytes[index..<end])
                }
                index = end
            } else if bytes[index] == UInt8(ascii: "\\") {
                escape.begin()
                index &+= 1
            } else {
                escape.interrupted(into: &scratch)
                endText(&target)
                return index &+ 1
            }
        }
        if !isKey { flush(&target) }
        return index
    }

    private mutating func flush<Target: PartialValue>(_ target: inout Target) {
        guard !scratch.isEmpty else { return }
        target.apply(.appendedText(String(decoding: scratch, as: UTF8.self)), at: path[...])
        scratch.removeAll(keepingCapacity: true)
    }

    private mutating func endText<Target: PartialValue>(_ target: inout Target) {
        if isKey {
            path.append(.key(String(decoding: scratch, as: UTF8.self)))
            scratch.removeAll(keepingCapacity: true)
            state = .colon
        } else {
            flush(&target)
            target.apply(.ended, at: path[...])
            endValue()
        }
    }

    private static func endOfPlainText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
            index &+= 1
        }
        return index
    }

    private static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    private mutating func readLiteral<Target: PartialValue>(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ target: inout Target
    ) -> Int {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x0A, 0x0D, 0x09:
                endLiteral(&target)
                return index
            default:
                guard scratch.count < Self.longestLiteral else {
                    state = .broken
                    return bytes.count
                }
                scratch.append(bytes[index])
                index &+= 1
            }
        }
        return index
    }

    private mutating func endLiteral<Target: PartialValue>(_ target: inout Target) {
        let value = try? scratch.withUnsafeBytes { bytes throws(JSONError) in try JSONValue(parsing: bytes) }
        scratch.removeAll(keepingCapacity: true)
        guard let value else { return state = .broken }
        target.apply(.scalar(value), at: path[...])
        endValue()
    }
}
