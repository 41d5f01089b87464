import Dialect

/// The settings of sampling that a model takes.
struct MessagesSampling {
    private(set) var fields: [String: JSONValue] = [:]
    private(set) var warnings: [ModelWarning] = []

    init(_ options: GenerationOptions, traits: MessagesModelTraits, isThinking: Bool) {
        var options = options
        warnings = traits.leaveOutSampling(of: &options, isThinking: isThinking)
        fields["temperature"] = options.temperature.map { .number(JSONNumber($0)) }
        fields["top_p"] = options.topP.map { .number(JSONNumber($0)) }
        fields["top_k"] = options.topK.map(JSONValue.integer)
        if let stop = options.stopSequences, !stop.isEmpty {
            fields["stop_sequences"] = .array(stop.map(JSONValue.string))
        }
        let unsupported: [(String, Bool)] = [
            ("seed", options.seed != nil), ("presencePenalty", options.presencePenalty != nil),
            ("frequencyPenalty", options.frequencyPenalty != nil),
        ]
        for (name, isSet) in unsupported where isSet {
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: name,
                    message: "The Messages API has no setting for \(name); it was left out."))
        }
    }
}
