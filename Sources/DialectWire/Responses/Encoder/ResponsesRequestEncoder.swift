public import Dialect

/// Says a ``ModelRequest`` in the words of the Responses API.
///
/// The same request always gives the same bytes, and a longer conversation's items begin with those of the shorter
/// one, because prompt caches and the chaining of responses depend on it.
public struct ResponsesRequestEncoder: Sendable {
    let dialect: ResponsesDialect

    public init(dialect: ResponsesDialect = .openAI) {
        self.dialect = dialect
    }

    /// Encodes a request.
    ///
    /// - Parameter model: The model's name, as the server knows it.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    public func encode(_ request: ModelRequest, model: String) throws(LanguageModelError) -> EncodedResponsesRequest {
        var conversation: ResponsesEncodedConversation?
        return try encode(request, model: model, continuing: &conversation)
    }

    /// Encodes a request whose conversation may have been encoded in part before, and keeps what is encoded now.
    ///
    /// The bytes are those of ``encode(_:model:)``. Whoever shares the cache between tasks and encodes large requests
    /// rather takes the conversation out and puts it back by himself, so that no lock is held in between.
    ///
    /// - Throws: As ``encode(_:model:)``.
    public func encode(
        _ request: ModelRequest, model: String, cache: inout ResponsesEncodingCache
    ) throws(LanguageModelError) -> EncodedResponsesRequest {
        var conversation = cache.take(for: request, dialect: dialect)
        defer { cache.put(conversation) }
        return try encode(request, model: model, continuing: &conversation)
    }

    /// Encodes a request of which only what `conversation` does not hold yet is new.
    ///
    /// - Parameters:
    ///   - model: The model's name, as the server knows it.
    ///   - conversation: What ``ResponsesEncodingCache/take(for:dialect:)`` found; afterwards, what to put back.
    /// - Throws: As ``encode(_:model:)``; the conversation is then as it was.
    public func encode(
        _ request: ModelRequest, model: String, continuing conversation: inout ResponsesEncodedConversation?
    ) throws(LanguageModelError) -> EncodedResponsesRequest {
        let options = try options(of: request)
        guard !model.isEmpty else { throw invalid("The name of the model is empty.", parameter: "model") }
        guard !request.isEmpty || options.continuesOnServer else {
            throw invalid(
                "The prompt is empty: no message of the request has any content.", parameter: "messages")
        }
        var warnings: [ModelWarning] = []
        var fields: [String: JSONValue] = ["model": .string(model)]
        encode(options, into: &fields)
        encode(request.options, summary: options.reasoningSummary, into: &fields, warnings: &warnings)
        let output = try ResponsesOutput(request, model: model, verbosity: options.verbosity, dialect: dialect)
        output.add(to: &fields)
        let tools = try tools(of: request, conversation)
        warnings += output.warnings + tools.warnings
        var schemas = output.schemas
        schemas.add(toolsOf: tools.schemas)
        let declared = tools.field(with: output.tools)
        // A prompt that is stored on the server may bring tools of its own.
        if declared == nil, options.extraBody?["tools"] == nil, options.extraBody?["prompt"] == nil {
            warnings += request.warningsOfChoiceWithoutTools
        } else if let choice = output.toolChoice ?? request.toolChoice {
            fields["tool_choice"] = ResponsesToolEncoder.encode(choice, among: request.tools)
        }
        for (name, value) in options.extraBody ?? JSONObject() where !Self.ownFields.contains(name) {
            fields[name] = value
        }
        let isStored = fields["store"] != false
        if conversation?.suits(dialect, isStored: isStored) != true {
            conversation = ResponsesEncodedConversation(dialect: dialect, isStored: isStored)
        }
        // In place, so that what is there is not copied.
        conversation?.encode(request.messages)
        conversation?.tools = tools
        let input = conversation?.input ?? ResponsesInput()
        var settings = fields.map { EncodedResponsesRequest.Setting(name: $0.key, json: $0.value.jsonBytes()) }
        if fields["tools"] == nil, let declared { settings.append(declared) }
        settings.sort { $0.name < $1.name }
        return EncodedResponsesRequest(
            settings: settings, input: input, previousResponseID: options.continuedResponseID, isStored: isStored,
            warnings: warnings + (conversation?.warnings ?? []), schemas: schemas)
    }

    private func tools(
        of request: ModelRequest, _ conversation: ResponsesEncodedConversation?
    ) throws(LanguageModelError) -> ResponsesEncodedTools {
        if let known = conversation?.tools, known.suits(request.tools, dialect: dialect) { return known }
        return try ResponsesEncodedTools(request.tools, dialect: dialect)
    }

    /// Fields that the messages, the transport or ``ResponsesOptions/previousResponseID`` make.
    private static let ownFields: Set<String> = [
        "input", "previous_response_id", "stream", "type", "generate", "stream_id",
    ]

    private func options(of request: ModelRequest) throws(LanguageModelError) -> ResponsesOptions {
        do {
            return try request.providerOptions.decode(ResponsesOptions.self, named: dialect.provider)
                ?? ResponsesOptions()
        } catch {
            var failure = invalid("The provider options do not have the form they should: \(error)")
            failure.underlying = error
            throw failure
        }
    }

    private func invalid(_ message: String, parameter: String? = nil) -> LanguageModelError {
        .invalidRequest(message, parameter: parameter, provider: dialect.provider)
    }

    // MARK: Settings

    private func encode(_ options: ResponsesOptions, into fields: inout [String: JSONValue]) {
        fields["store"] = options.store.map(JSONValue.bool)
        fields["conversation"] = options.conversationID.map(JSONValue.string)
        fields["instructions"] = options.instructions.map(JSONValue.string)
        fields["include"] = options.include.map { .array($0.map { .string($0.rawValue) }) }
        fields["service_tier"] = options.serviceTier.map { .string($0.rawValue) }
        fields["truncation"] = options.truncation.map { .string($0.rawValue) }
        fields["prompt_cache_key"] = options.promptCacheKey.map(JSONValue.string)
        fields["prompt_cache_retention"] = options.promptCacheRetention.map(JSONValue.string)
        fields["safety_identifier"] = options.safetyIdentifier.map(JSONValue.string)
        fields["max_tool_calls"] = options.maxToolCalls.map(JSONValue.integer)
        fields["top_logprobs"] = options.topLogprobs.map(JSONValue.integer)
        fields["metadata"] = options.metadata.map { pairs in
            var object = JSONObject()
            for (key, value) in pairs.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
            return .object(object)
        }
    }

    private func encode(
        _ options: GenerationOptions, summary: ResponsesOptions.ReasoningSummary?,
        into fields: inout [String: JSONValue], warnings: inout [ModelWarning]
    ) {
        fields["max_output_tokens"] = options.maxOutputTokens.map(JSONValue.integer)
        fields["temperature"] = options.temperature.map { .number(JSONNumber($0)) }
        fields["top_p"] = options.topP.map { .number(JSONNumber($0)) }
        fields["parallel_tool_calls"] = options.parallelToolCalls.map(JSONValue.bool)
        var reasoning = JSONObject()
        reasoning["effort"] = options.reasoningEffort.map { .string($0.rawValue) }
        reasoning["summary"] = summary.map { .string($0.rawValue) }
        if !reasoning.isEmpty { fields["reasoning"] = .object(reasoning) }
        let unsupported: [(String, Bool)] = [
            ("topK", options.topK != nil), ("stopSequences", options.stopSequences?.isEmpty == false),
            ("seed", options.seed != nil), ("presencePenalty", options.presencePenalty != nil),
            ("frequencyPenalty", options.frequencyPenalty != nil),
        ]
        for (name, isSet) in unsupported where isSet {
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: name,
                    message: "The Responses API has no setting for \(name); it was left out."))
        }
    }
}

