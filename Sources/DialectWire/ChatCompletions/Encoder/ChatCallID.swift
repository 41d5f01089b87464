/// The id of a tool call as a vendor takes it that wants ids of one length, of letters and digits.
///
/// The same id always becomes the same one, so that a call and its result stay together and prompts stay the same.
enum ChatCallID {
    static func encode(_ id: String, length: Int?) -> String {
        guard let length, length > 0 else { return id }
        func isPlain(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        if id.utf8.count == length, id.utf8.allSatisfy(isPlain) { return id }
        // FNV-1a, whose 64 bits are worth ten such signs.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String(
            (0..<length).map { _ in
                let letter = letters[Int(hash % UInt64(letters.count))]
                hash /= UInt64(letters.count)
                return letter
            })
    }
}
