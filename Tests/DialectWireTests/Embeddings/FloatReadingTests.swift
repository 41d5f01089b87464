import Dialect
@testable import DialectWire
import Testing

/// Decimals become the nearest 32-bit float, whichever way they are read.
struct FloatReadingTests {
    private func read(_ literal: String) -> Float? {
        Array(literal.utf8).withUnsafeBytes { Float(json: $0) }
    }

    @Test(
        arguments: [
            "0", "-0", "1", "-1", "0.1", "-0.0035253682", "0.007100189104676247", "1e-45", "1.4012984643248171e-45",
            "3.4028234663852886e38", "16777216", "16777217", "16777219", "9007199254740993", "1.17549435e-38",
            "0.00000000000000000000000000000000000001", "123456789012345678901234567890", "1E3", "1e+3", "1.5e-3",
            // Half way between two floats, and a digit beside it.
            "1.00000005960464477539", "1.000000059604644775390625", "1.00000005960464477539062500001",
            "8388608.5", "8388609.5", "0.000000000000000000000000000000000000011754942",
        ])
    func literals(_ literal: String) throws {
        #expect(try #require(read(literal)).bitPattern == Float(literal)?.bitPattern)
    }

    @Test func anyFloatSurvivesItsShortestDecimal() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
            guard value.isFinite else { continue }
            #expect(read("\(value)")?.bitPattern == value.bitPattern)
            #expect(read("\(Double(value))")?.bitPattern == value.bitPattern)
        }
    }

    @Test func anyDecimalIsReadAsTheStandardLibraryDoes() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let digits = (0..<Int.random(in: 1...19, using: &random)).map { _ in
                Character("\(Int.random(in: 0...9, using: &random))")
            }
            let literal = "-0." + String(digits)
            #expect(read(literal)?.bitPattern == Float(literal)?.bitPattern, "\(literal)")
        }
    }

    @Test func whatIsTooLargeIsNoFloat() {
        #expect(read("1e39") == nil)
        #expect(read("-1e400") == nil)
    }
}
