import Dialect
import DialectWire

/// Finds the messages of an AWS event stream in chunks of bytes, wherever they are cut. Pure: no I/O.
///
/// Messages are framed as ``EventStreamFraming`` says. Both checksums are checked, the first before its lengths are
/// believed.
struct EventStreamParser {
    private static let preludeSize = EventStreamFraming.preludeSize
    private static let checksumSize = EventStreamFraming.checksumSize

    /// The longest message in bytes.
    let maximumMessageSize: Int
    /// The beginning of a message whose rest is still to come.
    private var partial: [UInt8] = []

    /// - Parameter maximumMessageSize: AWS sends no payloads beyond 16 MB and no headers beyond 128 KB.
    init(maximumMessageSize: Int = 17 << 20) {
        self.maximumMessageSize = maximumMessageSize
    }

    /// Whether a message has begun and not ended.
    var isInsideMessage: Bool { !partial.isEmpty }

    /// Takes the next bytes, and hands out each message that they complete.
    ///
    /// - Throws: ``LanguageModelError`` with code `protocolViolation`; the parser is then of no more use.
    mutating func parse(
        _ chunk: UnsafeRawBufferPointer, _ receive: (EventStreamMessage) throws -> Void
    ) throws {
        var rest = chunk
        while !partial.isEmpty, !rest.isEmpty {
            try fill(to: Self.preludeSize, from: &rest)
            guard partial.count >= Self.preludeSize else { return }
            let size = try partial.withUnsafeBytes { try messageSize($0) }
            try fill(to: size, from: &rest)
            guard partial.count == size else { return }
            try partial.withUnsafeBytes { try receive(Self.message($0)) }
            partial.removeAll(keepingCapacity: true)
        }
        while rest.count >= Self.preludeSize {
            let size = try messageSize(rest)
            guard rest.count >= size else { break }
            try receive(Self.message(UnsafeRawBufferPointer(rebasing: rest[..<size])))
            rest = UnsafeRawBufferPointer(rebasing: rest[size...])
        }
        partial.append(contentsOf: rest)
    }

    private mutating func fill(to size: Int, from bytes: inout UnsafeRawBufferPointer) throws {
        let count = min(max(size - partial.count, 0), bytes.count)
        partial.append(contentsOf: bytes[..<count])
        bytes = UnsafeRawBufferPointer(rebasing: bytes[count...])
    }

    /// The size of the message that begins here.
    private func messageSize(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        guard Self.checksum(bytes[..<8]) == Self.word(bytes, at: 8) else {
            throw LanguageModelError.eventStream("The checksum (CRC-32) of an event's prelude is wrong.")
        }
        let (total, headers) = (Int(Self.word(bytes, at: 0)), Int(Self.word(bytes, at: 4)))
        guard total >= Self.preludeSize + Self.checksumSize,
            headers <= total - Self.preludeSize - Self.checksumSize
        else {
            throw LanguageModelError.eventStream("An event of \(total) bytes cannot have \(headers) bytes of headers.")
        }
        guard total <= maximumMessageSize else {
            throw LanguageModelError.eventStream(
                "An event has \(total) bytes; at most \(maximumMessageSize) are accepted.")
        }
        return total
    }

    private static func message(_ bytes: UnsafeRawBufferPointer) throws -> EventStreamMessage {
        let end = bytes.count - checksumSize
        guard checksum(bytes[..<end]) == word(bytes, at: end) else {
            throw LanguageModelError.eventStream("The checksum (CRC-32) of an event is wrong.")
        }
        let headersEnd = preludeSize + Int(word(bytes, at: 4))
        return try EventStreamMessage(
            headers: UnsafeRawBufferPointer(rebasing: bytes[preludeSize..<headersEnd]),
            payload: UnsafeRawBufferPointer(rebasing: bytes[headersEnd..<end]))
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private static func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
        EventStreamFraming.checksum(UnsafeRawBufferPointer(rebasing: bytes))
    }
}
