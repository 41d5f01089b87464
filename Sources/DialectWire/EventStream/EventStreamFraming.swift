import CDialectZlib

/// How messages of an AWS event stream are framed, for those who read them and those who write them.
///
/// A message is its total length and the length of its headers (4 bytes each, big endian), the CRC-32 of these eight
/// bytes, the headers, the payload, and the CRC-32 of all before it (Smithy's "Amazon Event Stream Specification").
package enum EventStreamFraming {
    /// The lengths and their checksum, in bytes.
    package static let preludeSize = 12
    /// The checksum behind a message, in bytes.
    package static let checksumSize = 4

    /// The CRC-32 of some bytes.
    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32(0, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count)))
    }

    /// The message with headers that are texts, and a payload.
    package static func message(headers: [(name: String, value: String)], payload: [UInt8]) -> [UInt8] {
        var fields: [UInt8] = []
        for (name, value) in headers {
            let (label, text) = (name.utf8.prefix(255), value.utf8.prefix(Int(UInt16.max)))
            fields.append(UInt8(label.count))
            fields += label
            // The type of a text, and its length in two bytes.
            fields += [7, UInt8(text.count >> 8), UInt8(text.count & 0xFF)]
            fields += text
        }
        var message: [UInt8] = []
        let size = preludeSize + fields.count + payload.count + checksumSize
        message.reserveCapacity(size)
        append(UInt32(size), to: &message)
        append(UInt32(fields.count), to: &message)
        let preludeSum = message.withUnsafeBytes { checksum($0) }
        append(preludeSum, to: &message)
        message += fields
        message += payload
        let sum = message.withUnsafeBytes { checksum($0) }
        append(sum, to: &message)
        return message
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }
}