extension ResponsesOptions {
    /// The response to continue, wherever the caller named it.
    var continuedResponseID: String? { previousResponseID ?? extraBody?["previous_response_id"]?.stringValue }

    /// Whether the server holds a conversation or a prompt, so that the request itself may be empty.
    var continuesOnServer: Bool {
        continuedResponseID != nil || conversationID != nil || extraBody?["prompt"] != nil
    }
}

extension ModelRequest {
    /// Whether no message says anything.
    var isEmpty: Bool {
        messages.allSatisfy { message in
            message.content.allSatisfy { part in
                if case .text(let text, _) = part { text.isEmpty } else { false }
            }
        }
    }
}

extension String {
    /// What is wrong with a request of which nothing is left to send.
    ///
    /// - Parameter warnings: What was left out of its messages.
    package static func nothingToSay(_ warnings: [ModelWarning]) -> String {
        guard let first = warnings.first else {
            return "The prompt is empty: no message of the request has any content."
        }
        return "Nothing of the prompt can be sent. \(first.message)"
    }
}

extension LanguageModelError {
    static func invalidRequest(_ message: String, parameter: String?, provider: String) -> LanguageModelError {
        LanguageModelError(
            .invalidRequest, message, provider: provider, details: ProviderDetails(parameter: parameter))
    }
}
