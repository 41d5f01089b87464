import Dialect
import Testing

/// Numbers are kept exactly: what is read is what is written.
struct JSONNumberTests {
    @Test(arguments: [
        ("0", "0"),
        ("-0", "0"),
        ("0.0", "0"),
        ("0e999", "0"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775808.0", "-9223372036854775808.0"),
        ("18446744073709551615", "18446744073709551615"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("9007199254740993", "9007199254740993"),
        ("9007199254740993.0", "9007199254740993.0"),
        ("1.0", "1"),
        ("1e3", "1000"),
        ("0.1", "0.1"),
        ("1.10", "1.1"),
        ("3.141592653589793", "3.141592653589793"),
        ("3.14159265358979323846", "3.14159265358979323846"),
        ("1.00000000000000000001", "1.00000000000000000001"),
        ("0.000001", "1e-06"),
        ("1e400", "1e400"),
        ("-1e400", "-1e400"),
        ("1e-400", "1e-400"),
        ("1.23456789012345e-320", "1.23456789012345e-320"),
    ])
    func keepsItsValue(_ literal: String, _ written: String) throws {
        let number = try #require(JSONNumber(literal))
        #expect(number.literal == written)
        #expect(JSONNumber(written) == number)
        #expect(try JSONValue(parsing: literal).jsonText == written)
    }

    @Test(arguments: ["", "-", "01", "1.", ".1", "1e", "0x10", "1 2", "NaN", "inf", "+1", "1_000", "--1"])
    func refusesOtherWords(_ text: String) {
        #expect(JSONNumber(text) == nil)
    }

    @Test func convertsWhereTheValueFits() throws {
        #expect(try #require(JSONNumber("42.0")).intValue == 42)
        #expect(try #require(JSONNumber("42.5")).intValue == nil)
        #expect(try #require(JSONNumber("1e18")).intValue == 1_000_000_000_000_000_000)
        #expect(try #require(JSONNumber("9223372036854775808")).intValue == nil)
        #expect(try #require(JSONNumber("9223372036854775808")).doubleValue == 9_223_372_036_854_775_808)
        #expect(try #require(JSONNumber("1e400")).doubleValue == .infinity)
        #expect(JSONNumber(1.0) == JSONNumber(1))
        #expect(JSONNumber(Double.nan).literal == "null")
        #expect(JSONNumber(-Double.infinity).literal == "null")
    }

    @Test(arguments: [
        ("7", 7), ("0", 0), ("-3", -3), ("7.0", 7), ("1e2", 100), ("1E2", 100), ("7.5", nil),
        ("999999999999999999", 999_999_999_999_999_999), ("9223372036854775807", .max), ("9223372036854775808", nil),
        ("\"7\"", nil), ("[7]", nil), ("null", nil),
    ])
    func readingAnIntToleratesOtherValues(_ text: String, _ expected: Int?) throws {
        try Array(text.utf8).withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            #expect(try reader.readInt() == expected)
            try reader.end()
        }
        try Array("[\(text) ,\(text)]".utf8).withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            try reader.beginArray()
            while try reader.nextElement() { #expect(try reader.readInt() == expected) }
            try reader.end()
        }
    }

    @Test(arguments: ["[01]", "[00]", "[-]", "[1.]", "[1e]", "[1x]"])
    func readingAnIntRefusesWhatIsNoJSON(_ text: String) throws {
        #expect(throws: JSONError.self) {
            try Array(text.utf8).withUnsafeBytes { bytes in
                var reader = JSONReader(bytes)
                try reader.beginArray()
                while try reader.nextElement() { _ = try reader.readInt() }
                try reader.end()
            }
        }
    }
}
