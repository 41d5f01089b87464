import Dialect

/// Declared tools in the words of the Responses API. They stay with the conversation that they were declared for, since
/// nearly every turn declares the same again, and they may be many kilobytes.
struct ResponsesEncodedTools: Sendable {
    private let declarations: [ToolDeclaration]
    private let dialect: ResponsesDialect
    /// A JSON array.
    let json: [UInt8]
    /// How the tools' schemas were said.
    let schemas: RequestSchemas
    let warnings: [ModelWarning]

    init(_ declarations: [ToolDeclaration], dialect: ResponsesDialect) throws(LanguageModelError) {
        self.declarations = declarations
        self.dialect = dialect
        var schemas = RequestSchemas()
        var warnings: [ModelWarning] = []
        let tools = try ResponsesToolEncoder(dialect: dialect)
            .encode(declarations, schemas: &schemas, warnings: &warnings)
        json = JSONValue.array(tools).jsonBytes()
        self.schemas = schemas
        self.warnings = warnings
    }

    /// Whether these tools would become the same bytes.
    func suits(_ declarations: [ToolDeclaration], dialect: ResponsesDialect) -> Bool {
        self.dialect == dialect
            && self.declarations.isIdentical(to: declarations) { $0.isIdentical(to: $1, provider: dialect.provider) }
    }

    /// The field `tools`, with others after those declared; nil if there are none.
    func field(with others: [JSONValue]) -> EncodedResponsesRequest.Setting? {
        var json = json
        if !others.isEmpty {
            var writer = JSONWriter()
            writer.beginArray()
            if json.count > 2 { writer.raw(json[1..<json.count - 1]) }
            for tool in others { writer.value(tool) }
            writer.endArray()
            json = writer.bytes
        }
        return json.count > 2 ? EncodedResponsesRequest.Setting(name: "tools", json: json) : nil
    }
}
