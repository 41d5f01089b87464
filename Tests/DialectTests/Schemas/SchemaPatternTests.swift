import Dialect
import Testing

/// A pattern of a schema means what ECMA-262 says, or nothing at all.
struct SchemaPatternTests {
    private func accepts(_ text: String, _ pattern: String) -> Bool {
        SchemaValidator(["pattern": .string(pattern)]).violations(of: .string(text)).isEmpty
    }

    @Test(
        arguments: [
            ("", ["", "a"], []), ("a", ["a", "bab"], ["", "b"]), ("^a$", ["a"], ["", "aa", "ba"]),
            ("^(cat|dog)s?$", ["cat", "dogs"], ["cats dogs", "s"]), ("^a|b$", ["ax", "xb"], ["xa", "bx"]),
            ("^a*$", ["", "aaa"], ["ab"]), ("^a+?b$", ["ab", "aab"], ["b"]), ("^(a|)b$", ["ab", "b"], ["aab"]),
            ("^a{2}$", ["aa"], ["a", "aaa"]), ("^a{2,}$", ["aa", "aaaa"], ["a"]),
            ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]),
            ("^a{,2}$", ["a{,2}"], ["a", "aa"]), ("^(ab){2}$", ["abab"], ["ab", "ababab"]),
            ("^(a*)*$", ["", "aa"], ["b"]),
            ("^[a-cx]$", ["a", "c", "x"], ["d", "-"]), ("^[^a-c]$", ["d", "é"], ["a", ""]),
            ("^[a-]$", ["a", "-"], ["b"]),
            ("^[]$", [], ["", "a"]), ("^[^]$", ["a", "\n"], [""]), (#"^[\]\\]$"#, ["]", "\\"], ["a"]),
            (#"^[\d.]+$"#, ["1.2"], ["a", "٣"]), (#"^\d{4}-\d{2}$"#, ["2024-05"], ["2024-5"]),
            (#"^\w+\s\w+$"#, ["a b", "a\u{A0}b"], ["a-b", "é b"]), (#"^[^\W_]+$"#, ["ab1"], ["a_b", "é"]),
            (#"^\S+@\S+\.\S+$"#, ["a@b.c"], ["a@b", "a @b.c"]), (#"\bcat\b"#, ["a cat!", "cat"], ["cats", "scat"]),
            (#"\Bcat"#, ["scat"], ["cat"]), (#"^\u00e9\x41\u{1F600}$"#, ["éA😀"], ["eA"]),
            ("^.$", ["a", "😀"], ["\n", "ab"]), (#"^\p{L}+$"#, ["aé漢"], ["a1"]), (#"^\P{Lu}$"#, ["a"], ["A"]),
            (#"^(?:a)(?<name>b)$"#, ["ab"], ["a"]), (#"^\/\-\.$"#, ["/-."], ["a"]), (#"^[\w-]+$"#, ["a-b"], ["a b"]),
            ("^é$", ["é"], ["e"]), (#"^\$[0-9]+$"#, ["$12"], ["12"]), ("^[+*?.]$", ["+", "?"], ["a"]),
        ] as [(String, [String], [String])])
    func matches(_ pattern: String, _ accepted: [String], _ refused: [String]) {
        for text in accepted { #expect(accepts(text, pattern), "\(text)") }
        for text in refused { #expect(!accepts(text, pattern), "\(text)") }
    }

    /// What is not known forbids nothing.
    @Test(arguments: [
        "(", ")", "[a", "a**", "*", "a{3,2}", "[b-a]", "^(?=b)c", "^(?!a)", #"^(b)\1$"#, "^(?i)b$", #"\p{Greek}"#, "\\",
        #"\u12"#, "a{100000}", "((((a{99}){99}){99}){99}){99}", "(((){999}){999}){999}b", "(?<a",
        String(repeating: "(", count: 2_000) + String(repeating: ")", count: 2_000),
        String(repeating: "x", count: 10_000),
    ])
    func otherPatternsForbidNothing(_ pattern: String) {
        #expect(accepts("a", pattern))
        #expect(accepts("", pattern))
    }
}
