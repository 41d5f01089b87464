import Testing

@testable import DialectCLI

/// What is seen of Markdown. In the table `«bold+italic|text»` stands for text in styles.
@Suite("Markdown on a terminal")
struct MarkdownRendererTests {
    static let table: [(markdown: String, shown: String)] = [
        // Text.
        ("Hello, world!\n", "Hello, world!\n"),
        ("Grüße, 世界 🌍\n", "Grüße, 世界 🌍\n"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("a\r\nb\r\n", "a\nb\n"),
        // Emphasis.
        ("a **bold** word", "a «bold|bold» word"),
        ("an *italic* word", "an «italic|italic» word"),
        ("an _italic_ word", "an «italic|italic» word"),
        ("***both***", "«bold+italic|both»"),
        ("**bold *and italic***", "«bold|bold »«bold+italic|and italic»"),
        ("**a *b* c**", "«bold|a »«bold+italic|b»«bold| c»"),
        ("*a **b** c*", "«italic|a »«bold+italic|b»«italic| c»"),
        ("**`f(x)`**", "«bold+code|f(x)»"),
        ("~~gone~~ here", "«strikethrough|gone» here"),
        ("\"**Grüße**\"", "\"«bold|Grüße»\""),
        // What looks like a mark and is none keeps its marks.
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("f(*args, **kwargs)", "f(*args, **kwargs)"),
        ("snake_case_name and a__b__c", "snake_case_name and a__b__c"),
        ("a ** b", "a ** b"),
        ("an *open mark\nand more*", "an *open mark\nand more*"),
        ("~home and ~/x ~~", "~home and ~/x ~~"),
        ("5 ~ 6 ~~~ 7", "5 ~ 6 ~~~ 7"),
        (#"\*no\* \a \\"#, #"*no* \a \"#),
        ("a **** b", "a **** b"),
        ("Wow! Really!", "Wow! Really!"),
        // Code.
        ("call `f(*a*)` now", "call «code|f(*a*)» now"),
        ("``a ` b``", "«code|a ` b»"),
        ("`` `x` ``", "«code|`x`»"),
        ("a ` alone", "a ` alone"),
        ("`code` *i*", "«code|code» «italic|i»"),
        ("*a `b*` c*", "«italic|a »«italic+code|b*»«italic| c»"),
        // Links.
        ("see [the docs](https://a.example/x) now", "see «underline|the docs»«dim| (https://a.example/x)» now"),
        ("[https://a.example](https://a.example)", "«underline|https://a.example»"),
        ("[**b**](u \"title\")", "«bold+underline|b»«dim| (u)»"),
        ("[a](b_(c)_d)", "«underline|a»«dim| (b_(c)_d)»"),
        ("![a cat](cat.png)", "«underline|a cat»«dim| (cat.png)»"),
        ("as in [1] and [x] (y)", "as in [1] and [x] (y)"),
        ("array[i](", "array[i]("),
        ("[]", "[]"),
        // Headings.
        ("# Title\ntext", "«bold+underline|Title»\ntext"),
        ("### A *b*\n", "«bold|A »«bold+italic|b»\n"),
        ("#hashtag\n####### seven\n", "#hashtag\n####### seven\n"),
        ("#", "#"),
        // Lists.
        ("- one\n  * two\n+ three\n", "• one\n  • two\n• three\n"),
        ("- **a**: b\n", "• «bold|a»: b\n"),
        ("1. one\n2. two\n", "1. one\n2. two\n"),
        ("-5 degrees\n-- dash\n", "-5 degrees\n-- dash\n"),
        ("*italic* first\n**bold** first\n", "«italic|italic» first\n«bold|bold» first\n"),
        // Rules and quotations.
        ("---\n", "«dim|────────────────────────»\n"),
        ("***\n* * *\n", "«dim|────────────────────────»\n• * *\n"),
        ("___", "«dim|────────────────────────»"),
        ("> quoted *text*\n>> twice\n", "«dim|│ »quoted «italic|text»\n«dim|│ │ »twice\n"),
        ("> - item\n", "«dim|│ »• item\n"),
        // Blocks of code.
        (
            "```swift\nlet a = *b*\n\n# no heading\n```\n*after*\n",
            "«dim|```swift»\n«code|let a = *b*»\n\n«code|# no heading»\n«dim|```»\n«italic|after»\n"
        ),
        ("~~~\n```\n~~~\n", "«dim|~~~»\n«code|```»\n«dim|~~~»\n"),
        ("````\n```\n````\n", "«dim|````»\n«code|```»\n«dim|````»\n"),
        ("  ```\n  x\n  ```\ny", "«dim|  ```»\n«code|  x»\n«dim|  ```»\ny"),
        ("```\nunclosed", "«dim|```»\n«code|unclosed»"),
        ("```not a block``` but code", "«code|not a block» but code"),
        ("`` ` `` x", "«code|`» x"),
        // Nothing that a model writes steers the terminal.
        ("a\u{1B}[31mb\u{7}c\u{9B}31md\u{85}e\u{A0}f", "a[31mbc31mde\u{A0}f"),
        ("```\n\u{1B}]0;title\u{7}\n```", "«dim|```»\n«code|]0;title»\n«dim|```»"),
        ("tab\there", "tab\there"),
    ]

    @Test("looks as it should", arguments: table)
    func looks(_ markdown: String, _ shown: String) {
        #expect(Self.readable(Self.rendered([Array(markdown.utf8)])) == shown)
    }

    @Test("looks the same however it is cut", arguments: table.map(\.markdown))
    func cuts(_ markdown: String) {
        let bytes = Array(markdown.utf8)
        let whole = Self.rendered([bytes])
        #expect(Self.rendered(bytes.map { [$0] }) == whole)
        for cut in bytes.indices {
            #expect(Self.rendered([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
        }
    }

    @Test(
        "is held back only while a mark is undecided",
        arguments: [
            ("Hello", "Hello"), ("Hello *", "Hello "), ("Hello *wor", "Hello "), ("2 * 3", "2 * 3"),
            ("`x", ""), ("`x` ", "«code|x» "), ("#", ""), ("# T", "«bold+underline|T"), ("-", ""), ("- i", "• i"),
            ("``", ""), ("a_", "a_"), ("wow!", "wow"), ("wow! y", "wow! y"), ("```\nlet", "«dim|```»\n«code|let"),
            ("> q", "«dim|│ »q"), ("1", "1"),
        ])
    func holdsBack(_ markdown: String, _ shown: String) {
        var renderer = MarkdownRenderer(.styled)
        let text = Self.readable(String(decoding: renderer.append(markdown.utf8), as: UTF8.self))
        #expect(text == shown)
    }

    @Test("is not held back without end")
    func limit() {
        var renderer = MarkdownRenderer(.styled)
        let mark = "**" + String(repeating: "word ", count: MarkdownRenderer.longestSpan / 5 + 1)
        let shown = String(decoding: renderer.append(mark.utf8), as: UTF8.self)
        #expect(shown == mark)
    }

    @Test("is left as it is for other programs, and without styles where none are wanted")
    func modes() {
        let text = "# A\n**b** \u{1B}[31m\n"
        var verbatim = MarkdownRenderer(.verbatim)
        #expect(verbatim.append(text.utf8) + verbatim.finish() == Array(text.utf8))
        var plain = MarkdownRenderer(.plain)
        #expect(plain.append(text.utf8) + plain.finish() == Array("# A\n**b** [31m\n".utf8))
    }

    @Test("begins anew after its end")
    func anew() {
        var renderer = MarkdownRenderer(.styled)
        _ = renderer.append("```\n*a".utf8)
        _ = renderer.finish()
        let text = Self.readable(String(decoding: renderer.append("*a* ".utf8), as: UTF8.self))
        #expect(text == "«italic|a» ")
    }

    // MARK: Reading

    private static func rendered(_ pieces: [[UInt8]]) -> String {
        var renderer = MarkdownRenderer(.styled)
        var bytes: [UInt8] = []
        for piece in pieces { bytes += renderer.append(piece) }
        return String(decoding: bytes + renderer.finish(), as: UTF8.self)
    }

    /// The text with names in place of escape sequences. A style that does not end has no closing mark.
    private static func readable(_ text: String) -> String {
        let names = [
            1: "bold", 2: "dim", 3: "italic", 4: "underline", 9: "strikethrough", 36: "code",
        ]
        var result = ""
        var styles: Set<Int> = []
        var rest = text[...]
        while let escape = rest.firstRange(of: "\u{1B}[") {
            result += rest[..<escape.lowerBound]
            rest = rest[escape.upperBound...]
            let end = rest.firstIndex(of: "m") ?? rest.endIndex
            let codes = rest[..<end].split(separator: ";").compactMap { Int($0) }
            rest = rest[end...].dropFirst()
            if !styles.isEmpty { result += "»" }
            if codes.contains(0) { styles = [] }
            styles.formUnion(codes.filter { $0 != 0 })
            if !styles.isEmpty { result += "«" + styles.sorted().compactMap { names[$0] }.joined(separator: "+") + "|" }
        }
        return result + rest
    }
}
