public import Dialect

/// A request in the words of Chat Completions.
public struct EncodedChatCompletionsRequest: Sendable {
    /// The body of the HTTP request.
    public let body: [UInt8]
    /// What could not be said in this dialect.
    public let warnings: [ModelWarning]
    /// How schemas were said, so that the answer can be taken back to the form that the app asked for.
    package let schemas: RequestSchemas
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
        let output = try ChatOutput(request, model: model, dialect: dialect)
        fields["response_format"] = output.format
        warnings += output.warnings
        var schemas = output.schemas
        var tools = try ChatToolEncoder(dialect: dialect).encode(request.tools, schemas: &schemas, warnings: &warnings)
        tools += output.tools
        if !tools.isEmpty { fields["tools"] = .array(tools) }
        if tools.isEmpty, options.extraBody?["tools"] == nil {
            // OpenAI refuses both settings where there are no tools.
            fields["parallel_tool_calls"] = nil
            warnings += request.warningsOfChoiceWithoutTools
        } else if let choice = output.toolChoice ?? request.toolChoice {
            fields["tool_choice"] = ChatToolEncoder(dialect: dialect).encode(choice, among: request.tools)
        }
        if stream, dialect.asksForUsage { fields["stream_options"] = ["include_usage": true] }
        for (name, value) in options.extraBody ?? JSONObject() { fields[name] = value }
        fields["stream"] = .bool(stream)
        var encoder = ChatMessageEncoder(dialect: dialect)
        for message in request.messages { encoder.append(message) }
        encoder.end()
        guard !encoder.messages.isEmpty else {
            throw invalid(.nothingToSay(encoder.warnings), parameter: "messages")
        }
        if let instruction = output.instruction { encoder.begin(with: instruction) }
        if let field = dialect.prefillField, request.messages.last?.role == .assistant { encoder.markPrefill(field) }
        fields["messages"] = .array(encoder.messages)
        return EncodedChatCompletionsRequest(
            body: Self.object(fields), warnings: warnings + encoder.warnings, schemas: schemas)
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
}
