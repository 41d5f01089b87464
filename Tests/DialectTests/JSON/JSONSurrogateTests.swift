import Dialect
import Testing

/// An emoji cut in two between deltas becomes whole again.
struct JSONSurrogateTests {
    @Test(arguments: [
        (#"a\ud83d"#, #"\ud83d"#, "a"),
        (#"\uD83D"#, #"\uD83D"#, ""),
        (#"\\\udbff"#, #"\udbff"#, "\\"),
        (#"a\\ud83d"#, nil, "a\\ud83d"),
        (#"a\ude00"#, nil, "a\u{FFFD}"),
        (#"a\u0041"#, nil, "aA"),
        (#"\ud83d\ude00"#, nil, "😀"),
        ("d83d", nil, "d83d"),
        ("", nil, ""),
    ])
    func aWaitingHalfIsFound(_ text: String, _ half: String?, _ before: String) throws {
        try read(text) { slice in
            #expect(slice.trailingLeadSurrogate.map { String(decoding: $0, as: UTF8.self) } == half)
            #expect(slice.stringBeforeTrailingLeadSurrogate == before)
        }
    }

    @Test func theOtherHalfIsJoined() throws {
        try read(#"\ude00!"#) { slice in
            #expect(slice.withPrefix(Array(#"\ud83d"#.utf8)) { $0.string } == "😀!")
            #expect(slice.withPrefix([]) { $0.string } == "\u{FFFD}!")
        }
    }

    private func read(_ text: String, _ body: (JSONSlice) -> Void) throws {
        try Array("\"\(text)\"".utf8).withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            body(try reader.readSlice())
        }
    }
}
