import Dialect
import Testing

/// What models write in place of JSON is read as what they meant, and nothing that is no value becomes one.
struct JSONRepairTests {
    static let rows: [(String, JSONValue?)] = [
        (#"{"a":1}"#, ["a": 1]), ("42", 42), ("\"x\"", "x"), ("null", .null),
        ("```json\n{\"a\": [1, 2]}\n```", ["a": [1, 2]]), ("```\n42\n```", 42), ("Sure! ```{\"a\":1}```", ["a": 1]),
        ("Here it is: {\"a\":1}. Enjoy!", ["a": 1]), ("In [brackets]: {\"a\":1}", ["a": 1]),
        ("Not {this}, but {\"a\":1,}", ["a": 1]),
        ("{'a': 'b', \"c\": “d”, e: ‘f’}", ["a": "b", "c": "d", "e": "f"]),
        ("{a: True, b: None, c: FALSE, d: undefined}", ["a": true, "b": .null, "c": false, "d": .null]),
        ("[+1, .5, 1., 1_000, -.5]", [1, 0.5, 1, 1000, -0.5]),
        ("{\"a\":1 \"b\":2\n\"c\":[1 2]}", ["a": 1, "b": 2, "c": ["1 2"]]),
        (
            "{\"a\":1 \"b\":true \"c\":\"d\" \"e\":[\"f\" \"g\"]}",
            ["a": 1, "b": true, "c": "d", "e": ["f", "g"]]
        ),
        ("{\"a\":1,,\"b\":2,}", ["a": 1, "b": 2]), ("{\"a\": , \"b\": }", ["a": .null, "b": .null]),
        ("{\"a\":\"line\nbreak\ttab\"}", ["a": "line\nbreak\ttab"]),
        ("{\"a\":\"say \"hi\" now\"}", ["a": "say \"hi\" now"]),
        ("{ // one\n \"a\": 1, /* two */ \"b\": 2 # three\n}", ["a": 1, "b": 2]), ("[1 // one\n, 2]", [1, 2]),
        ("{\"u\": http://x.y/z}", ["u": "http://x.y/z"]), ("{\"a\": some words here}", ["a": "some words here"]),
        (#"{"a":"\u00e9\ud83d\ude00\ud83d\x"}"#, ["a": "é😀\u{FFFD}x"]), (#"["\u12"#, ["u12"]), (#"["\"#, [""]),
        // A fence whose JSON holds a fence.
        (
            "```json\n{\"text\":\"Use ```swift\\nlet x``` here\"}\n```",
            ["text": "Use ```swift\nlet x``` here"]
        ),
        (
            "```json\n{\"text\":\"Use ```swift\\nlet x``` here\"}",
            ["text": "Use ```swift\nlet x``` here"]
        ),
        ("```json\n{\"text\":\"a ```b``` c\",}\n```\nDone.", ["text": "a ```b``` c"]),
        ("```json\n{\"text\":\"\n```\nx\n```\n\",}\n```\nDone.", ["text": "\n```\nx\n```\n"]),
        ("```\n42\n``` as in [1]", 42), ("```json\n{\"a\":1,}\n``` or [2]", ["a": 1]),
        ("```json\n{\"a\":[1,2\n```\nThat is it.", ["a": [1, 2]]),
        // An end that is missing.
        (#"{"a":[1,{"b":"c"#, ["a": [1, ["b": "c"]]]), (#"{"a":1,"b"#, ["a": 1]), (#"{"a":1,"b":"#, ["a": 1]),
        ("[1, 2", [1, 2]), ("{\"a\": [1, 2}", ["a": [1, 2]]), ("{", [:]), ("[", []),
        // No value.
        ("", nil), ("   ", nil), ("I'd rather not.", nil), ("happy", nil), ("```\n```", nil), ("'happy'", "happy"),
        ("{ this is no object }", nil),
    ]

    @Test(arguments: rows)
    func aTextIsReadAsItWasMeant(_ text: String, _ value: JSONValue?) {
        #expect(JSONValue(repairing: text) == value)
    }

    @Test func jsonIsReadAsJSON() throws {
        var random = RandomJSON(seed: 31)
        for _ in 0..<500 {
            let text = random.text(of: random.value())
            #expect(JSONValue(repairing: text) == (try JSONValue(parsing: text)))
            if text.contains(where: { "{[".contains($0) }), !text.contains("`") {
                let fenced = JSONValue(repairing: "Here:\n```json\n\(text)\n```\nDone.")
                #expect(fenced == (try JSONValue(parsing: text)), "\(text)")
            }
        }
    }

    /// Whatever comes, it is read to an end; what is JSON after all is read as that.
    @Test func faultyTextsAreReadToTheirEnd() {
        var random = RandomJSON(seed: 32)
        var read = 0
        for _ in 0..<5_000 {
            let text = String(decoding: random.mutation(of: random.text(of: random.value())), as: UTF8.self)
            let value = JSONValue(repairing: text)
            if let json = try? JSONValue(parsing: text) { #expect(value == json) }
            if value != nil { read += 1 }
        }
        #expect(read > 1_000)
    }

    @Test func noiseIsReadToItsEnd() {
        var generator = SeededGenerator(seed: 33)
        let spice = Array("{}[]:,\"'\\/*#`“”‘’ \n\tu0dtruenl1.-+_=;é😀".unicodeScalars)
        for _ in 0..<5_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<24, using: &generator) {
                text.append(spice[Int.random(in: 0..<spice.count, using: &generator)])
            }
            // What was made of noise is a value like any other.
            if let value = JSONValue(repairing: String(text)) {
                #expect((try? JSONValue(parsing: value.jsonText)) == value, "\(String(text))")
            }
        }
    }

    /// Texts that cost a careless reader the square of their length, or more, are read to their end.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "{", "[", "[}", "{]", "\"", "'\"", "{\"a\":\"", "\\", "\\u", "/*", "//", "# ", "```", "“", "a \"", "[1,",
            " ",
            "\n",
            "{a", "[\"a\" b", "\\ud83d", "{'", ", ", "1_", "x/",
        ])
    func longTextsAreReadToTheirEnd(_ piece: String) {
        let text = String(repeating: piece, count: 20_000 / piece.utf8.count)
        for text in [text, "[" + text, "[\"" + text, "{\"a\":1 " + text + "}"] {
            // What they are read as is a value like any other; what stands behind them is no part of it.
            if let value = JSONValue(repairing: text) {
                #expect((try? JSONValue(parsing: value.jsonText)) == value)
            }
            #expect(JSONValue(repairing: "{\"b\":2}\n" + text) != nil)
        }
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(JSONValue(repairing: deep) == nil)
        #expect(JSONValue(repairing: String(repeating: "[", count: 100)) != nil)
    }
}
