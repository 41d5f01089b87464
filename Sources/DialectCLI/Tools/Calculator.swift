import Foundation

/// The value of an arithmetic expression: numbers, `+ - * / % ^`, parentheses, a few functions, `pi` and `e`.
struct Calculator {
    /// Why an expression has no value, in words for a model.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// Longer or deeper expressions are refused, so that none can exhaust the stack.
    static let longest = 1_000
    private static let deepest = 100

    private static let constants: [String: Double] = ["pi": .pi, "e": M_E]
    private static let functions: [String: @Sendable (Double) -> Double] = [
        "abs": { abs($0) }, "sqrt": { $0.squareRoot() }, "exp": { exp($0) }, "ln": { log($0) },
        "log10": { log10($0) }, "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) },
        "floor": { $0.rounded(.down) }, "ceil": { $0.rounded(.up) }, "round": { $0.rounded() },
    ]
    /// What a model is told.
    static let functionNames = functions.keys.sorted().joined(separator: ", ")

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// - Throws: ``Problem``.
    static func value(of expression: String) throws(Problem) -> Double {
        guard expression.utf8.count <= longest else {
            throw Problem(description: "the expression is longer than \(longest) bytes")
        }
        var calculator = Calculator(expression)
        let value = try calculator.sum()
        guard let rest = calculator.next else { return try finite(value, "the value") }
        throw Problem(
            description:
                "there is a \"\(Character(Unicode.Scalar(rest)))\" at position \(calculator.position + 1) where the expression should end"
        )
    }

    /// The value as people write it: whole numbers without a point, others with 15 digits at most, which hides that
    /// 0.1 + 0.2 is not quite 0.3 in binary.
    static func text(of value: Double) -> String {
        if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
        return String(format: "%.15g", value)
    }

    // MARK: Grammar

    private mutating func sum() throws(Problem) -> Double {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw Problem(description: "the expression is nested too deeply") }
        var value = try product()
        while let mark = take(UInt8(ascii: "+"), UInt8(ascii: "-")) {
            let other = try product()
            value = mark == UInt8(ascii: "+") ? value + other : value - other
        }
        return value
    }

    private mutating func product() throws(Problem) -> Double {
        var value = try signed()
        while let mark = take(UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%")) {
            let other = try signed()
            guard mark != UInt8(ascii: "*") else {
                value *= other
                continue
            }
            guard other != 0 else { throw Problem(description: "it divides by zero") }
            value = mark == UInt8(ascii: "/") ? value / other : value.truncatingRemainder(dividingBy: other)
        }
        return value
    }

    /// A sign binds less than a power: -2^2 is -4.
    private mutating func signed() throws(Problem) -> Double {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw Problem(description: "the expression is nested too deeply") }
        if let mark = take(UInt8(ascii: "+"), UInt8(ascii: "-")) {
            let value = try signed()
            return mark == UInt8(ascii: "-") ? -value : value
        }
        let base = try operand()
        guard takePower() else { return base }
        // To the right first: 2^3^2 is 2^9.
        return try Self.finite(pow(base, try signed()), "a power")
    }

    private mutating func operand() throws(Problem) -> Double {
        guard let first = next else { throw Problem(description: "it ends where a number should stand") }
        switch first {
        case UInt8(ascii: "("): return try parenthesised()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): return try number()
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return try named()
        default:
            throw Problem(
                description:
                    "a number should stand at position \(position + 1), where there is \"\(Character(Unicode.Scalar(first)))\""
            )
        }
    }

    private mutating func parenthesised() throws(Problem) -> Double {
        position += 1
        let value = try sum()
        guard take(UInt8(ascii: ")")) != nil else { throw Problem(description: "a closing parenthesis is missing") }
        return value
    }

    private mutating func number() throws(Problem) -> Double {
        let start = position
        skipDigits()
        if peek == UInt8(ascii: ".") {
            position += 1
            skipDigits()
        }
        if let mark = peek, mark | 0x20 == UInt8(ascii: "e") {
            let end = position
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            let digits = position
            skipDigits()
            // Without digits it is the constant that follows, which is refused as such.
            if position == digits { position = end }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text) else { throw Problem(description: "\"\(text)\" is no number") }
        return value
    }

    private mutating func named() throws(Problem) -> Double {
        let start = position
        while let byte = peek, Self.isWordPart(byte) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        if let constant = Self.constants[name] { return constant }
        guard let function = Self.functions[name] else {
            throw Problem(description: "\"\(name)\" is not known; functions are \(Self.functionNames)")
        }
        guard next == UInt8(ascii: "(") else {
            throw Problem(description: "\(name) must be followed by a number in parentheses")
        }
        return try Self.finite(function(try parenthesised()), name)
    }

    private static func finite(_ value: Double, _ name: String) throws(Problem) -> Double {
        guard value.isFinite else { throw Problem(description: "\(name) is no real number, or too large") }
        return value
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The next byte that is no space.
    private var next: UInt8? {
        mutating get {
            while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { position += 1 }
            return peek
        }
    }

    private mutating func take(_ marks: UInt8...) -> UInt8? {
        guard let byte = next, marks.contains(byte) else { return nil }
        // Two asterisks are a power.
        if byte == UInt8(ascii: "*"), position + 1 < bytes.count, bytes[position + 1] == byte { return nil }
        position += 1
        return byte
    }

    /// `^`, or `**` as programmers write it.
    private mutating func takePower() -> Bool {
        guard let byte = next else { return false }
        let isDouble = byte == UInt8(ascii: "*") && position + 1 < bytes.count && bytes[position + 1] == byte
        guard byte == UInt8(ascii: "^") || isDouble else { return false }
        position += isDouble ? 2 : 1
        return true
    }

    private mutating func skipDigits() {
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
