import Dialect
import Testing

/// What vendors of OpenAI's dialect are told of a schema, by their documentation.
struct VendorSchemaTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var dialect: SchemaDialect
        var schema: String
        var adapted: String
        /// Pointers of the findings, in order.
        var findings: [String] = []

        var testDescription: String { "\(dialect.name): \(name)" }
    }

    @Test(arguments: [
        Row(
            name: "optional is null, a bound becomes words", dialect: .groq,
            schema: """
                {"type":"object","properties":{"a":{"type":"string"},"n":{"type":"integer","minimum":1}},\
                "required":["n"]}
                """,
            adapted: """
                {"type":"object","properties":{"a":{"type":["string","null"]},\
                "n":{"type":"integer","description":"(minimum: 1)"}},"required":["a","n"],"additionalProperties":false}
                """, findings: ["/properties/n/minimum"]),
        Row(
            name: "recursion is kept", dialect: .groq,
            schema: ##"{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}"##,
            adapted: """
                {"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"],"additionalProperties":false}
                """),
        Row(
            name: "null is a form, optional stays optional, bounds hold", dialect: .cerebras,
            schema: """
                {"type":"object","properties":{"a":{"type":["string","null"],"description":"A.","enum":["x",null]},\
                "n":{"type":"number","exclusiveMinimum":0.5},"s":{"type":"string","pattern":"^x"}},"required":["n"]}
                """,
            adapted: """
                {"type":"object","properties":{"a":{"anyOf":[{"type":"string","description":"A.","enum":["x"]},\
                {"type":"null"}]},"n":{"type":"number","exclusiveMinimum":0.5},\
                "s":{"type":"string","description":"(pattern: \\"^x\\")"}},"required":["n"],"additionalProperties":false}
                """, findings: ["/properties/s/pattern"]),
        Row(
            name: "what others there may be can be said", dialect: .xAI,
            schema: """
                {"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"string"}},\
                "s":{"type":"string","minLength":2,"format":"uri"},"u":{"type":"array","items":{"type":"string"},\
                "uniqueItems":true}}}
                """,
            adapted: """
                {"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"string"}},\
                "s":{"type":"string","minLength":2,"format":"uri"},"u":{"type":"array","items":{"type":"string"},\
                "description":"(uniqueItems: true)"}}}
                """, findings: ["/properties/u/uniqueItems"]),
        Row(
            name: "beyond its limit a length guarantees nothing", dialect: .xAI,
            schema: #"{"type":"object","properties":{"a":{"type":"string","maxLength":3000}}}"#,
            adapted: """
                {"type":"object","properties":{"a":{"type":"string","maxLength":3000,\
                "description":"(maxLength: 3000)"}}}
                """, findings: ["/properties/a/maxLength"]),
        Row(
            name: "objects are closed unless they say otherwise", dialect: .mistral,
            schema: """
                {"type":"object","properties":{"a":{"type":"string","minLength":2},\
                "m":{"type":"object","additionalProperties":{"type":"integer"}}}}
                """,
            adapted: """
                {"type":"object","properties":{"a":{"type":"string","minLength":2},\
                "m":{"type":"object","additionalProperties":{"type":"integer"}}},"additionalProperties":false}
                """),
        Row(
            name: "no title, no bound, null is a form", dialect: .moonshot,
            schema: """
                {"type":"object","title":"T","properties":{"a":{"type":["string","null"]},\
                "n":{"type":"integer","maximum":9}},"additionalProperties":false}
                """,
            adapted: """
                {"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]},\
                "n":{"type":"integer","description":"(maximum: 9)"}},"additionalProperties":false}
                """, findings: ["/properties/n/maximum"]),
        Row(
            name: "optional is null, references are written out", dialect: .deepSeek,
            schema: """
                {"type":"object","properties":{"p":{"$ref":"#/$defs/p"},"w":{"const":"x"}},"required":["p"],\
                "$defs":{"p":{"type":"object","properties":{"x":{"type":"integer","minimum":1}},"required":["x"]}}}
                """,
            adapted: """
                {"type":"object","properties":{"p":{"type":"object","properties":{"x":{"type":"integer","minimum":1}},\
                "required":["x"],"additionalProperties":false},\
                "w":{"anyOf":[{"type":"string","const":"x"},{"type":"null"}]}},"required":["p","w"],\
                "additionalProperties":false}
                """),
        Row(
            name: "lengths become words", dialect: .fireworks,
            schema: #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"maxItems":3}}}"#,
            adapted: """
                {"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},\
                "description":"(maxItems: 3)"}}}
                """, findings: ["/properties/a/maxItems"]),
        Row(
            name: "an object without names is refused", dialect: .perplexity,
            schema: #"{"type":"object","properties":{"m":{"type":"object","additionalProperties":true}}}"#,
            adapted: """
                {"type":"object","properties":{"m":{"type":"object","properties":{},"additionalProperties":false}},\
                "additionalProperties":false}
                """, findings: ["/properties/m"]),
        Row(
            name: "bounds hold for whole numbers", dialect: .llamaCpp,
            schema: """
                {"type":"object","properties":{"i":{"type":"integer","minimum":1},"n":{"type":"number","minimum":1},\
                "e":{"type":"string","format":"email"}}}
                """,
            adapted: """
                {"type":"object","properties":{"i":{"type":"integer","minimum":1},\
                "n":{"type":"number","description":"(minimum: 1)"},\
                "e":{"type":"string","description":"(format: \\"email\\")"}}}
                """, findings: ["/properties/n/minimum", "/properties/e/format"]),
    ])
    func adapts(_ row: Row) throws {
        let adapted = AdaptedSchema(try JSONValue(parsing: row.schema), for: row.dialect)
        #expect(adapted.schema.jsonText == row.adapted)
        #expect(adapted.findings.map(\.pointer) == row.findings, "\(adapted.findings)")
        #expect((adapted.verdict == .lossless) == row.findings.isEmpty)
    }

    /// 5,000 characters are Cerebras' limit, and 5 levels Moonshot's.
    @Test func whatIsTooLongOrTooDeepIsImpossible() {
        func schema(_ count: Int) -> JSONValue {
            var properties = JSONObject()
            for index in 0..<count { properties["property\(index)"] = ["type": "string"] }
            return ["type": "object", "properties": .object(properties)]
        }
        #expect(AdaptedSchema(schema(50), for: .cerebras).verdict == .lossless)
        #expect(AdaptedSchema(schema(200), for: .cerebras).verdict == .impossible)
        #expect(AdaptedSchema(schema(200), for: .groq).verdict == .lossless)
        var nested: JSONValue = ["type": "string"]
        for _ in 0..<6 { nested = ["type": "object", "properties": ["a": nested], "required": ["a"]] }
        #expect(AdaptedSchema(nested, for: .moonshot).verdict == .impossible)
        #expect(AdaptedSchema(nested, for: .cerebras).verdict == .lossless)
    }
}
