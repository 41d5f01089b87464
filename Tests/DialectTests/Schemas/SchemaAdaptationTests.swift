import Dialect
import Testing

/// What each provider is told of a schema, and what the report says was lost.
struct SchemaAdaptationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var dialect: SchemaDialect
        var schema: String
        var adapted: String
        var verdict = AdaptedSchema.Verdict.lossless
        /// Pointers of the findings, in order.
        var findings: [String] = []

        var testDescription: String { "\(dialect.name): \(name)" }
    }

    @Test(arguments: [
        Row(
            name: "everything", dialect: .plain,
            schema: #"{"type":"object","patternProperties":{"^x":{"not":{}}},"$ref":"https://example.org"}"#,
            adapted: #"{"type":"object","patternProperties":{"^x":{"not":{}}},"$ref":"https://example.org"}"#),
        Row(
            name: "optional properties are required and may be null", dialect: .openAIStrict,
            schema: """
                {"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["C","F"]},\
                "days":{"type":["integer","null"],"minimum":1}},"required":["city"]}
                """,
            adapted: """
                {"type":"object","properties":{"city":{"type":"string"},"unit":{"type":["string","null"],\
                "enum":["C","F",null]},"days":{"type":["integer","null"],"minimum":1}},\
                "required":["city","unit","days"],"additionalProperties":false}
                """),
        Row(
            name: "a length becomes words", dialect: .openAIStrict,
            schema:
                #"{"type":"object","properties":{"a":{"type":"string","description":"A.","maxLength":5}},"required":["a"]}"#,
            adapted: """
                {"type":"object","properties":{"a":{"type":"string","description":"A. (maxLength: 5)"}},\
                "required":["a"],"additionalProperties":false}
                """, verdict: .lossy, findings: ["/properties/a/maxLength"]),
        Row(
            name: "a root that is no object is wrapped", dialect: .openAIStrict,
            schema: ##"{"type":"array","items":{"$ref":"#/$defs/n"},"$defs":{"n":{"type":"number"}}}"##,
            adapted: """
                {"type":"object","properties":{"value":{"type":"array","items":{"$ref":"#/$defs/n"}}},\
                "required":["value"],"additionalProperties":false,"$defs":{"n":{"type":"number"}}}
                """),
        Row(
            name: "recursion is kept", dialect: .openAIStrict,
            schema: """
                {"$ref":"#/definitions/node","definitions":{"node":{"type":"object","properties":\
                {"next":{"$ref":"#/definitions/node"}}}}}
                """,
            adapted: """
                {"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},\
                "required":["next"],"additionalProperties":false,"$defs":{"node":{"type":"object","properties":\
                {"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["next"],\
                "additionalProperties":false}}}
                """),
        Row(
            name: "allOf is merged", dialect: .openAIStrict,
            schema: """
                {"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"]},\
                {"properties":{"a":{"minimum":3}},"required":["a"]}]}
                """,
            adapted: """
                {"type":"object","properties":{"a":{"type":"integer","minimum":3}},"required":["a"],\
                "additionalProperties":false}
                """),
        Row(
            name: "a map has no form", dialect: .openAIStrict,
            schema:
                #"{"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"string"}}},"required":["m"]}"#,
            adapted: """
                {"type":"object","properties":{"m":{"type":"object","properties":{},"required":[],\
                "additionalProperties":false}},"required":["m"],"additionalProperties":false}
                """, verdict: .impossible, findings: ["/properties/m"]),
        Row(
            name: "forms told apart by a constant", dialect: .openAIStrict,
            schema: """
                {"type":"object","properties":{"s":{"oneOf":[\
                {"type":"object","properties":{"k":{"const":"a"}},"required":["k"]},\
                {"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}},"required":["s"]}
                """,
            adapted: """
                {"type":"object","properties":{"s":{"anyOf":[\
                {"type":"object","properties":{"k":{"type":"string","const":"a"}},"required":["k"],"additionalProperties":false},\
                {"type":"object","properties":{"k":{"type":"string","const":"b"}},"required":["k"],"additionalProperties":false}]}},\
                "required":["s"],"additionalProperties":false}
                """),
        Row(
            name: "forms that overlap", dialect: .openAIStrict,
            schema:
                #"{"type":"object","properties":{"s":{"oneOf":[{"type":"number"},{"type":"integer"}]}},"required":["s"]}"#,
            adapted: """
                {"type":"object","properties":{"s":{"anyOf":[{"type":"number"},{"type":"integer"}]}},\
                "required":["s"],"additionalProperties":false}
                """, verdict: .lossy, findings: ["/properties/s/oneOf"]),
        Row(
            name: "null is nullable, references are written out", dialect: .gemini,
            schema: """
                {"type":"object","properties":{"a":{"type":["string","null"]},"p":{"$ref":"#/$defs/p"}},\
                "required":["a"],"$defs":{"p":{"type":"object","properties":{"x":{"type":"integer"}}}},\
                "additionalProperties":false}
                """,
            adapted: """
                {"type":"OBJECT","properties":{"a":{"type":"STRING","nullable":true},"p":{"type":"OBJECT",\
                "properties":{"x":{"type":"INTEGER"}}}},"required":["a"]}
                """),
        Row(
            name: "numbers are not enumerated", dialect: .gemini,
            schema:
                #"{"type":"object","properties":{"n":{"enum":[1,2]},"w":{"const":"x"},"m":{"type":"integer","exclusiveMinimum":3}}}"#,
            adapted: """
                {"type":"OBJECT","properties":{"n":{"type":"INTEGER","description":"(one of: [1,2])"},\
                "w":{"type":"STRING","enum":["x"]},"m":{"type":"INTEGER","minimum":4}}}
                """, verdict: .lossy, findings: ["/properties/n/one of"]),
        Row(
            name: "recursion cannot be written out", dialect: .gemini,
            schema: ##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##,
            adapted:
                #"{"type":"OBJECT","properties":{"next":{"type":"OBJECT","properties":{"next":{"type":"OBJECT"}}}}}"#,
            verdict: .impossible, findings: ["/properties/next/properties/next"]),
        Row(
            name: "a map stays", dialect: .geminiJSON,
            schema: #"{"type":"object","additionalProperties":{"type":"integer","title":"t","$comment":"c"}}"#,
            adapted: #"{"type":"object","additionalProperties":{"type":"integer","title":"t"}}"#),
        Row(
            name: "objects are closed, optional stays optional", dialect: .anthropicStrict,
            schema: #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"minItems":3}}}"#,
            adapted: """
                {"type":"object","properties":{"a":{"type":"array","minItems":1,"items":{"type":"string"},\
                "description":"(minItems: 3)"}},"additionalProperties":false}
                """, verdict: .lossy, findings: ["/properties/a/minItems"]),
        Row(
            name: "recursion is not taken", dialect: .bedrock,
            schema: """
                {"type":"object","properties":{"n":{"$ref":"#/$defs/n"}},"required":["n"],\
                "$defs":{"n":{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}}}}}
                """,
            adapted:
                #"{"type":"object","properties":{"n":{"type":"object"}},"required":["n"],"additionalProperties":false}"#,
            verdict: .impossible, findings: ["/properties/n"]),
        Row(
            name: "one property must be required", dialect: .cohere,
            schema: #"{"type":"object","properties":{"a":{"type":"string","format":"email"}}}"#,
            adapted:
                #"{"type":"object","properties":{"a":{"type":"string","description":"(format: \"email\")"}},"required":["a"]}"#,
            verdict: .lossy, findings: ["/required", "/properties/a/format"]),
    ])
    func adapts(_ row: Row) throws {
        let adapted = AdaptedSchema(try JSONValue(parsing: row.schema), for: row.dialect)
        #expect(adapted.schema.jsonText == row.adapted)
        #expect(adapted.verdict == row.verdict, "\(adapted.findings)")
        #expect(adapted.findings.map(\.pointer) == row.findings, "\(adapted.findings)")
    }

    @Test func nullsThatMeanAbsenceAreTakenOutAgain() throws {
        let schema = try JSONValue(
            parsing: """
                {"type":"array","items":{"type":"object","properties":{"a":{"type":"string"},\
                "b":{"type":["string","null"]},"c":{"anyOf":[{"$ref":"#/$defs/d"},{"type":"string"}]}},\
                "required":["b"]},"$defs":{"d":{"type":"object","properties":{"x":{"type":"integer"}}}}}
                """)
        let adapted = AdaptedSchema(schema, for: .openAIStrict)
        let answer = try JSONValue(
            parsing: #"{"value":[{"a":null,"b":null,"c":{"x":null}},{"a":"s","b":"t","c":null}]}"#)
        #expect(SchemaValidator(adapted.schema).violations(of: answer) == [])
        let restored = adapted.restoring(answer)
        #expect(restored.jsonText == #"[{"b":null,"c":{}},{"a":"s","b":"t"}]"#)
        #expect(SchemaValidator(schema).violations(of: restored) == [])
    }

    @Test func moreThanTheProviderTakesIsImpossible() {
        var properties = JSONObject()
        for index in 0..<25 { properties["p\(index)"] = ["type": "string"] }
        let schema: JSONValue = ["type": "object", "properties": .object(properties)]
        #expect(AdaptedSchema(schema, for: .anthropicStrict).verdict == .impossible)
        #expect(AdaptedSchema(schema, for: .bedrock).verdict == .lossless)
        var nested: JSONValue = ["type": "string"]
        for _ in 0..<11 { nested = ["type": "object", "properties": ["a": nested], "required": ["a"]] }
        #expect(AdaptedSchema(nested, for: .openAIStrict).verdict == .impossible)
        #expect(AdaptedSchema(nested, for: .bedrock).verdict == .lossless)
    }

    /// References that double at every level are small to write and endless to read.
    @Test func aSchemaThatUnfoldsWithoutEndIsRefusedSoon() {
        var definitions = JSONObject()
        for level in 0..<40 {
            let next: JSONValue = ["$ref": .string("#/$defs/l\(level + 1)")]
            definitions["l\(level)"] = ["type": "object", "properties": ["a": next, "b": next]]
        }
        definitions["l40"] = ["type": "string"]
        let schema: JSONValue = ["$ref": "#/$defs/l0", "$defs": .object(definitions)]
        #expect(AdaptedSchema(schema, for: .gemini).verdict == .impossible)
        #expect(AdaptedSchema(schema, for: .bedrock).verdict == .lossless)
    }

    @Test func depthIsBounded() {
        var deep: JSONValue = ["type": "string"]
        for _ in 0..<300 { deep = ["type": "array", "items": deep] }
        #expect(AdaptedSchema(deep, for: .geminiJSON).verdict == .impossible)
    }

    @Test func warningsNameWhatWasLost() throws {
        let schema: JSONValue = ["type": "object", "properties": ["a": ["type": "string", "minLength": 2]]]
        let warnings = AdaptedSchema(schema, for: .bedrock).warnings(subject: "find")
        #expect(warnings.map(\.subject) == ["find"])
        #expect(warnings.first?.message.contains("/properties/a/minLength: minLength: 2 is not enforced") == true)
        #expect(AdaptedSchema(schema, for: .plain).warnings(subject: "find") == [])
    }
}
