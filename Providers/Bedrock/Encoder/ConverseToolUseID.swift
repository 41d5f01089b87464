import Crypto

/// The id of a tool's use as a model behind Bedrock takes it. Another provider's ids may be longer or hold other signs.
///
/// The same id always becomes the same one, so that a call and its result stay together and prompts stay the same.
enum ConverseToolUseID {
    private static let maximumLength = 64

    /// - Parameter isShort: Whether it must be nine letters and digits.
    static func encode(_ id: String, isShort: Bool) -> String {
        let isPlain = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        if isShort {
            if id.utf8.count == 9, id.utf8.allSatisfy(isPlain) { return id }
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
            return String(SHA256.hash(data: Array(id.utf8)).prefix(9).map { letters[Int($0) % letters.count] })
        }
        let isAllowed = !id.isEmpty && id.utf8.allSatisfy { isPlain($0) || "_.:-".utf8.contains($0) }
        if isAllowed, id.utf8.count <= maximumLength { return id }
        return "tooluse_" + SHA256.hash(data: Array(id.utf8)).prefix(12).map { String($0, radix: 16) }.joined()
    }
}
