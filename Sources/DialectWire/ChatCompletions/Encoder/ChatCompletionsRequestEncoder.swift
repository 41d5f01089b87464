public import Dialect

/// A request in the words of Chat Completions.
public struct EncodedChatCompletionsRequest: Sendable {
    /// The body of the HTTP request.
    public let body: [UInt8]
    /// What could not be said in this dialect.
    public let warnings: [ModelWarning]
}

/// Says a ``ModelRequest`` in the words of Chat Completions, as a vendor's dialect wants them.
///
/// The same request always gives the same bytes, and a longer conversation's messages begin with those of the shorter
/// one, because prompt caches depend on it.
public struct ChatCompletionsRequestEncoder: Sendable {
    let dialect: ChatCompletionsDialect

    public init(dialect: ChatCompletionsDialect = .openAI) {
        self.dialect = dialect
    }

    /// Encodes a request.
    ///
    /// - Parameters:
    ///   - model: The model's name, as the server knows it.
    ///   - stream: Whether to ask for a stream of chunks rather than for a whole completion.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    public func encode(
        _ request: ModelRequest, model: String, stream: Bool = true
    ) throws(LanguageModelError) -> EncodedChatCompletionsRequest {
        let options = try options(of: request)
        guard !model.isEmpty else { throw invalid("The name of the model is empty.", parameter: "model") }
        guard !request.isEmpty else {
            throw invalid(
                "The prompt is empty: no message of the request has any content.", parameter: "messages")
        }
        var warnings: [ModelWarning] = []
        var fields = options.fields()
        fields["model"] = .string(model)
        ChatSettingsEncoder(dialect: dialect).encode(request.options, into: &fields, warnings: &warnings)
        let instruction = try encode(request.outputFormat, into: &fields, warnings: &warnings)
        let tools = try ChatToolEncoder(dialect: dialect).encode(request.tools, warnings: &warnings)
        if !tools.isEmpty { fields["tools"] = .array(tools) }
        if let choice = request.toolChoice {
            fields["tool_choice"] = ChatToolEncoder(dialect: dialect).encode(choice, among: request.tools)
        }
        if stream, dialect.asksForUsage { fields["stream_options"] = ["include_usage": true] }
        for (name, value) in options.extraBody ?? JSONObject() { fields[name] = value }
        fields["stream"] = .bool(stream)
        var encoder = ChatMessageEncoder(dialect: dialect)
        if let instruction { encoder.append(.system(instruction)) }
        for message in request.messages { encoder.append(message) }
        fields["messages"] = .array(encoder.messages)
        return EncodedChatCompletionsRequest(body: Self.object(fields), warnings: warnings + encoder.warnings)
    }

    /// Fields in the order of their names, so that equal requests are equal bytes. Schemas keep their order, which
    /// models follow; messages do not, so that a conversation that was saved and read again is sent as before.
    private static func object(_ fields: [String: JSONValue]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.value(value, sortedKeys: name == "messages")
        }
        writer.endObject()
        return writer.bytes
    }

    private func options(of request: ModelRequest) throws(LanguageModelError) -> ChatCompletionsOptions {
        do {
            return try ChatCompletionsOptions(request.providerOptions, dialect: dialect)
        } catch {
            var failure = invalid("The provider options do not have the form they should: \(error)")
            failure.underlying = error
            throw failure
        }
    }

    private func invalid(_ message: String, parameter: String? = nil) -> LanguageModelError {
        .invalidRequest(message, parameter: parameter, provider: dialect.provider)
    }

    // MARK: The form of the answer

    /// - Returns: What must be said in words, where the vendor has no field for it.
    private func encode(
        _ format: OutputFormat, into fields: inout [String: JSONValue], warnings: inout [ModelWarning]
    ) throws(LanguageModelError) -> String? {
        switch format {
        case .text:
            return nil
        case .json:
            guard dialect.schemaForm != .prompted else {
                warnings.append(prompted("JSON"))
                return "Answer with a single JSON object and nothing else."
            }
            fields["response_format"] = ["type": "json_object"]
            return nil
        case .jsonSchema(let schema):
            guard schema.schema.objectValue != nil else {
                throw invalid(
                    "The schema of the output format \"\(schema.name)\" is not a JSON object.",
                    parameter: "outputFormat")
            }
            guard dialect.schemaForm == .jsonSchema else {
                if dialect.schemaForm == .jsonObject { fields["response_format"] = ["type": "json_object"] }
                warnings.append(prompted("a JSON schema"))
                return Self.instruction(for: schema)
            }
            // Without a guarantee any schema is taken.
            let adapted = AdaptedSchema(schema.schema, for: schema.strict == true ? dialect.schemaDialect : .plain)
            guard adapted.wrapper == nil, adapted.verdict != .impossible else {
                warnings += adapted.warnings(subject: "outputFormat") + [prompted("this JSON schema")]
                return Self.instruction(for: schema)
            }
            warnings += adapted.warnings(subject: "outputFormat")
            var object: JSONObject = ["name": .string(schema.name)]
            object["description"] = schema.description.map(JSONValue.string)
            object["schema"] = adapted.schema
            object["strict"] = schema.strict.map(JSONValue.bool)
            fields["response_format"] = ["type": "json_schema", "json_schema": .object(object)]
            return nil
        }
    }

    private static func instruction(for schema: JSONSchemaFormat) -> String {
        let purpose = schema.description.map { " (\($0))" } ?? ""
        return "Answer with a single JSON object and nothing else. The object is a \(schema.name)\(purpose) and obeys "
            + "this JSON schema:\n\(schema.schema.jsonText)"
    }

    private func prompted(_ form: String) -> ModelWarning {
        ModelWarning(
            .unsupportedSetting, subject: "outputFormat",
            message: "\(dialect.provider) does not guarantee \(form); the model was asked for it in words.")
    }
}
