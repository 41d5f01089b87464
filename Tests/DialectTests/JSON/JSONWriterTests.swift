import Dialect
import Testing

/// What is written can be read, and equal values give equal bytes.
struct JSONWriterTests {
    @Test func setsCommasByItself() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.number(1)
        writer.beginArray()
        writer.endArray()
        writer.bool(true)
        writer.null()
        writer.endArray()
        writer.key("b")
        writer.raw(Array("{\"c\":1}".utf8))
        writer.key("d")
        writer.beginObject()
        writer.endObject()
        writer.key("e")
        writer.value(["z": 1, "y": [false]], sortedKeys: true)
        writer.endObject()
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text == #"{"a":[1,[],true,null],"b":{"c":1},"d":{},"e":{"y":[false],"z":1}}"#)
    }

    @Test(arguments: [
        ("", #""""#),
        ("a/b", #""a/b""#),
        ("\"\\", #""\"\\""#),
        ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#),
        ("\u{0}\u{1}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""),
        ("é😀\u{2028}", "\"é😀\u{2028}\""),
    ])
    func escapesOnlyWhatMustBe(_ text: String, _ json: String) throws {
        #expect(JSONValue.string(text).jsonText == json)
        #expect(try JSONValue(parsing: json) == .string(text))
        #expect(JSONValue.object([text: nil]).jsonText == "{\(json):null}")
    }

    @Test(arguments: 0..<50)
    func everythingWrittenIsReadAgain(_ seed: UInt64) throws {
        var generator = RandomJSON(seed: seed)
        for _ in 0..<40 {
            let value = generator.value()
            #expect(try JSONValue(parsing: value.jsonText) == value, "seed \(seed)")
            let sorted = value.jsonBytes(sortedKeys: true)
            #expect(try JSONValue(parsing: sorted) == value, "seed \(seed)")
            #expect(try JSONValue(parsing: sorted).jsonBytes() == sorted, "seed \(seed)")
        }
    }
}
