import Testing

@testable import Dialect

/// Compact containers are skipped in one loop; nobody can tell, whatever the text is.
struct JSONSkippingTests {
    /// Skips the text's first value both ways.
    private func expectSame(_ bytes: [UInt8], _ place: String) {
        let outcomes = [true, false].map { mayBeCompact in
            bytes.withUnsafeBytes { bytes in
                var reader = JSONReader(bytes)
                reader.mayBeCompact = mayBeCompact
                let result = Result { () throws(JSONError) in Array(try reader.skipValue()) }
                return (value: try? result.get(), error: result.error.map { "\($0)" }, end: reader.offset)
            }
        }
        let comment: Comment = "\(place): \(String(decoding: bytes, as: UTF8.self))"
        #expect(outcomes[0].value == outcomes[1].value, comment)
        #expect(outcomes[0].error == outcomes[1].error, comment)
        if outcomes[0].error == nil { #expect(outcomes[0].end == outcomes[1].end, comment) }
    }

    @Test(arguments: [
        "{}", "[]", "[[]]", "[{}]", #"{"a":{}}"#, #"{"a":[]}"#, #"{"a":1}x"#, #"[1,-2.5e3,true,false,null,"a"]"#,
        #"{"a":"\"\\\/\b\f\n\r\t\u00e9"}"#, #"{"\"":1}"#, #"["0123456789\"0123456789"]"#,
        "[", "{", "[1", "[1,", "[1,]", "[,1]", "[1 ,2]", "[1, 2]", "[ ]", "{ }", "{,}", #"{"a"}"#, #"{"a":}"#,
        #"{"a":1,}"#, #"{"a":1,"b"}"#, #"{"a" :1}"#, #"{"a": 1}"#, #"{a:1}"#, #"{1:1}"#, "[}", "{]", "[{]}",
        #"{"a":1]"#, "[1}", "[01]", "[1.]", "[-]", "[tru]", "[nul", "[+1]", "[\"a]", "[\"\\x\"]", "[\"\\u12g4\"]",
        "[\"\\", "[\"\n\"]", "[\"\u{1}\"]", #"{"a":1}{"#, #"[1]]"#,
    ])
    func theFirstValueIsTheSame(_ text: String) {
        expectSame(Array(text.utf8), "text")
    }

    @Test(arguments: [1, 63, 64, 65, 100, 511, 512, 513]) func depthIsTheSame(_ depth: Int) {
        for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
            let text = String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
            expectSame(Array(text.utf8), "\(depth) deep")
            expectSame(Array(text.utf8.dropLast()), "\(depth) deep, cut")
        }
    }

    @Test(arguments: JSONOracleTests.seeds) func randomTextsAreTheSame(_ seed: UInt64) {
        var generator = RandomJSON(seed: seed &+ 5000)
        for round in 0..<60 {
            let value = generator.value()
            expectSame(value.jsonBytes(), "seed \(seed), round \(round)")
            expectSame(Array(generator.text(of: value).utf8), "seed \(seed), round \(round)")
            for _ in 0..<10 { expectSame(generator.mutation(of: value.jsonText), "seed \(seed), round \(round)") }
        }
    }

    /// What is not compact is read once more at most, however deep it is.
    @Test func afterAContainerThatIsNotCompactNoneIsTried() throws {
        let text = #"[{"a":[1, 2]},{"b":[3]}]"#
        try Array(text.utf8).withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            try reader.skipValue()
            #expect(!reader.mayBeCompact)
            try reader.end()
        }
    }
}

extension Result {
    fileprivate var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
