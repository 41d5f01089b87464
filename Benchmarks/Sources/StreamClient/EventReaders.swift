import Foundation

/// What one event means for a measurement.
enum Reading {
    case delta(String)
    case completed
    case other
}

/// Reads events; the cheapest and the usual way differ only in this.
protocol EventReader {
    mutating func read(_ event: UnsafeRawBufferPointer) -> Reading
}

/// Finds `type` and `delta` by their bytes and copies nothing but the delta: no library can cost less.
struct ScanningReader: EventReader {
    func read(_ event: UnsafeRawBufferPointer) -> Reading {
        guard let type = Self.field(#""type":""#, of: event) else { return .other }
        if Self.equals(type, "response.output_text.delta") {
            guard let delta = Self.field(#""delta":""#, of: event) else { return .other }
            return .delta(String(decoding: delta, as: UTF8.self))
        }
        return Self.equals(type, "response.completed") ? .completed : .other
    }

    /// The bytes of the string after `key`, which begins and ends with its quotes and has a colon after them.
    @inline(__always)
    private static func field(_ key: StaticString, of event: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let base = event.baseAddress else { return nil }
        let end = base + event.count
        var place = base
        while let quote = UnsafeRawPointer(memchr(place, 0x22, end - place)) {
            let value = quote + key.utf8CodeUnitCount
            if value < end, memcmp(quote, key.utf8Start, key.utf8CodeUnitCount) == 0 {
                guard let closing = UnsafeRawPointer(memchr(value, 0x22, end - value)) else { return nil }
                return UnsafeRawBufferPointer(start: value, count: closing - value)
            }
            place = quote + 1
        }
        return nil
    }

    @inline(__always)
    private static func equals(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        bytes.elementsEqual(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }
}

/// Decodes every event with Foundation, as most clients do.
struct DecodingReader: EventReader {
    private struct Event: Decodable {
        let type: String
        let sequence_number: Int
        let item_id: String?
        let output_index: Int?
        let content_index: Int?
        let delta: String?
    }

    private let decoder = JSONDecoder()

    func read(_ event: UnsafeRawBufferPointer) -> Reading {
        guard let event = try? decoder.decode(Event.self, from: Data(event)) else { return .other }
        if event.type == "response.output_text.delta", let delta = event.delta { return .delta(delta) }
        return event.type == "response.completed" ? .completed : .other
    }
}
