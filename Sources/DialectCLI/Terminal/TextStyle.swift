/// How text looks on a terminal.
struct TextStyle: OptionSet, Hashable, Sendable {
    let rawValue: Int

    static let bold = TextStyle(rawValue: 1 << 0)
    static let dim = TextStyle(rawValue: 1 << 1)
    static let italic = TextStyle(rawValue: 1 << 2)
    static let underline = TextStyle(rawValue: 1 << 3)
    static let strikethrough = TextStyle(rawValue: 1 << 4)
    static let code = TextStyle(rawValue: 1 << 5)
    static let warning = TextStyle(rawValue: 1 << 6)
    static let failure = TextStyle(rawValue: 1 << 7)

    static let plain: TextStyle = []

    /// Codes of "Select Graphic Rendition" (ECMA-48, section 8.3.117). Colours are of the eight that every terminal has
    /// and its user has chosen.
    private static let codes: [(TextStyle, Int)] = [
        (.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.strikethrough, 9), (.code, 36), (.warning, 33),
        (.failure, 31),
    ]

    /// What makes a terminal that shows one style show another.
    static func change(from old: TextStyle, to new: TextStyle) -> String {
        guard old != new else { return "" }
        // Bold and dim end by the same code, so that what is to go on is said again.
        let isReset = !new.isSuperset(of: old)
        let added = isReset ? new : new.subtracting(old)
        let numbers = (isReset ? [0] : []) + codes.filter { added.contains($0.0) }.map(\.1)
        return "\u{1B}[" + numbers.map(String.init).joined(separator: ";") + "m"
    }

    /// The text in this style, and what follows in none.
    func applied(to text: String) -> String {
        Self.change(from: .plain, to: self) + text + Self.change(from: self, to: .plain)
    }
}
