/// The first piece of a line of Markdown: text, or something that looks different.
///
/// CommonMark's rules, less those that no answer of a model depends on. All marks are ASCII, so that bytes are looked at.
struct InlineToken: Equatable {
    typealias Bytes = ArraySlice<UInt8>

    enum Kind: Equatable {
        case text(Bytes)
        case code(Bytes)
        case styled(TextStyle, Bytes)
        case link(label: Bytes, target: Bytes)
    }

    let kind: Kind
    /// How many bytes it takes, its marks included.
    let length: Int

    /// Bytes that may begin or end something.
    static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "!"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    /// Bytes before which text ends.
    static func isOpening(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: "["),
            UInt8(ascii: "!"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    /// The token with which some bytes, at least one, begin.
    ///
    /// - Parameters:
    ///   - previous: The byte before them on the line.
    ///   - isWhole: Whether nothing follows on the line.
    /// - Returns: Nil where that depends on what follows.
    static func first(in bytes: Bytes, after previous: UInt8?, isWhole: Bool) -> InlineToken? {
        let reader = InlineReader(bytes: bytes, isWhole: isWhole)
        switch reader.token(after: previous) {
        case .found(let token): return token
        case .undecided: return nil
        case .none: return text(bytes.prefix(reader.markLength))
        }
    }

    static func text(_ bytes: Bytes) -> InlineToken { InlineToken(kind: .text(bytes), length: bytes.count) }
}

/// Something that is there, is not, or may still come.
enum Finding<Value> {
    case found(Value)
    case none
    case undecided
}
