import CDialectZlib
import Dialect

/// Messages of an AWS event stream, made as a server makes them.
enum EventFrame {
    static func event(_ type: String, _ json: JSONValue) -> [UInt8] {
        message(
            [(":message-type", "event"), (":event-type", type), (":content-type", "application/json")],
            json.jsonBytes())
    }

    static func exception(_ type: String, _ json: JSONValue) -> [UInt8] {
        message([(":message-type", "exception"), (":exception-type", type)], json.jsonBytes())
    }

    static func message(_ headers: [(name: String, value: String)], _ payload: [UInt8]) -> [UInt8] {
        var raw: [UInt8] = []
        for (name, value) in headers {
            raw.append(UInt8(name.utf8.count))
            raw += Array(name.utf8)
            raw += [7, UInt8(value.utf8.count >> 8), UInt8(value.utf8.count & 255)]
            raw += Array(value.utf8)
        }
        return message(rawHeaders: raw, payload)
    }

    static func message(rawHeaders: [UInt8], _ payload: [UInt8]) -> [UInt8] {
        var bytes = word(UInt32(16 + rawHeaders.count + payload.count)) + word(UInt32(rawHeaders.count))
        bytes += word(checksum(bytes))
        bytes += rawHeaders + payload
        return bytes + word(checksum(bytes))
    }

    static func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
    }
}
