import Dialect
import Foundation
import Testing

/// What is encoded exactly is what Foundation encodes, and keeps what Foundation loses.
struct ExactJSONTests {
    private struct Everything: Codable, Equatable {
        var flag = true
        var int = -5
        var small: UInt8 = 200
        var large = UInt64.max
        var double = 0.1
        var float: Float = 1.5
        var text = "é\u{0}"
        var data = Data([1, 2, 3])
        var date = Date(timeIntervalSinceReferenceDate: 12.5)
        var some: Int? = 1
        var none: Int?
        var list = [[1, 2], []]
        var optionals: [Int?] = [1, nil]
        var dictionary = ["b": 1, "a": 2]
        var nested = Nested.pair(1, second: "x")

        enum Nested: Codable, Equatable { case pair(Int, second: String), empty }
    }

    @Test func itIsTheSameJSONAsFoundations() throws {
        let exact = try ExactJSON.encode(Everything())
        #expect(exact == (try JSONValue(encoding: Everything())))
        #expect(try ExactJSON.decode(Everything.self, from: exact) == Everything())
        #expect(try JSONDecoder().decode(Everything.self, from: Data(exact.jsonBytes())) == Everything())
    }

    @Test func membersKeepTheirOrder() throws {
        let json = try JSONValue(parsing: #"{"b":{"z":1e400,"a":[{"y":1,"x":2}]},"a":0}"#)
        let copy = try ExactJSON.decode(
            [String: JSONValue].self, from: JSONValue(parsing: ExactJSON.encode(["k": json]).jsonText))
        #expect(copy["k"]?.jsonText == json.jsonText)
        #expect(try ExactJSON.encode(["c": 1, "a": 2, "b": 3]).jsonText == #"{"a":2,"b":3,"c":1}"#)
    }

    @Test(arguments: [#"{}"#, #"{"int":"x"}"#, #"{"int":1.5}"#, #"{"int":null}"#, #"[]"#, #"{"int":1e30}"#])
    func anotherShapeIsAnError(json: String) throws {
        struct One: Codable { var int: Int }
        let value = try JSONValue(parsing: json)
        #expect(throws: DecodingError.self) { try ExactJSON.decode(One.self, from: value) }
    }

    @Test func whatJSONHasNoFormForIsAnError() {
        #expect(throws: EncodingError.self) { try ExactJSON.encode([Double.nan]) }
    }
}
