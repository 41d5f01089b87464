package import Dialect

/// Which settings of sampling a model takes, whatever wire they travel on.
extension MessagesModelTraits {
    /// Leaves out what the model does not take, or not together.
    ///
    /// - Returns: A warning of each setting that was left out.
    package func leaveOutSampling(of options: inout GenerationOptions, isThinking: Bool) -> [ModelWarning] {
        var warnings: [ModelWarning] = []
        func leaveOut<Value>(_ value: inout Value?, _ name: String, _ reason: String) {
            guard value != nil else { return }
            value = nil
            warnings.append(
                ModelWarning(.unsupportedSetting, subject: name, message: "\(reason); \(name) was left out."))
        }
        if takesNoSampling {
            let reason = "The model takes no settings of sampling"
            leaveOut(&options.temperature, "temperature", reason)
            leaveOut(&options.topP, "topP", reason)
            leaveOut(&options.topK, "topK", reason)
        } else if isThinking {
            // Anthropic's "Extended thinking": not compatible with temperature or top_k.
            leaveOut(&options.temperature, "temperature", "A model that thinks takes no temperature")
            leaveOut(&options.topK, "topK", "A model that thinks takes no topK")
        }
        if takesOneOfTemperatureAndTopP, options.temperature != nil {
            leaveOut(&options.topP, "topP", "The model takes temperature or topP, not both")
        }
        return warnings
    }
}
