import Dialect

/// A message of an AWS event stream, read by the book: Smithy's "Amazon Event Stream Specification".
struct EventFrame {
    struct Malformed: Error {}

    let headers: [String: String]
    let payload: JSONValue

    static func all(in bytes: [UInt8]) throws -> [EventFrame] {
        var frames: [EventFrame] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 16 else { throw Malformed() }
            let size = Int(word(rest.prefix(4)))
            guard size <= rest.count, checksum(rest.prefix(8)) == word(rest.dropFirst(8).prefix(4)) else {
                throw Malformed()
            }
            let frame = rest.prefix(size)
            guard checksum(frame.dropLast(4)) == word(frame.suffix(4)) else { throw Malformed() }
            let headerSize = Int(word(rest.dropFirst(4).prefix(4)))
            frames.append(
                EventFrame(
                    headers: headers(in: frame.dropFirst(12).prefix(headerSize)),
                    payload: try JSONValue(parsing: frame.dropFirst(12 + headerSize).dropLast(4))))
            rest = rest.dropFirst(size)
        }
        return frames
    }

    private static func headers(in bytes: ArraySlice<UInt8>) -> [String: String] {
        var headers: [String: String] = [:]
        var rest = bytes
        while let count = rest.popFirst() {
            let name = String(decoding: rest.prefix(Int(count)), as: UTF8.self)
            // The type of a text is 7.
            rest = rest.dropFirst(Int(count) + 1)
            let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            headers[name] = String(decoding: rest.dropFirst(2).prefix(length), as: UTF8.self)
            rest = rest.dropFirst(2 + length)
        }
        return headers
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

    /// CRC-32 bit by bit.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
    }
}
