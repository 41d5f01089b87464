import Dialect
import Testing

/// What is wrong with a value is said so that a model can mend it.
struct SchemaValidatorTests {
    @Test(arguments: [
        (#"{"type":"string"}"#, "3", " must be string, is integer"),
        (#"{"type":["string","null"]}"#, "true", " must be string or null, is boolean"),
        (#"{"type":"STRING","nullable":true}"#, "null", nil),
        (#"{"type":"number"}"#, "3", nil),
        (#"{"type":"integer"}"#, "3.5", " must be integer, is number"),
        (#"{"const":"a"}"#, #""b""#, #" must be "a", is "b""#),
        (#"{"enum":["a",1]}"#, "2", #" must be one of "a", 1, is 2"#),
        (#"{"minLength":2}"#, #""é""#, " must have at least 2 characters, has 1"),
        (#"{"maxLength":1}"#, #""ab""#, " must have at most 1 characters, has 2"),
        (#"{"pattern":"^a+$"}"#, #""ab""#, #" must match the pattern ^a+$, is "ab""#),
        (#"{"pattern":"("}"#, #""ab""#, nil),
        (#"{"minimum":18}"#, "3", " must be at least 18, is 3"),
        (#"{"exclusiveMaximum":3}"#, "3", " must be less than 3, is 3"),
        (#"{"multipleOf":0.1}"#, "0.3", nil),
        (#"{"multipleOf":2}"#, "3", " must be a multiple of 2, is 3"),
        (#"{"items":{"type":"string"}}"#, #"["a",1]"#, "/1 must be string, is integer"),
        (#"{"prefixItems":[{"type":"string"}],"items":false}"#, #"["a",1]"#, "/1 must not be there"),
        (#"{"minItems":1}"#, "[]", " must have at least 1 elements, has 0"),
        (#"{"uniqueItems":true}"#, #"[{"a":1,"b":2},{"b":2,"a":1}]"#, " must not have equal elements"),
        (#"{"contains":{"type":"null"}}"#, "[1]", " has 0 elements of a form that is wanted"),
        (#"{"required":["a"]}"#, "{}", " must have the property a"),
        (#"{"properties":{"a/b":{"type":"null"}}}"#, #"{"a/b":1}"#, "/a~1b must be null, is integer"),
        (
            #"{"additionalProperties":false,"patternProperties":{"^x":{}}}"#, #"{"xa":1,"y":1}"#,
            "/y must not be there: the object has no such property"
        ),
        (#"{"additionalProperties":{"type":"string"}}"#, #"{"y":1}"#, "/y must be string, is integer"),
        (#"{"minProperties":1}"#, "{}", " must have at least 1 properties, has 0"),
        (#"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#, " must have the property b, since it has a"),
        (#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "1", " has none of the 2 forms that are allowed"),
        (#"{"oneOf":[{"type":"number"},{"type":"integer"}]}"#, "1", " must have exactly one of 2 forms, has 2"),
        (#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, "3", " must be at most 2, is 3"),
        (#"{"not":{"type":"string"}}"#, #""a""#, " has a form that is not allowed"),
        (#"{"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":1}}"#, "0", " must be at least 1, is 0"),
        (##"{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"null"}}}"##, "1", " must be null, is integer"),
        (#"{"$ref":"https://example.org/s"}"#, "1", " has a schema that is not there: https://example.org/s"),
        ("false", "1", " must not be there"),
        ("true", "1", nil),
        (
            ##"{"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}"##,
            #"{"next":{"next":{"prev":{}}}}"#, "/next/next/prev must not be there: the object has no such property"
        ),
    ])
    func saysWhatIsWrong(_ schema: String, _ value: String, _ expected: String?) throws {
        let validator = SchemaValidator(try JSONValue(parsing: schema))
        let violations = validator.violations(of: try JSONValue(parsing: value))
        #expect(violations.map { $0.pointer + " " + $0.message } == (expected.map { [$0] } ?? []))
    }

    @Test func aSchemaThatRefersToItselfEnds() {
        let loop: JSONValue = ["$ref": "#"]
        #expect(SchemaValidator(loop).violations(of: 1).map(\.message) == ["is too complex to be checked"])
        // Each level tries each branch: without a bound this takes for ever.
        let tree: JSONValue = [
            "anyOf": [["type": "array", "items": ["$ref": "#"]], ["type": "array", "items": ["$ref": "#"]]]
        ]
        var deep: JSONValue = 1
        for _ in 0..<60 { deep = [deep] }
        #expect(SchemaValidator(tree).violations(of: deep).isEmpty == false)
    }

    /// These keep a matcher that goes back for longer than the world stands.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "a*a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x", "^((a{1,30}){1,30})$"])
    func noPatternTakesForEver(_ pattern: String) {
        let text = String(repeating: "a", count: 4_000) + "!"
        let schema: JSONValue = ["pattern": .string(pattern)]
        #expect(SchemaValidator(schema).violations(of: .string(text)).count == 1)
        let keys: JSONValue = ["patternProperties": [pattern: false], "additionalProperties": true]
        #expect(SchemaValidator(.object(keys.objectValue ?? [:])).violations(of: [text: 1]).isEmpty)
    }

    /// The place of each value is as long as the keys around it, and is not written unless something is wrong there.
    @Test(.timeLimit(.minutes(1))) func longKeysCostNothingBelowThem() {
        let key = String(repeating: "é", count: 1 << 20)
        let numbers = JSONValue.array(Array(repeating: 1, count: 50_000))
        let value = JSONValue.object([key: numbers])
        func violations(_ type: JSONValue) -> [SchemaValidator.Violation] {
            SchemaValidator(["additionalProperties": ["type": "array", "items": ["type": type]]]).violations(of: value)
        }
        #expect(violations("integer").isEmpty)
        let wrong = violations("string")
        #expect(wrong.count == 20)
        #expect(wrong.last?.pointer == "/" + String(repeating: "é", count: 100) + "…/19")
    }

    @Test func theListOfViolationsIsBounded() {
        let schema: JSONValue = ["items": ["type": "string"]]
        let numbers = JSONValue.array((0..<1_000).map { JSONValue.integer($0) })
        #expect(SchemaValidator(schema).violations(of: numbers).count == 20)
    }
}
