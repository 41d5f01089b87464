public import Dialect

/// Says a ``ModelRequest`` in the words of the Messages API.
///
/// The same request always gives the same bytes, because prompt caches depend on it.
public struct MessagesRequestEncoder: Sendable {
    let dialect: MessagesDialect

    public init(dialect: MessagesDialect = .anthropic) {
        self.dialect = dialect
    }

    /// Encodes a request.
    ///
    /// - Parameter model: The model's name, as the server knows it.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    public func encode(_ request: ModelRequest, model: String) throws(LanguageModelError) -> EncodedMessagesRequest {
        let options = try options(of: request)
        guard !model.isEmpty else { throw invalid("The name of the model is empty.", parameter: "model") }
        let traits = MessagesModelTraits(model: model)
        let conversation = try conversation(of: request, options)
        let maxTokens = request.options.maxOutputTokens ?? traits.defaultMaxTokens
        let thinking = MessagesThinking(
            options, effort: request.options.reasoningEffort, traits: traits, forcesTool: request.forcesTool,
            maxTokens: maxTokens)
        let output = try MessagesOutput(
            request, traits: traits, isThinking: thinking.isOn, provider: dialect.provider)
        var tools = MessagesToolEncoder(
            dialect: dialect, streamsEagerly: options.eagerToolInput == true, schemas: output.schemas)
        for tool in request.tools { try tools.append(tool) }
        let sampling = MessagesSampling(request.options, traits: traits, isThinking: thinking.isOn)
        var warnings =
            conversation.warnings + tools.warnings + thinking.warnings + output.warnings + sampling.warnings

        var fields = sampling.fields
        fields["max_tokens"] = .integer(maxTokens)
        fields["thinking"] = thinking.thinking
        fields["output_config"] = outputConfig(output, effort: thinking.effort, options)
        encode(options, into: &fields)
        var declared = tools.tools + output.tools
        fields["tool_choice"] = toolChoice(
            request, forced: output.toolChoice, hasTools: !declared.isEmpty, warnings: &warnings)
        if !tools.mcpServers.isEmpty { fields["mcp_servers"] = .array(tools.mcpServers) }
        var system = conversation.system + output.instructions
        var turns = conversation.turns
        place(options, fields: &fields, tools: &declared, system: &system, turns: &turns)
        if !declared.isEmpty { fields["tools"] = .array(declared) }
        if !system.isEmpty { fields["system"] = .array(system) }
        for (name, value) in options.extraBody ?? JSONObject() where !Self.ownFields.contains(name) {
            fields[name] = value
        }
        var betas = MessagesBetas.needed(by: fields, tools: fields["tools"]?.arrayValue ?? [], turns: turns)
        if options.interleavedThinking == true { betas.insert("interleaved-thinking-2025-05-14") }
        betas.formUnion(options.betas ?? [])
        fields["messages"] = .array(turns.map { ["role": .string($0.role), "content": .array($0.blocks)] })
        return EncodedMessagesRequest(
            fields: fields, betas: betas.sorted(), warnings: warnings, schemas: tools.schemas, model: model,
            dialect: dialect)
    }

    private func conversation(
        of request: ModelRequest, _ options: MessagesOptions
    ) throws(LanguageModelError) -> MessagesConversationEncoder {
        var conversation = MessagesConversationEncoder(
            dialect: dialect, keepsSystemInPlace: options.systemInPlace == true)
        for message in request.messages { conversation.append(message) }
        conversation.trimPrefill()
        guard !conversation.turns.isEmpty else {
            throw invalid(.nothingToSay(conversation.warnings), parameter: "messages")
        }
        return conversation
    }

    private func outputConfig(_ output: MessagesOutput, effort: String?, _ options: MessagesOptions) -> JSONValue? {
        var config = JSONObject()
        config["effort"] = effort.map(JSONValue.string)
        config["format"] = output.format
        config["task_budget"] = options.taskBudgetTokens.map { ["type": "tokens", "total": .integer($0)] }
        return config.isEmpty ? nil : .object(config)
    }

    /// - Parameter forced: The choice that the form of the answer needs.
    private func toolChoice(
        _ request: ModelRequest, forced: ToolChoice?, hasTools: Bool, warnings: inout [ModelWarning]
    ) -> JSONValue? {
        if hasTools {
            return MessagesToolEncoder.encode(
                forced ?? request.toolChoice, parallel: request.options.parallelToolCalls)
        }
        warnings += request.warningsOfChoiceWithoutTools
        return nil
    }

    /// Fields that the messages, the transport or the dialect make.
    private static let ownFields: Set<String> = [
        "messages", "stream", "model", "anthropic_version", "anthropic_beta",
    ]

    private func options(of request: ModelRequest) throws(LanguageModelError) -> MessagesOptions {
        // Options for Claude at Anthropic hold for Claude elsewhere.
        for name in [dialect.provider, MessagesDialect.anthropic.provider] {
            do {
                let options = try request.providerOptions.decode(MessagesOptions.self, named: name)
                if let options { return options }
            } catch {
                var failure = invalid("The provider options do not have the form they should: \(error)")
                failure.underlying = error
                throw failure
            }
        }
        return MessagesOptions()
    }

    private func invalid(_ message: String, parameter: String? = nil) -> LanguageModelError {
        .invalidRequest(message, parameter: parameter, provider: dialect.provider)
    }

    private func encode(_ options: MessagesOptions, into fields: inout [String: JSONValue]) {
        fields["service_tier"] = options.serviceTier.map { .string($0.rawValue) }
        fields["metadata"] = options.userID.map { ["user_id": .string($0)] }
        fields["container"] = options.container
        fields["context_management"] = options.contextManagement
        fields["speed"] = options.speed.map(JSONValue.string)
        fields["inference_geo"] = options.inferenceGeo.map(JSONValue.string)
    }

    /// Places cache breakpoints, here or by the server.
    private func place(
        _ options: MessagesOptions, fields: inout [String: JSONValue], tools: inout [JSONValue],
        system: inout [JSONValue], turns: inout [MessagesConversationEncoder.Turn]
    ) {
        var control = options.cacheBreakpoints
        if let server = options.cacheControl {
            if dialect.placesCacheBreakpoints {
                fields["cache_control"] = server.json
            } else {
                control = control ?? server
            }
        }
        guard let control else { return }
        let taken = MessagesCaching.count(in: tools + system + turns.flatMap(\.blocks))
        var caching = MessagesCaching(control, taken: taken + (fields["cache_control"] == nil ? 0 : 1))
        caching.mark(tools: &tools, system: &system, turns: &turns)
    }
}

extension ModelRequest {
    /// Whether the model must call a tool.
    fileprivate var forcesTool: Bool {
        switch toolChoice {
        case .required, .tool: !tools.isEmpty
        case nil, .auto, ToolChoice.none?: false
        }
    }
}
