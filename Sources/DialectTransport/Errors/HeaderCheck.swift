import Dialect

extension LanguageModelError {
    /// Refuses headers that could not be sent, or would smuggle in others (RFC 9110, section 5).
    static func check(_ headers: [(name: String, value: String)]) throws {
        for (name, value) in headers {
            let isName = !name.isEmpty && name.utf8.allSatisfy(isToken)
            // A value may be a secret and is not shown.
            let isValue = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            if !isName || !isValue {
                let part = isName ? "value" : "name"
                throw LanguageModelError(
                    .invalidRequest, "The header \"\(name)\" has a \(part) that HTTP does not allow.")
            }
        }
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
