/// A JSON number, kept so exactly that writing it again gives the same value, however large or precise it is.
public struct JSONNumber: Hashable, Sendable {
    private enum Storage: Hashable, Sendable {
        case integer(Int)
        case double(Double)
        /// A number that neither an `Int` nor a `Double` holds exactly, as it was written.
        case literal(String)
    }

    private let storage: Storage

    /// A whole number, exactly.
    public init(_ value: Int) {
        storage = .integer(value)
    }

    /// A whole value is stored as the integer it is, so that `1.0` and `1` are equal. NaN and infinities, which JSON
    /// does not have, are written as `null`.
    public init(_ value: Double) {
        storage = Int(exactly: value).map(Storage.integer) ?? .double(value)
    }

    /// The number that `literal` spells; nil if it is no JSON number.
    public init?(_ literal: String) {
        var copy = literal
        let number = copy.withUTF8 { bytes -> JSONNumber? in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            guard let span = try? reader.readNumberLiteral(), (try? reader.end()) != nil else { return nil }
            return JSONNumber(literal: span)
        }
        guard let number else { return nil }
        self = number
    }

    /// Reads a literal whose grammar was checked.
    init?(literal bytes: UnsafeRawBufferPointer) {
        if let integer = Self.integer(bytes) {
            storage = .integer(integer)
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let double = Double(text) else { return nil }
        guard Self.holds(double, exactly: text) else {
            storage = .literal(text)
            return
        }
        // Beyond 53 bits a Double is whole, but not the whole number that was written.
        if let integer = Int(exactly: double), integer.magnitude < 1 << 53 {
            storage = .integer(integer)
        } else {
            storage = .double(double)
        }
    }

    /// The value, if it is whole and fits.
    public var intValue: Int? {
        switch storage {
        case .integer(let value): return value
        case .double(let value): return Int(exactly: value)
        case .literal: return nil
        }
    }

    /// The nearest `Double`.
    public var doubleValue: Double {
        switch storage {
        case .integer(let value): return Double(value)
        case .double(let value): return value
        case .literal(let text): return Double(text) ?? .nan
        }
    }

    /// The number as JSON writes it.
    public var literal: String {
        switch storage {
        case .integer(let value): return String(value)
        case .double(let value): return value.isFinite ? "\(value)" : "null"
        case .literal(let text): return text
        }
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes[...]
        // Eighteen digits never overflow.
        guard !digits.isEmpty, digits.count <= 18 else { return Int(String(decoding: bytes, as: UTF8.self)) }
        var value = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return isNegative ? -value : value
    }

    /// Whether writing `double` gives the value that `text` spells.
    private static func holds(_ double: Double, exactly text: String) -> Bool {
        if "\(double)" == text { return true }
        let digits = text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter { $0 &- UInt8(ascii: "0") <= 9 }
        if double.isZero { return digits.allSatisfy { $0 == UInt8(ascii: "0") } }
        // Fifteen decimal digits always survive the way through a Double, but not where it loses bits near zero.
        return double.isNormal && digits.count <= 15
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, CustomStringConvertible {
    public init(integerLiteral value: Int) { self.init(value) }
    public init(floatLiteral value: Double) { self.init(value) }
    public var description: String { literal }
}
