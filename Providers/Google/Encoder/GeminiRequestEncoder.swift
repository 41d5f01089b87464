package import Dialect
import DialectWire

/// Says a ``ModelRequest`` in the words of `generateContent`.
///
/// The same request always gives the same bytes, and contents come last, so that a longer conversation's body begins
/// with the shorter one's.
package struct GeminiRequestEncoder: Sendable {
    private let filesURL: String

    /// - Parameter filesURL: Where uploaded files live: the base URL of the Gemini API.
    package init(filesURL: String = GoogleEndpoint.geminiBaseURL) {
        self.filesURL = filesURL
    }

    /// Encodes a request.
    ///
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    package func encode(
        _ request: ModelRequest, model: String
    ) throws(LanguageModelError) -> (body: [UInt8], warnings: [ModelWarning], schemas: RequestSchemas) {
        let (body, warnings, schemas) = try object(request, model: model)
        return (JSONValue.object(body).jsonBytes(), warnings, schemas)
    }

    func object(
        _ request: ModelRequest, model: String
    ) throws(LanguageModelError) -> (body: JSONObject, warnings: [ModelWarning], schemas: RequestSchemas) {
        let options = try options(of: request)
        let traits = GeminiModelTraits(model)
        var warnings: [ModelWarning] = []
        var contents = GeminiContentsEncoder(traits: traits, filesURL: filesURL)
        for message in request.messages { contents.append(message) }
        guard !contents.contents.isEmpty else {
            throw .invalidGoogleRequest(
                "The prompt is empty: no message of the request has any content for the model to answer.",
                parameter: "messages")
        }
        let output = try structuredOutput(request.outputFormat, options, model: model)
        warnings += output?.warnings ?? []
        var schemas = RequestSchemas()
        if let output { schemas.ask(for: output, toolName: "") }
        var body = JSONObject()
        var system = contents.system
        if let words = output?.instructions { system.append(["text": .string(words)]) }
        if !system.isEmpty { body["systemInstruction"] = ["parts": .array(system)] }
        let tools = try GeminiToolEncoder(schemaForm: options.schemaForm ?? .jsonSchema)
            .encode(request.tools, warnings: &warnings)
        if !tools.isEmpty { body["tools"] = .array(tools) }
        let hasFunctions = tools.contains { $0["functionDeclarations"] != nil } || options.extraBody?["tools"] != nil
        if !hasFunctions { warnings += request.warningsOfChoiceWithoutTools }
        body["toolConfig"] = GeminiToolEncoder.config(request, options, hasFunctions: hasFunctions)
        let generation = generationConfig(request, output, options, traits, &warnings)
        if !generation.isEmpty { body["generationConfig"] = .object(generation) }
        body["safetySettings"] = options.safetySettings.map { .array($0.map(Self.encode)) }
        body["cachedContent"] = options.cachedContent.map(JSONValue.string)
        body["labels"] = options.labels.map { labels in
            var object = JSONObject()
            for (key, value) in labels.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
            return .object(object)
        }
        body["modelArmorConfig"] = options.modelArmorConfig
        Self.merge(options.extraBody ?? JSONObject(), into: &body)
        let own = body["contents"]?.arrayValue
        body["contents"] = nil
        body["contents"] = .array(own ?? contents.contents)
        return (body, warnings + contents.warnings, schemas)
    }

    private func options(of request: ModelRequest) throws(LanguageModelError) -> GoogleOptions {
        do {
            return try request.providerOptions.decode(Google.self) ?? GoogleOptions()
        } catch {
            var failure = LanguageModelError.invalidGoogleRequest(
                "The provider options do not have the form they should: \(error)", parameter: nil)
            failure.underlying = error
            throw failure
        }
    }

    // MARK: Settings

    private func generationConfig(
        _ request: ModelRequest, _ output: StructuredOutput?, _ options: GoogleOptions, _ traits: GeminiModelTraits,
        _ warnings: inout [ModelWarning]
    ) -> JSONObject {
        let common = request.options
        var config = JSONObject()
        config["maxOutputTokens"] = common.maxOutputTokens.map(JSONValue.integer)
        config["temperature"] = common.temperature.map { .number(JSONNumber($0)) }
        config["topP"] = common.topP.map { .number(JSONNumber($0)) }
        config["topK"] = common.topK.map(JSONValue.integer)
        if let stops = common.stopSequences, !stops.isEmpty {
            config["stopSequences"] = .array(stops.map(JSONValue.string))
        }
        config["seed"] = common.seed.map(JSONValue.integer)
        config["presencePenalty"] = common.presencePenalty.map { .number(JSONNumber($0)) }
        config["frequencyPenalty"] = common.frequencyPenalty.map { .number(JSONNumber($0)) }
        if common.parallelToolCalls == false {
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "parallelToolCalls",
                    message: "Google has no setting to forbid parallel tool calls; it was left out."))
        }
        if request.outputFormat == .json { config["responseMimeType"] = "application/json" }
        if let output, output.mode == .native {
            config["responseMimeType"] = "application/json"
            config[options.schemaForm == .openAPI ? "responseSchema" : "responseJsonSchema"] = output.schema.schema
        }
        let thinking = thinkingConfig(common.reasoningEffort, options, traits, &warnings)
        if !thinking.isEmpty { config["thinkingConfig"] = .object(thinking) }
        config["responseModalities"] = options.responseModalities.map { .array($0.map { .string($0.rawValue) }) }
        config["mediaResolution"] = options.mediaResolution.map(JSONValue.string)
        config["imageConfig"] = options.imageConfig
        config["speechConfig"] = options.speechConfig
        config["responseLogprobs"] = options.responseLogprobs.map(JSONValue.bool)
        config["logprobs"] = options.logprobs.map(JSONValue.integer)
        return config
    }

    /// How the answer is brought into the form of a schema, where one is asked for.
    private func structuredOutput(
        _ format: OutputFormat, _ options: GoogleOptions, model: String
    ) throws(LanguageModelError) -> StructuredOutput? {
        guard case .jsonSchema(let format) = format else { return nil }
        guard format.schema.objectValue != nil else {
            throw .invalidGoogleRequest(
                "The schema of the output format \"\(format.name)\" is not a JSON object.", parameter: "outputFormat")
        }
        return StructuredOutput(
            format, for: .profile(of: ModelID(provider: Google.name, model: model)),
            native: options.schemaForm == .openAPI ? .gemini : .geminiJSON, tool: nil)
    }

    private func thinkingConfig(
        _ effort: GenerationOptions.ReasoningEffort?, _ options: GoogleOptions, _ traits: GeminiModelTraits,
        _ warnings: inout [ModelWarning]
    ) -> JSONObject {
        var config = JSONObject()
        config["includeThoughts"] = options.includeThoughts.map(JSONValue.bool)
        config["thinkingBudget"] = options.thinkingBudget.map(JSONValue.integer)
        config["thinkingLevel"] = options.thinkingLevel.map { .string($0.rawValue) }
        guard let effort, options.thinkingBudget == nil, options.thinkingLevel == nil else { return config }
        let setting = traits.setting(for: effort)
        if let setting { config[setting.key] = setting.value }
        if setting?.isExact != true {
            let outcome = setting.map { "\($0.key) \($0.value) was sent instead" } ?? "it was left out"
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "reasoningEffort",
                    message: "The model knows no reasoning effort \(effort); \(outcome)."))
        }
        return config
    }

    private static func encode(_ setting: GoogleOptions.SafetySetting) -> JSONValue {
        var object: JSONObject = ["category": .string(setting.category), "threshold": .string(setting.threshold)]
        object["method"] = setting.method.map(JSONValue.string)
        return .object(object)
    }

    /// Adds the members of `extra`, object by object.
    private static func merge(_ extra: JSONObject, into body: inout JSONObject) {
        for (key, value) in extra {
            guard case .object(let members) = value, case .object(var known)? = body[key] else {
                body[key] = value
                continue
            }
            merge(members, into: &known)
            body[key] = .object(known)
        }
    }
}

extension LanguageModelError {
    static func invalidGoogleRequest(_ message: String, parameter: String?) -> LanguageModelError {
        LanguageModelError(.invalidRequest, message, details: ProviderDetails(parameter: parameter))
    }
}
