import Dialect
import Testing

/// An answer gets the form that the app asked for, whatever form the provider was told.
struct RequestSchemasTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var schema: JSONValue
        var dialect = SchemaDialect.openAIStrict
        /// What the model writes.
        var written: String
        /// What the app gets.
        var restored: String

        var testDescription: String { "\(dialect.name): \(written)" }
    }

    private static let person: JSONValue = [
        "type": "object", "properties": ["name": ["type": "string"], "age": ["type": "integer"]],
        "required": ["name"],
    ]
    private static let list: JSONValue = ["type": "array", "items": person]

    static let rows = [
        Row(schema: person, written: #"{"name":"Ada","age":null}"#, restored: #"{"name":"Ada"}"#),
        Row(schema: person, written: #"{"name": "Ada", "age": 36}"#, restored: #"{"name": "Ada", "age": 36}"#),
        Row(
            schema: list, written: #"{"value":[{"name":"Ada","age":null},{"name":"Bob","age":1}]}"#,
            restored: #"[{"name":"Ada"},{"name":"Bob","age":1}]"#),
        Row(schema: list, dialect: .cohere, written: #"{"value":[]}"#, restored: "[]"),
        Row(
            schema: ["anyOf": [["type": "string"], ["type": "number"]]], written: #"{"value":1.5}"#,
            restored: "1.5"),
        // What was cut off is restored as far as it came; what is no JSON at all stays as it is.
        Row(schema: list, written: #"{"value":[{"name":"A"#, restored: #"[{"name":"A"#),
        Row(schema: person, written: "I can't help with that.", restored: "I can't help with that."),
        // A null that the schema itself allows stays.
        Row(
            schema: ["type": "object", "properties": ["a": ["type": ["string", "null"]]]], written: #"{"a":null}"#,
            restored: #"{"a":null}"#),
    ]

    static let personRows = rows.filter { $0.schema == person }

    private func driver(_ schemas: RequestSchemas) -> StreamDriver<ToyParser> {
        StreamDriver(
            parser: ToyParser(), model: ModelID(provider: "toy", model: "toy-1"), warnings: [], schemas: schemas)
    }

    private func native(_ schema: JSONValue, _ dialect: SchemaDialect) -> RequestSchemas {
        var schemas = RequestSchemas()
        schemas.ask(
            for: StructuredOutput(
                JSONSchemaFormat(name: "it", schema: schema), for: .unknown, native: dialect, tool: nil),
            toolName: "it")
        return schemas
    }

    @Test(arguments: rows)
    func anAnswerIsRestored(_ row: Row) {
        var driver = driver(native(row.schema, row.dialect))
        let middle = row.written.index(row.written.startIndex, offsetBy: row.written.count / 2)
        driver.received("text:\(row.written[..<middle])", "text:\(row.written[middle...])", "end", "finish:done")
        let parts = driver.takeParts()
        #expect(parts.text == row.restored)
        #expect(parts.filter(\.isNoDelta).words == "begin text(0 0) finish:stop (done)")
        guard case .responseMetadata(let metadata)? = parts.first else { return }
        #expect(metadata.structuredOutput == .native)
    }

    @Test(arguments: personRows)
    func argumentsAreRestored(_ row: Row) {
        var schemas = RequestSchemas()
        var warnings: [ModelWarning] = []
        let tool = FunctionTool(name: "tool", inputSchema: row.schema, strict: true)
        let sent = schemas.declare(tool, for: row.dialect, provider: "toy", &warnings)
        #expect(sent.strict == true && sent.schema["required"] == ["name", "age"] && warnings.isEmpty)
        var driver = driver(schemas)
        driver.received("input:c1", "json:\(row.written)", "call:c1", "finish:done")
        let parts = driver.takeParts()
        #expect(parts.text == row.restored)
        #expect(parts.filter(\.isNoDelta).words == "begin input(c1 c1) call:c1 finish:toolCalls (done)")
    }

    @Test func toolsThatAreNotStrictAreLeftAlone() {
        var schemas = RequestSchemas()
        var warnings: [ModelWarning] = []
        let tool = FunctionTool(name: "tool", inputSchema: Self.person)
        #expect(schemas.declare(tool, for: .openAIStrict, provider: "toy", &warnings).schema == Self.person)
        var driver = driver(schemas)
        driver.received("input:c1", #"json:{"age":"#, "json:null}", "call:c1", "finish:done")
        let words = driver.takeParts().words
        #expect(words == #"begin input(c1 c1:{"age": c1:null} c1) call:c1 finish:toolCalls (done)"#)
    }

    @Test func whatCannotBeGuaranteedIsSaid() {
        var schemas = RequestSchemas()
        var warnings: [ModelWarning] = []
        let tool = FunctionTool(
            name: "tool", inputSchema: ["type": "object", "additionalProperties": ["type": "string"]], strict: true)
        let sent = schemas.declare(tool, for: .openAIStrict, provider: "toy", &warnings)
        #expect(sent.schema == tool.inputSchema && sent.strict == false)
        #expect(warnings.last?.message == "toy does not guarantee the arguments of tool.")
        let never = schemas.declare(tool, for: nil, provider: "toy", &warnings)
        #expect(never.schema == tool.inputSchema && never.strict == false)
    }

    @Test func theToolThatIsTheAnswerBecomesText() {
        var schemas = RequestSchemas()
        let format = JSONSchemaFormat(name: "tool", schema: Self.person)
        schemas.ask(for: StructuredOutput(format, for: .unknown, native: nil, tool: .plain), toolName: "tool")
        #expect(schemas.mode == .tool)
        var driver = driver(schemas)
        driver.received("input:c1", #"json:{"name":"#, #"json:"Ada"}"#, "call:c1", "finish:done")
        let parts = driver.takeParts()
        #expect(parts.words == #"begin text(0 0:{"name": 0:"Ada"} 0) finish:stop (done)"#)
        // A dialect that shows no input still gives the answer.
        var late = self.driver(schemas)
        late.received("call:c1", "finish:done")
        #expect(late.takeParts().words == "begin text(0 0:{} 0) finish:stop (done)")
    }

    @Test func whatWasHeldBackComesBeforeAFailure() {
        var driver = driver(native(Self.list, .openAIStrict))
        driver.received(#"text:{"value":[{"na"#)
        #expect(driver.takeParts().words == "begin text(0 0:[{")
        driver.ended()
        #expect(driver.takeParts().words == #"0:"na"#)
        #expect(driver.failure != nil)
    }

    @Test func restoredPiecesComeAsTheModelWritesThem() {
        var driver = driver(native(Self.list, .openAIStrict))
        var seen: [String] = []
        for piece in [#"{"value":[{"na"#, #"me":"A"#, #"da","age"#, #"":null},"#, #"{"name":"B","age":7"#, "}]}"] {
            driver.received("text:\(piece)")
            seen.append(driver.takeParts().text)
        }
        #expect(seen == ["[{", #""name":"A"#, #"da""#, "}", #",{"name":"B","age":7"#, "}]"])
    }

    @Test(arguments: [
        (#"{"a":1,"b":null}"#, #"{"a":1}"#, true), (#"{"value":[{"a":null}]}"#, "[{}]", true), ("text", "text", true),
        (#"{"a":1}"#, #"{"a":2}"#, false), (#"{"value":[1]}"#, "[2]", false), ("text", "texts", false),
        (#"{"other":[1]}"#, "[1]", false), (#"{"value":[{"a":"b"#, #"[{"a":"b"#, true),
    ])
    func aRestoredAnswerIsKnownAgain(_ written: String, _ restored: String, _ isSame: Bool) {
        #expect(AdaptedSchema.areSameAnswer(written, restored) == isSame)
    }
}

extension [StreamPart] {
    /// All deltas, put together.
    fileprivate var text: String {
        map { part in
            switch part {
            case .textDelta(_, let text), .toolInputDelta(_, let text): text
            default: ""
            }
        }.joined()
    }
}

extension StreamPart {
    fileprivate var isNoDelta: Bool {
        switch self {
        case .textDelta, .toolInputDelta: false
        default: true
        }
    }
}
