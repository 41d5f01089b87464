/// The ids of tool calls that an API takes. A call that another provider's model made may have one that is longer, or
/// holds other signs.
///
/// The same id always becomes the same one, so that a call and its result stay together and prompts stay the same.
public struct ToolCallIDForm: Hashable, Sendable {
    /// In bytes.
    private let lengths: ClosedRange<Int>
    /// The signs that are taken beside letters and digits; nil where all are.
    private let signs: String?

    /// Any id is taken.
    public static let any = ToolCallIDForm(lengths: 0...Int.max, signs: nil)

    /// Letters and digits, exactly so many.
    public static func exactly(_ length: Int) -> ToolCallIDForm {
        ToolCallIDForm(lengths: max(length, 1)...max(length, 1), signs: "")
    }

    /// At least one byte, and no more than this.
    ///
    /// - Parameter signs: What is taken beside letters, digits and `_`; nil where everything is.
    public static func upTo(_ length: Int, signs: String? = nil) -> ToolCallIDForm {
        ToolCallIDForm(lengths: 1...max(length, 1), signs: signs.map { "_" + $0 })
    }

    /// The id, or one made of it that the API takes.
    package func encode(_ id: String) -> String {
        guard !isTaken(id) else { return id }
        if lengths.lowerBound == lengths.upperBound { return Self.hash(of: id, length: lengths.upperBound) }
        // The beginning says where the id is from; the hash tells it apart from others that begin alike.
        let hash = Self.hash(of: id, length: 10)
        let beginning = id.utf8.prefix(max(lengths.upperBound - hash.utf8.count - 1, 0)).map { byte in
            byte.isASCIILetterOrDigit ? byte : UInt8(ascii: "_")
        }
        return String((String(decoding: beginning, as: UTF8.self) + "_" + hash).suffix(lengths.upperBound))
    }

    private func isTaken(_ id: String) -> Bool {
        guard lengths.contains(id.utf8.count) else { return false }
        guard let signs else { return true }
        return id.utf8.allSatisfy { $0.isASCIILetterOrDigit || signs.utf8.contains($0) }
    }

    private static func hash(of id: String, length: Int) -> String {
        // FNV-1a, whose 64 bits are worth ten such signs.
        var hash = id.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String(
            (0..<length).map { _ in
                let letter = letters[Int(hash % UInt64(letters.count))]
                hash /= UInt64(letters.count)
                return letter
            })
    }
}
