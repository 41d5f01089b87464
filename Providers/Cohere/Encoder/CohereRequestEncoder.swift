package import Dialect
import DialectWire

/// Says a ``ModelRequest`` in the words of Cohere's chat.
///
/// The same request always gives the same bytes; the messages come last, so that the bytes of a longer conversation
/// begin with those of the shorter one.
package struct CohereRequestEncoder {
    package struct Encoded {
        var settings: [String: JSONValue]
        var messages: [JSONValue]
        package var warnings: [ModelWarning]
        /// How schemas were said, so that the answer can be taken back to the form that the app asked for.
        package var schemas: RequestSchemas

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
            throw Self.invalid(.nothingToSay(messages.warnings), parameter: "messages")
        }
        var warnings: [ModelWarning] = []
        var fields: [String: JSONValue] = ["model": .string(model)]
        encode(options, documents: messages.documents, into: &fields)
        encode(request.options, budget: options.thinkingBudget, into: &fields, warnings: &warnings)
        let hasDocuments = options.documents != nil || !messages.documents.isEmpty
        let output = try CohereOutput(request, model: model, hasDocuments: hasDocuments)
        fields["response_format"] = output.format
        warnings += output.warnings
        var tools = CohereToolEncoder(strict: options.strictTools, schemas: output.schemas)
        try tools.encode(request.tools + output.tools, output.toolChoice ?? request.toolChoice, into: &fields)
        warnings += tools.warnings
        for (name, value) in options.extraBody ?? JSONObject() where name != "messages" && name != "stream" {
            fields[name] = value
        }
        let instruction: [JSONValue] = output.instructions.map { [["role": "system", "content": .string($0)]] } ?? []
        return Encoded(
            settings: fields, messages: instruction + messages.messages, warnings: warnings + messages.warnings,
            schemas: tools.schemas)
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
}
