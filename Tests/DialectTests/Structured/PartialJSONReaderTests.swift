import Dialect
import Testing

/// JSON is read while it is being written, and where it was cut makes no difference.
struct PartialJSONReaderTests {
    /// Writes down what it is told, a word a change; pieces of a text are put together.
    struct Notes: PartialValue {
        private(set) var words: [String] = []
        private var textPlace: String?

        init() {}

        mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
            let place = path.map { step in
                switch step {
                case .key(let key): "/\(key)"
                case .index(let index): "/\(index)"
                }
            }.joined()
            if case .appendedText(let text) = change {
                #expect(!text.isEmpty)
                #expect(textPlace == place)
                words[words.count - 1] += text
                return
            }
            textPlace = nil
            switch change {
            case .beganObject: words.append("\(place){")
            case .beganArray: words.append("\(place)[")
            case .beganText:
                textPlace = place
                words.append("\(place)'")
            case .scalar(let value): words.append("\(place)=\(value)")
            case .ended: words.append("\(place).")
            case .appendedText: break
            }
        }
    }

    private struct Result: Equatable {
        var words: String
        var isWhole: Bool
        var isBroken: Bool
    }

    private func read(_ pieces: [String], openers: [UInt8] = []) -> Result {
        var reader = PartialJSONReader(openers: openers)
        var notes = Notes()
        for piece in pieces { reader.read(piece, into: &notes) }
        reader.end(into: &notes)
        return Result(
            words: notes.words.joined(separator: " "), isWhole: reader.isWhole, isBroken: reader.isBroken)
    }

    static let rows: [(String, String)] = [
        (#"{"a":1,"b":[true,null,"x"],"c":{}}"#, "{ /a=1 /b[ /b/0=true /b/1=null /b/2'x /b/2. /b. /c{ /c. ."),
        (" [ 1 , -2.5e3 , \"\" ] ", "[ /0=1 /1=-2500 /2' /2. ."),
        ("42", "=42"), ("\"hi\"", "'hi ."), ("null", "=null"), ("[]", "[ ."), ("{}", "{ ."),
        (#"["\"\\\/\b\f\n\r\t"]"#, "[ /0'\"\\/\u{8}\u{C}\n\r\t /0. ."),
        (#"{"k\u00e9y\ud83d\ude00":"😀é"}"#, "{ /kéy😀'😀é /kéy😀. ."),
        // Halves of a pair that stand alone.
        (
            #"["\ud83dx","\ude00","\ud83d","\ud83d\n","\ud83d\ud83d\ude00"]"#,
            "[ /0'\u{FFFD}x /0. /1'\u{FFFD} /1. /2'\u{FFFD} /2. /3'\u{FFFD}\n /3. /4'\u{FFFD}😀 /4. ."
        ),
        // What models write and JSON has not.
        ("[1,]", "[ /0=1 ."), (#"{"a":1,}"#, "{ /a=1 ."), ("[\"a\nb\"]", "[ /0'a\nb /0. ."),
        // Nothing follows the value.
        ("[1] and more", "[ /0=1 ."),
    ]

    @Test(arguments: rows)
    func changesAreTheSameWhereverTheTextIsCut(_ text: String, _ words: String) {
        for pieces in text.allCuts {
            #expect(read(pieces) == Result(words: words, isWhole: true, isBroken: false), "\(pieces)")
        }
    }

    @Test(arguments: [
        ("{\"a\":1", "{ /a=1", false), (#"["ab"#, "[ /0'ab", false), (#"["a\ud83d"#, "[ /0'a", false), ("", "", false),
        ("{\"a\"}", "{", true), ("[1 2]", "[ /0=1", true), ("[}", "[", true), ("{]", "{", true),
        ("[1}", "[ /0=1", true),
        ("hello", "", true), ("[tru]", "[", true), ("[01]", "[", true), (#"["\x"]"#, "[ /0'", true),
        (#"["a\u00g0"]"#, "[ /0'a", true), ("nul", "", true), ("{,", "{", true), ("{1:2}", "{", true),
    ])
    func whatIsCutOffOrWrongStandsAsFarAsItWent(_ text: String, _ words: String, _ isBroken: Bool) {
        for pieces in text.allCuts {
            let result = read(pieces)
            #expect(!result.isWhole && result.isBroken == (isBroken && !text.isEmpty), "\(pieces)")
            // Numbers that were cut are known only when something follows them.
            #expect(result.words == words || text == "{\"a\":1" && result.words == "{", "\(pieces)")
        }
    }

    @Test func proseBeforeTheValueIsLeftAside() {
        for pieces in "Here it is: ```json\n{\"a\": [1]}\n``` Enjoy!".allCuts {
            #expect(read(pieces, openers: [UInt8(ascii: "{")]).words == "{ /a[ /a/0=1 /a. .", "\(pieces)")
        }
        let lone = read(["No bracket at all"], openers: [UInt8(ascii: "{")])
        #expect(lone == Result(words: "", isWhole: false, isBroken: false))
    }

    @Test func depthAndLiteralsAreBounded() {
        let deepest = PartialJSONReader.maximumDepth
        let fits = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
        #expect(read([fits]).isWhole)
        #expect(read(["[\(fits)]"]).isBroken)
        #expect(read([String(repeating: "9", count: 5_000)]).isBroken)
    }

    @Test func randomJSONIsBuiltUpAsItIs() {
        var random = RandomJSON(seed: 11)
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<400 {
            let value = random.value()
            let text = random.text(of: value)
            let expected = try? JSONValue(parsing: text)
            var pieces = [text.scalarByScalar]
            for _ in 0..<3 { pieces.append(Self.pieces(text, &generator)) }
            for pieces in pieces {
                var builder = PartialBuilder<JSONValue>()
                for piece in pieces { _ = builder.append(piece) }
                _ = builder.end()
                #expect(builder.value == expected && builder.isComplete, "\(pieces)")
            }
        }
    }

    /// Faulty bytes never crash the reader, and it never says that a value is whole which Foundation's kin refuse,
    /// but for the liberties that it takes.
    @Test func faultyJSONIsReadAsFarAsItGoes() {
        var random = RandomJSON(seed: 13)
        var generator = SeededGenerator(seed: 14)
        var broken = 0
        for _ in 0..<2_000 {
            let value = random.value()
            let text = String(decoding: random.mutation(of: random.text(of: value)), as: UTF8.self)
            let whole = read([text])
            #expect(read(Self.pieces(text, &generator)) == whole, "\(text)")
            if let value = try? JSONValue(parsing: text) {
                var builder = PartialBuilder<JSONValue>()
                _ = builder.append(text)
                _ = builder.end()
                #expect(builder.value == value)
            } else {
                broken += 1
            }
        }
        #expect(broken > 500)
    }

    private static func pieces(_ text: String, _ generator: inout SeededGenerator) -> [String] {
        var pieces: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...6, using: &generator)
            pieces.append(String(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
