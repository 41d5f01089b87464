import Dialect
import Testing

/// What is JSON and what is not, and how a fault is told.
struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", .null),
            (" true ", true),
            ("\n\r\t false", false),
            ("0", 0),
            ("-0", 0),
            ("-12", -12),
            ("1.5", 1.5),
            ("2e3", 2000),
            ("2E+3", 2000),
            ("25e-1", 2.5),
            (#""""#, ""),
            (#""a\/b\\c\"d""#, "a/b\\c\"d"),
            (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u00E9""#, "Aéé"),
            (#""\ud83d\ude00""#, "😀"),
            (#""😀 é""#, "😀 é"),
            ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
            ("[]", []),
            ("[ ]", []),
            ("[1,[2,[]],{}]", [1, [2, []], [:]]),
            ("{}", [:]),
            ("{ }", [:]),
            (#"{"a":{"b":[null]},"c":""}"#, ["a": ["b": [nil]], "c": ""]),
            (#"{"\u0061":1}"#, ["a": 1]),
        ] as [(String, JSONValue)])
    func reads(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        ("", 0),
        ("  ", 2),
        ("nul", 0),
        ("True", 0),
        ("nullx", 4),
        ("1 2", 2),
        ("+1", 0),
        (".5", 0),
        ("01", 0),
        ("-", 1),
        ("-a", 1),
        ("1.", 2),
        ("1.e3", 2),
        ("1e", 2),
        ("1e+", 3),
        ("NaN", 0),
        ("Infinity", 0),
        ("'a'", 0),
        ("\"a", 2),
        ("\"a\\", 2),
        ("\"a\nb\"", 2),
        ("\"\u{0}\"", 1),
        (#""\x""#, 1),
        (#""\u12g4""#, 5),
        (#""\u12"#, 1),
        ("[", 1),
        ("[1", 2),
        ("[1,", 3),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1 2]", 3),
        ("[1}", 2),
        ("{", 1),
        (#"{"a""#, 4),
        (#"{"a" 1}"#, 5),
        (#"{"a":}"#, 5),
        (#"{"a":1,}"#, 7),
        (#"{"a":1 "b":2}"#, 7),
        ("{a:1}", 1),
        ("{1:1}", 1),
        ("{,}", 1),
        ("[]]", 2),
        ("\u{FEFF}1", 0),
        ("/* */1", 0),
    ])
    func refuses(_ text: String, at offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset, "\(text): \(error?.description ?? "accepted")")
        #expect(error.map { "\($0)".hasSuffix("at byte \(offset)") } == true)
    }

    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}"),
            ([0x61, 0xC3], "a\u{FFFD}"),
            (Array(#"\ud83d"#.utf8), "\u{FFFD}"),
            (Array(#"\ude00x"#.utf8), "\u{FFFD}x"),
            (Array(#"\ud83d\u0041"#.utf8), "\u{FFFD}A"),
            (Array(#"\ud83d\ud83d\ude00"#.utf8), "\u{FFFD}😀"),
        ] as [([UInt8], String)])
    func brokenTextBecomesReplacementCharacters(_ bytes: [UInt8], _ text: String) throws {
        #expect(try JSONValue(parsing: [0x22] + bytes + [0x22]) == .string(text))
    }

    @Test(arguments: ["[", #"{"a":"#])
    func nestingIsBounded(_ opening: String) throws {
        let limit = JSONReader.maximumDepth
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth - 1) + (opening == "[" ? "[]" : "{}")
                + String(repeating: closing, count: depth - 1)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(limit)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(limit + 1)) }
        #expect(error?.offset == limit * opening.utf8.count)
        // A hostile peer does not need to close what it opens.
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: opening, count: 1_000_000)) }
    }

    @Test func depthCountsOnlyWhatIsOpen() throws {
        let siblings = "[" + Array(repeating: "[]", count: 2 * JSONReader.maximumDepth).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: siblings).arrayValue?.count == 2 * JSONReader.maximumDepth)
    }

    @Test func walksWithoutATree() throws {
        let text = #"{"skip":[1,{"a":"}"}],"type":"d\u0065lta","n":7,"f":1.5,"none":null,"list":[true,false]}"#
        var text8 = text
        try text8.withUTF8 { bytes in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            var seen: [String] = []
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("type") {
                    let slice = try reader.readSlice()
                    #expect(slice.equals("delta"))
                    #expect(!slice.equals("delt"))
                    seen.append(slice.string)
                } else if key.equals("n") {
                    seen.append("\(try reader.readInt() ?? -1)")
                } else if key.equals("f") {
                    #expect(try reader.readInt() == nil)
                } else if key.equals("none") {
                    #expect(try reader.readOptionalString() == nil)
                } else if key.equals("list") {
                    try reader.beginArray()
                    while try reader.nextElement() { seen.append("\(try reader.readBool())") }
                } else {
                    seen.append(String(decoding: try reader.skipValue(), as: UTF8.self))
                }
            }
            try reader.end()
            #expect(seen == [#"[1,{"a":"}"}]"#, "delta", "7", "true", "false"])
        }
    }

    /// Strings are scanned eight bytes at a time: every special byte must be seen at every place in a word.
    @Test func specialBytesAreFoundAtEveryPlace() throws {
        for length in 0..<20 {
            for place in 0...length {
                let before = String(repeating: "é", count: place / 2) + String(repeating: "a", count: place % 2)
                let after = String(repeating: "z", count: length - place)
                #expect(try JSONValue(parsing: "\"\(before)\\n\(after)\"").stringValue == before + "\n" + after)
                #expect(try JSONValue(parsing: "[\"\(before)\",\"\(after)\"]") == [.string(before), .string(after)])
                let fault = "\"\(before)\u{1F}\(after)\""
                let error = #expect(throws: JSONError.self) { try JSONValue(parsing: fault) }
                #expect(error?.offset == 1 + before.utf8.count)
            }
        }
    }
}
