package import Dialect

/// Says a ``ModelRequest`` in the words of Cohere's chat.
///
/// The same request always gives the same bytes; the messages come last, so that the bytes of a longer conversation
/// begin with those of the shorter one.
package struct CohereRequestEncoder {
    package struct Encoded {
        var settings: [String: JSONValue]
        var messages: [JSONValue]
        package var warnings: [ModelWarning]

        package func body(stream: Bool) -> [UInt8] {
            var settings = settings
            settings["stream"] = .bool(stream)
            var writer = JSONWriter()
            writer.beginObject()
            for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(value)
            }
            writer.key("messages")
            writer.value(.array(messages))
            writer.endObject()
            return writer.bytes
        }
    }

    package init() {}

    /// - Parameter model: The model's name, as the server knows it.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    package func encode(_ request: ModelRequest, model: String) throws(LanguageModelError) -> Encoded {
        let options = try options(of: request)
        guard !model.isEmpty else { throw Self.invalid("The name of the model is empty.", parameter: "model") }
        var messages = CohereMessageEncoder()
        for message in request.messages { messages.append(message) }
        guard !messages.messages.isEmpty else {
            throw Self.invalid(
                "The prompt is empty: no message of the request has any content.", parameter: "messages")
        }
        var warnings: [ModelWarning] = []
        var fields: [String: JSONValue] = ["model": .string(model)]
        encode(options, documents: messages.documents, into: &fields)
        encode(request.options, budget: options.thinkingBudget, into: &fields, warnings: &warnings)
        try encode(request.outputFormat, into: &fields)
        try encode(request.tools, request.toolChoice, strict: options.strictTools, into: &fields, warnings: &warnings)
        for (name, value) in options.extraBody ?? JSONObject() where name != "messages" && name != "stream" {
            fields[name] = value
        }
        return Encoded(settings: fields, messages: messages.messages, warnings: warnings + messages.warnings)
    }

    private func options(of request: ModelRequest) throws(LanguageModelError) -> CohereOptions {
        do {
            return try request.providerOptions.decode(Cohere.self) ?? CohereOptions()
        } catch {
            var failure = Self.invalid("The provider options do not have the form they should: \(error)")
            failure.underlying = error
            throw failure
        }
    }

    static func invalid(_ message: String, parameter: String? = nil) -> LanguageModelError {
        LanguageModelError(
            .invalidRequest, message, provider: Cohere.name, details: .init(parameter: parameter))
    }

    // MARK: Settings

    private func encode(
        _ options: CohereOptions, documents: [CohereDocument], into fields: inout [String: JSONValue]
    ) {
        if options.documents != nil || !documents.isEmpty {
            fields["documents"] = .array(((options.documents ?? []) + documents).map(\.json))
        }
        fields["citation_options"] = options.citationMode.map { ["mode": .string($0.rawValue)] }
        fields["safety_mode"] = options.safetyMode.map { .string($0.rawValue) }
        fields["logprobs"] = options.logprobs.map(JSONValue.bool)
        fields["priority"] = options.priority.map(JSONValue.integer)
    }

    private func encode(
        _ options: GenerationOptions, budget: Int?, into fields: inout [String: JSONValue],
        warnings: inout [ModelWarning]
    ) {
        fields["max_tokens"] = options.maxOutputTokens.map(JSONValue.integer)
        fields["temperature"] = options.temperature.map { .number(JSONNumber($0)) }
        fields["p"] = options.topP.map { .number(JSONNumber($0)) }
        fields["k"] = options.topK.map(JSONValue.integer)
        fields["stop_sequences"] = options.stopSequences.map { .array($0.map(JSONValue.string)) }
        fields["seed"] = options.seed.map(JSONValue.integer)
        fields["presence_penalty"] = options.presencePenalty.map { .number(JSONNumber($0)) }
        fields["frequency_penalty"] = options.frequencyPenalty.map { .number(JSONNumber($0)) }
        if let budget {
            fields["thinking"] = ["type": "enabled", "token_budget": .integer(budget)]
        } else if let effort = options.reasoningEffort {
            fields["thinking"] = ["type": effort == .none ? "disabled" : "enabled"]
            if effort != .none {
                warnings.append(
                    ModelWarning(
                        .unsupportedSetting, subject: "reasoningEffort",
                        message: "Cohere thinks or does not; how hard is said by CohereOptions.thinkingBudget."))
            }
        }
        if options.parallelToolCalls != nil {
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "parallelToolCalls",
                    message: "Cohere has no setting for parallelToolCalls; it was left out."))
        }
    }

    private func encode(
        _ format: OutputFormat, into fields: inout [String: JSONValue]
    ) throws(LanguageModelError) {
        switch format {
        case .text: break
        case .json: fields["response_format"] = ["type": "json_object"]
        case .jsonSchema(let schema):
            guard schema.schema.objectValue != nil else {
                throw Self.invalid(
                    "The schema of the output format \"\(schema.name)\" is not a JSON object.",
                    parameter: "outputFormat")
            }
            fields["response_format"] = ["type": "json_object", "json_schema": schema.schema]
        }
    }

    // MARK: Tools

    private func encode(
        _ tools: [ToolDeclaration], _ choice: ToolChoice?, strict: Bool?, into fields: inout [String: JSONValue],
        warnings: inout [ModelWarning]
    ) throws(LanguageModelError) {
        var functions: [FunctionTool] = []
        for tool in tools {
            switch tool {
            case .function(let function): functions.append(function)
            case .provider(let tool):
                warnings.append(
                    ModelWarning(
                        .unsupportedSetting, subject: tool.name,
                        message: "The tool \(tool.name) is \(tool.provider)'s own; it was left out."))
            }
        }
        switch choice {
        case nil, .auto?: break
        case .none?: fields["tool_choice"] = "NONE"
        case .required?: fields["tool_choice"] = "REQUIRED"
        case .tool(let name)?:
            // There is no word for one tool; a call is required, and only this one is offered.
            functions.removeAll { $0.name != name }
            guard !functions.isEmpty else {
                throw Self.invalid("The tool \"\(name)\" that must be called is not offered.", parameter: "toolChoice")
            }
            fields["tool_choice"] = "REQUIRED"
        }
        guard !functions.isEmpty else { return }
        var encoded: [JSONValue] = []
        for function in functions { encoded.append(try encode(function)) }
        fields["tools"] = .array(encoded)
        if let strict = strict ?? (functions.contains { $0.strict == true } ? true : nil) {
            fields["strict_tools"] = .bool(strict)
        }
    }

    private func encode(_ tool: FunctionTool) throws(LanguageModelError) -> JSONValue {
        guard tool.inputSchema.objectValue != nil else {
            throw Self.invalid(
                "The input schema of the tool \"\(tool.name)\" is not a JSON object.", parameter: "tools")
        }
        var function: JSONObject = ["name": .string(tool.name)]
        function["description"] = tool.description.map(JSONValue.string)
        function["parameters"] = tool.inputSchema
        return ["type": "function", "function": .object(function)]
    }
}
