import Dialect

/// Says a ``ModelRequest`` in the words of Converse.
///
/// The same request always gives the same bytes. Messages stand last, so that a longer conversation's body begins with
/// that of the shorter one.
struct ConverseRequestEncoder {
    let model: String

    struct Encoded {
        var body: [UInt8]
        var warnings: [ModelWarning]
        /// How the answer's schema was said.
        var schemas = RequestSchemas()
    }

    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    func encode(_ request: ModelRequest) throws(LanguageModelError) -> Encoded {
        let (fields, warnings, schemas) = try self.fields(of: request)
        return Encoded(body: Self.bytes(fields), warnings: warnings, schemas: schemas)
    }

    /// The body of a count of tokens, which takes those fields that are part of the prompt (`ConverseTokensRequest` in
    /// Amazon's API reference).
    ///
    /// - Throws: As ``encode(_:)`` does.
    func countingBody(_ request: ModelRequest) throws(LanguageModelError) -> [UInt8] {
        let counted: Set<String> = ["additionalModelRequestFields", "messages", "system", "toolConfig"]
        var prompt = JSONObject()
        for (name, value) in try fields(of: request).fields.sorted(by: { $0.key < $1.key })
        where counted.contains(name) {
            prompt[name] = value
        }
        let body: JSONValue = ["input": ["converse": .object(prompt)]]
        return body.jsonBytes()
    }

    private func fields(
        of request: ModelRequest
    ) throws(LanguageModelError) -> (fields: [String: JSONValue], warnings: [ModelWarning], schemas: RequestSchemas) {
        let options = try options(of: request)
        var fields: [String: JSONValue] = [:]
        var warnings: [ModelWarning] = []
        let conversation = try messages(of: request, options)
        encode(options, into: &fields)
        let form = try ConverseAnswerForm(request.outputFormat, family: family, wish: options.structuredOutput)
        let tools = try tools(of: request, options, answerTool: form.tool, used: conversation.usedTools)
        let settings = ConverseSettings(
            request.options, own: options, family: family, forcesTool: tools.isForced(by: request.toolChoice))
        if !settings.inferenceConfig.isEmpty { fields["inferenceConfig"] = .object(settings.inferenceConfig) }
        if !settings.modelFields.isEmpty { fields["additionalModelRequestFields"] = .object(settings.modelFields) }
        warnings += settings.warnings + form.warnings
        fields["outputConfig"] = form.outputConfig
        // An answer by a tool can do without force; thinking cannot do with it.
        fields["toolConfig"] = toolConfig(
            tools, request, answerTool: form.tool, isForced: !settings.isThinking, &warnings)
        if let system = system(conversation, options, adding: form.instructions) { fields["system"] = system }
        if conversation.hasMessages { fields["messages"] = conversation.messages }
        for (name, value) in options.extraBody ?? JSONObject() { fields[name] = value }
        return (fields, warnings + conversation.warnings, form.schemas)
    }

    /// Whether the answer is to be streamed.
    func isStreamed(_ request: ModelRequest) -> Bool { (try? options(of: request))?.isStreamed ?? true }

    private var family: BedrockModelFamily { BedrockModelFamily(model: model) }

    private static func bytes(_ fields: [String: JSONValue]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) where name != "messages" {
            writer.key(name)
            writer.value(value)
        }
        if let messages = fields["messages"] {
            writer.key("messages")
            writer.value(messages)
        }
        writer.endObject()
        return writer.bytes
    }

    // MARK: Options

    private func options(of request: ModelRequest) throws(LanguageModelError) -> BedrockOptions {
        do {
            return try request.providerOptions.decode(Bedrock.self) ?? BedrockOptions()
        } catch {
            throw LanguageModelError(
                .invalidRequest, "The provider options do not have the form they should: \(error)",
                provider: Bedrock.name, underlying: error)
        }
    }

    private func encode(_ options: BedrockOptions, into fields: inout [String: JSONValue]) {
        if let guardrail = options.guardrail {
            var object: JSONObject = [
                "guardrailIdentifier": .string(guardrail.id), "guardrailVersion": .string(guardrail.version),
            ]
            object["trace"] = guardrail.trace.map(JSONValue.string)
            if options.isStreamed != false {
                object["streamProcessingMode"] = guardrail.streamProcessingMode.map(JSONValue.string)
            }
            fields["guardrailConfig"] = .object(object)
        }
        fields["performanceConfig"] = options.latency.map { ["latency": .string($0)] }
        fields["serviceTier"] = options.serviceTier.map { ["type": .string($0.rawValue)] }
        fields["requestMetadata"] = options.requestMetadata.map { pairs in
            var object = JSONObject()
            for (key, value) in pairs.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
            return .object(object)
        }
        fields["additionalModelResponseFieldPaths"] = options.additionalModelResponseFieldPaths.map {
            .array($0.map(JSONValue.string))
        }
    }

    // MARK: Conversation

    private func messages(
        of request: ModelRequest, _ options: BedrockOptions
    ) throws(LanguageModelError) -> ConverseMessageEncoder {
        guard !model.isEmpty else {
            throw LanguageModelError(.invalidRequest, "The name of the model is empty.", provider: Bedrock.name)
        }
        var encoder = ConverseMessageEncoder(
            family: family, sendsUnsignedReasoning: options.sendsUnsignedReasoning ?? false)
        for message in request.messages { encoder.append(message) }
        // A stored prompt brings its own messages.
        guard encoder.hasMessages || options.extraBody?["messages"] != nil || model.contains(":prompt/") else {
            throw LanguageModelError(
                .invalidRequest, "The prompt is empty: no message of the request has any content.",
                provider: Bedrock.name, details: .init(parameter: "messages"))
        }
        if options.cachePlaces?.contains(.messages) == true { encoder.endWithCachePoint(ttl: options.cacheTTL) }
        return encoder
    }

    /// - Parameter more: What the model is told beside the app's instructions.
    private func system(
        _ conversation: ConverseMessageEncoder, _ options: BedrockOptions, adding more: String?
    ) -> JSONValue? {
        var system = conversation.system
        if let more { system.append(["text": .string(more)]) }
        guard !system.isEmpty else { return nil }
        if options.cachePlaces?.contains(.system) == true, system.last?["cachePoint"] == nil {
            system.append(["cachePoint": Bedrock.cachePointJSON(ttl: options.cacheTTL)])
        }
        return .array(system)
    }

    // MARK: Tools

    private func tools(
        of request: ModelRequest, _ options: BedrockOptions, answerTool: FunctionTool?, used: [String]
    ) throws(LanguageModelError) -> ConverseToolEncoder {
        var encoder = ConverseToolEncoder(family: family)
        // Converse has no choice of none: without a call in the conversation the tools can stay away.
        if request.toolChoice != ToolChoice.none || !used.isEmpty {
            for tool in request.tools { try encoder.append(tool) }
        }
        if let answerTool { try encoder.append(.function(answerTool)) }
        encoder.declare(used)
        if options.cachePlaces?.contains(.tools) == true { encoder.endWithCachePoint(ttl: options.cacheTTL) }
        return encoder
    }

    private func toolConfig(
        _ tools: ConverseToolEncoder, _ request: ModelRequest, answerTool: FunctionTool?, isForced: Bool,
        _ warnings: inout [ModelWarning]
    ) -> JSONValue? {
        var encoder = tools
        let configuration = encoder.configuration(
            choice: request.toolChoice, answerTool: answerTool?.name, isForced: isForced)
        warnings += encoder.warnings
        return configuration
    }
}
