import Dialect

/// A message of an AWS event stream: a few headers and a payload. It borrows the bytes it was read from.
///
/// The encoding is that of Amazon's "Event stream encoding" (Transcribe developer guide) and of Smithy's
/// "Amazon Event Stream Specification".
struct EventStreamMessage {
    /// What a message is, by its `:message-type`.
    enum Kind {
        case event, exception, error
    }

    private(set) var kind = Kind.event
    /// `:event-type`, `:exception-type` or `:error-code`, whichever the message has.
    private(set) var type: UnsafeRawBufferPointer?
    /// `:error-message`.
    private(set) var errorMessage: UnsafeRawBufferPointer?
    let payload: UnsafeRawBufferPointer

    /// - Throws: ``LanguageModelError`` with code `protocolViolation` for headers that break the encoding.
    init(headers: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) throws(LanguageModelError) {
        self.payload = payload
        var reader = EventStreamHeaderReader(headers)
        while let header = try reader.next() {
            guard let value = header.text else { continue }
            switch header.name.count {
            case 13 where Self.equals(header.name, ":message-type"):
                kind = Self.equals(value, "exception") ? .exception : Self.equals(value, "error") ? .error : .event
            case 11 where Self.equals(header.name, ":event-type"): type = value
            case 15 where Self.equals(header.name, ":exception-type"): type = value
            case 11 where Self.equals(header.name, ":error-code"): type = value
            case 14 where Self.equals(header.name, ":error-message"): errorMessage = value
            default: break
            }
        }
    }

    private static func equals(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// Reads the headers of a message one by one.
struct EventStreamHeaderReader {
    struct Header {
        let name: UnsafeRawBufferPointer
        /// The value, if it is a string.
        let text: UnsafeRawBufferPointer?
    }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next header; nil after the last.
    mutating func next() throws(LanguageModelError) -> Header? {
        guard offset < bytes.count else { return nil }
        let name = try take(Int(try takeByte()))
        let type = try takeByte()
        switch type {
        case 0, 1: return Header(name: name, text: nil)
        case 2: _ = try take(1)
        case 3: _ = try take(2)
        case 4: _ = try take(4)
        case 5, 8: _ = try take(8)
        case 6: _ = try take(try takeLength())
        case 7: return Header(name: name, text: try take(try takeLength()))
        case 9: _ = try take(16)
        default: throw .eventStream("A header of an event has the unknown type \(type).")
        }
        return Header(name: name, text: nil)
    }

    private mutating func takeByte() throws(LanguageModelError) -> UInt8 {
        try take(1)[0]
    }

    private mutating func takeLength() throws(LanguageModelError) -> Int {
        let bytes = try take(2)
        return Int(bytes[0]) << 8 | Int(bytes[1])
    }

    private mutating func take(_ count: Int) throws(LanguageModelError) -> UnsafeRawBufferPointer {
        guard bytes.count - offset >= count else {
            throw .eventStream("A header of an event is longer than the headers.")
        }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}

extension LanguageModelError {
    static func eventStream(_ message: String) -> LanguageModelError {
        LanguageModelError(.protocolViolation, "The server broke the rules of an AWS event stream. \(message)")
    }
}
