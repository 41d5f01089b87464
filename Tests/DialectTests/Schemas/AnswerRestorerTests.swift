import Dialect
import Testing

/// An answer is restored while it is being written, and where it was cut makes no difference.
struct AnswerRestorerTests {
    private static let person: JSONValue = [
        "type": "object", "properties": ["name": ["type": "string"], "age": ["type": "integer"]],
        "required": ["name"],
    ]
    private static let list: JSONValue = ["type": "array", "items": person]
    private static let tree: JSONValue = [
        "$ref": "#/$defs/node",
        "$defs": [
            "node": [
                "type": "object",
                "properties": [
                    "name": ["type": "string"], "left": ["$ref": "#/$defs/node"],
                    "all": ["type": "array", "items": ["$ref": "#/$defs/node"]],
                ],
                "required": ["name"],
            ]
        ],
    ]
    private static let choice: JSONValue = [
        "type": "object",
        "properties": [
            "it": ["anyOf": [person, ["type": "object", "properties": ["x": ["type": "string"]]], ["type": "string"]]]
        ],
    ]
    private static let nullable: JSONValue = [
        "type": "object", "properties": ["a": ["anyOf": [person, ["type": "null"]]], "b": ["type": "boolean"]],
    ]

    static let rows: [(JSONValue, String, String)] = [
        (person, #"{"name":"Ada","age":null}"#, #"{"name":"Ada"}"#),
        (person, #"{"age":null,"name":"Ada"}"#, #"{"name":"Ada"}"#),
        (person, #"{ "age" : null , "name" : "n\"ull" }"#, #"{  "name" : "n\"ull" }"#),
        (person, #"{"name": "Ada", "age": 36}"#, #"{"name": "Ada", "age": 36}"#),
        (person, #"{"age":null}"#, "{}"), (person, "{}", "{}"),
        (person, #"{"n\u0061me":"A","\u0061ge":null,"other":null}"#, #"{"n\u0061me":"A","other":null}"#),
        (
            list, #"{"value":[{"name":"Ada","age":null},{"name":"Bob","age":1}]}"#,
            #"[{"name":"Ada"},{"name":"Bob","age":1}]"#
        ),
        (list, " { \"value\" : [ ] } \n", "[ ]"),
        (["type": "string"], #"{"value":"a}\"b"}"#, #""a}\"b""#), (["type": "number"], #"{"value":-1.5}"#, "-1.5"),
        (
            tree, #"{"name":"a","left":{"name":"b","left":null,"all":null},"all":[{"name":"c","left":null,"all":[]}]}"#,
            #"{"name":"a","left":{"name":"b"},"all":[{"name":"c","all":[]}]}"#
        ),
        // Which form a value has shows at its end.
        (choice, #"{"it":{"name":"A","age":null}}"#, #"{"it":{"name":"A"}}"#),
        (choice, #"{"it":{"x":null}}"#, #"{"it":{}}"#), (choice, #"{"it":"text"}"#, #"{"it":"text"}"#),
        (choice, #"{"it":null}"#, "{}"),
        // A null that the schema itself allows stays.
        (nullable, #"{"a":null,"b":null}"#, #"{"a":null}"#),
        (nullable, #"{"a":{"name":"A","age":null},"b":true}"#, #"{"a":{"name":"A"},"b":true}"#),
        // What was cut off is restored as far as it came.
        (list, #"{"value":[{"name":"A"#, #"[{"name":"A"#),
        (person, #"{"name":"A","age":nul"#, #"{"name":"A","age":nul"#),
        (choice, #"{"it":{"name":"A","age":null"#, #"{"it":{"name":"A","age":null"#),
        // What is no JSON stays as it is, and so does another object than the one that was asked for.
        (person, "I can't help with that.", "I can't help with that."), (list, "null", "null"),
        (list, #"{"other":[1],"value":null}"#, #"{"other":[1],"value":null}"#), (list, "{}", "{}"),
        (person, #"{"name" "Ada","age":null}"#, #"{"name" "Ada","age":null}"#),
        (person, "{\"name\":\"A\"} \n", "{\"name\":\"A\"} \n"), (person, "", ""),
    ]

    @Test(arguments: rows)
    func anAnswerIsRestoredWhereverItIsCut(_ schema: JSONValue, _ written: String, _ restored: String) {
        let adapted = AdaptedSchema(schema, for: .openAIStrict)
        #expect(adapted.restoring(text: written) == restored)
        for pieces in written.allCuts {
            var restorer = adapted.restorer
            let text = pieces.map { restorer.append($0) }.joined() + restorer.end()
            #expect(text == restored, "\(pieces)")
        }
    }

    /// A key that is no text of JSON ends the restoring; it is not read beyond its end.
    @Test(arguments: [
        #"{"\u1":1}"#, #"{"\u":1}"#, #"{"\u12":1}"#, #"{"\u123":1}"#, #"{"\u00g1":1}"#, #"{"\x":1}"#,
        #"{"\ud83d\u":1}"#, #"{"\ud83d\u1":1}"#, "{\"a\nb\":1}",
    ])
    func aBrokenKeyStaysAsItIs(_ written: String) {
        for (schema, text) in [(Self.person, written), (Self.list, written), (Self.list, #"{"value":[\#(written)]}"#)] {
            let adapted = AdaptedSchema(schema, for: .openAIStrict)
            for pieces in text.allCuts {
                var restorer = adapted.restorer
                let restored = pieces.map { restorer.append($0) }.joined() + restorer.end()
                #expect(text.hasSuffix(restored) && restored.contains(written), "\(pieces)")
            }
        }
    }

    @Test func littleIsHeldBack() {
        var restorer = AdaptedSchema(Self.list, for: .openAIStrict).restorer
        #expect(restorer.append(#"{"value":[{"name":"A"#) == #"[{"name":"A"#)
        #expect(restorer.append(#"da","age""#) == #"da""#)
        #expect(restorer.append(":") == "")
        #expect(restorer.append("4") == #","age":4"#)
        #expect(restorer.append("2}") == "2}")
        #expect(restorer.append("]}") == "]")
        #expect(restorer.end() == "")
    }

    /// The whole value is the oracle: restoring pieces gives what restoring the value gives.
    @Test(arguments: [SchemaDialect.openAIStrict, .cohere])
    func piecesAndWholesAgree(_ dialect: SchemaDialect) throws {
        var random = RandomSchema(seed: 21)
        var changed = 0
        for _ in 0..<600 {
            let adapted = AdaptedSchema(random.schema(), for: dialect)
            guard adapted.changesAnswers else { continue }
            for _ in 0..<3 {
                let answer = random.value(of: adapted.schema, in: adapted.schema)
                let text = answer.jsonText
                var restorer = adapted.restorer
                let pieces = text.scalarByScalar.map { restorer.append($0) }.joined() + restorer.end()
                #expect(pieces == adapted.restoring(text: text))
                let expected = adapted.restoring(answer)
                #expect(try JSONValue(parsing: pieces) == expected, "\(text) of \(adapted.schema)")
                if expected != answer { changed += 1 }
            }
        }
        #expect(changed > 100)
    }
}
