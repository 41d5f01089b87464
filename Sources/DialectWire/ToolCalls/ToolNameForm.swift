/// The names of tools that an API takes back in calls. A model may invent a tool whose name the API would not have
/// taken from the app, and refuses in every later request of the conversation.
public struct ToolNameForm: Hashable, Sendable {
    /// In bytes.
    private let maximumLength: Int
    /// The signs that are taken beside letters, digits and `_`; nil where all are.
    private let signs: String?

    /// Any name is taken.
    public static let any = ToolNameForm(maximumLength: .max, signs: nil)

    /// At least one byte and no more than this: letters, digits, `_` and these signs.
    public static func upTo(_ length: Int, signs: String) -> ToolNameForm {
        ToolNameForm(maximumLength: length, signs: signs)
    }

    /// The name, or what is left of it that the API takes.
    package func encode(_ name: String) -> String {
        guard let signs else { return name }
        func isTaken(_ byte: UInt8) -> Bool {
            byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") || signs.utf8.contains(byte)
        }
        if !name.isEmpty, name.utf8.count <= maximumLength, name.utf8.allSatisfy(isTaken) { return name }
        guard !name.isEmpty else { return "_" }
        return String(
            decoding: name.utf8.prefix(maximumLength).map { isTaken($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }
}

extension UInt8 {
    var isASCIILetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
