/// Takes percent-encoding back (RFC 3986, section 2.1), wherever there is any: what is none stays as it is.
package enum PercentDecoding {
    package static func decode(_ text: some StringProtocol) -> String {
        var output: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            let digits = bytes.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                output.append(UInt8(digits[0] * 16 + digits[1]))
                bytes = bytes.dropFirst(2)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
