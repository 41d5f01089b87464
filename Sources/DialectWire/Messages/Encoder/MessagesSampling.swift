import Dialect

/// The settings of sampling that a model takes.
struct MessagesSampling {
    private(set) var fields: [String: JSONValue] = [:]
    private(set) var warnings: [ModelWarning] = []

    init(_ options: GenerationOptions, traits: MessagesModelTraits, isThinking: Bool) {
        var temperature = options.temperature
        var topP = options.topP
        var topK = options.topK
        if traits.takesNoSampling {
            let reason = "The model takes no settings of sampling"
            leaveOut(&temperature, "temperature", reason)
            leaveOut(&topP, "topP", reason)
            leaveOut(&topK, "topK", reason)
        } else if isThinking {
            // Anthropic's "Extended thinking": not compatible with temperature or top_k.
            leaveOut(&temperature, "temperature", "A model that thinks takes no temperature")
            leaveOut(&topK, "topK", "A model that thinks takes no topK")
        }
        if traits.takesOneOfTemperatureAndTopP, temperature != nil {
            leaveOut(&topP, "topP", "The model takes temperature or topP, not both")
        }
        fields["temperature"] = temperature.map { .number(JSONNumber($0)) }
        fields["top_p"] = topP.map { .number(JSONNumber($0)) }
        fields["top_k"] = topK.map(JSONValue.integer)
        if let stop = options.stopSequences, !stop.isEmpty {
            fields["stop_sequences"] = .array(stop.map(JSONValue.string))
        }
        let unsupported: [(String, Bool)] = [
            ("seed", options.seed != nil), ("presencePenalty", options.presencePenalty != nil),
            ("frequencyPenalty", options.frequencyPenalty != nil),
        ]
        for (name, isSet) in unsupported where isSet {
            warn(name, "The Messages API has no setting for \(name); it was left out.")
        }
    }

    private mutating func leaveOut<Value>(_ value: inout Value?, _ name: String, _ reason: String) {
        guard value != nil else { return }
        value = nil
        warn(name, "\(reason); \(name) was left out.")
    }

    private mutating func warn(_ name: String, _ message: String) {
        warnings.append(ModelWarning(.unsupportedSetting, subject: name, message: message))
    }
}
