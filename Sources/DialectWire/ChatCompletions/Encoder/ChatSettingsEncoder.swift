import Dialect

/// Encodes how to generate.
struct ChatSettingsEncoder {
    let dialect: ChatCompletionsDialect

    func encode(
        _ options: GenerationOptions, into fields: inout [String: JSONValue], warnings: inout [ModelWarning]
    ) {
        let stop = options.stopSequences.flatMap { $0.isEmpty ? nil : JSONValue.array($0.map(JSONValue.string)) }
        let settings: [(ChatCompletionsDialect.Setting, String, JSONValue?)] = [
            (.maxOutputTokens, dialect.maxTokensField, options.maxOutputTokens.map(JSONValue.integer)),
            (.temperature, "temperature", number(options.temperature)),
            (.topP, "top_p", number(options.topP)),
            (.topK, "top_k", options.topK.map(JSONValue.integer)),
            (.stopSequences, "stop", stop),
            (.seed, dialect.seedField, options.seed.map(JSONValue.integer)),
            (.presencePenalty, "presence_penalty", number(options.presencePenalty)),
            (.frequencyPenalty, "frequency_penalty", number(options.frequencyPenalty)),
            (.parallelToolCalls, "parallel_tool_calls", options.parallelToolCalls.map(JSONValue.bool)),
        ]
        for case (let setting, let field, let value?) in settings {
            if dialect.unsupportedSettings.contains(setting) {
                warnings.append(unsupported(setting.rawValue))
            } else {
                fields[field] = value
            }
        }
        if let effort = options.reasoningEffort { encode(effort, into: &fields, warnings: &warnings) }
    }

    private func number(_ value: Double?) -> JSONValue? { value.map { .number(JSONNumber($0)) } }

    private func encode(
        _ effort: GenerationOptions.ReasoningEffort, into fields: inout [String: JSONValue],
        warnings: inout [ModelWarning]
    ) {
        let isOn = effort != .none
        switch dialect.reasoningEffort {
        case .fieldOrDisabled where !isOn: fields["thinking"] = ["type": "disabled"]
        case .field, .fieldOrDisabled: fields["reasoning_effort"] = .string(effort.rawValue)
        case .object: fields["reasoning"] = ["effort": .string(effort.rawValue)]
        case .thinkingSwitch: fields["thinking"] = ["type": isOn ? "enabled" : "disabled"]
        case .enableThinking: fields["enable_thinking"] = .bool(isOn)
        case .templateSwitch: fields["chat_template_kwargs"] = ["enable_thinking": .bool(isOn)]
        default: return warnings.append(unsupported("reasoningEffort"))
        }
        let degrees: [ChatCompletionsDialect.ReasoningEffortForm] = [.field, .fieldOrDisabled, .object]
        if isOn, !degrees.contains(dialect.reasoningEffort) {
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "reasoningEffort",
                    message: "\(dialect.provider) only turns reasoning on or off; the effort \(effort) means on."))
        }
    }

    private func unsupported(_ name: String) -> ModelWarning {
        ModelWarning(
            .unsupportedSetting, subject: name,
            message: "\(dialect.provider) has no setting for \(name); it was left out.")
    }
}
