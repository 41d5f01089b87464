import Dialect
import DialectWire

/// Encodes how to generate: `inferenceConfig`, and what only the model's own parameters can say.
struct ConverseSettings {
    private(set) var inferenceConfig = JSONObject()
    /// For `additionalModelRequestFields`.
    private(set) var modelFields = JSONObject()
    private(set) var warnings: [ModelWarning] = []

    /// Whether Claude thinks before it answers.
    var isThinking: Bool { modelFields["thinking"].map { $0["type"] != "disabled" } ?? false }

    /// - Parameters:
    ///   - own: Bedrock's own options; their parameters of the model win over those made here.
    ///   - forcesTool: Whether a tool must be called, which a Claude that thinks refuses (Anthropic's "Extended
    ///     thinking").
    init(_ options: GenerationOptions, own: BedrockOptions, family: BedrockModelFamily, forcesTool: Bool) {
        var options = options
        if let budget = own.reasoningBudget {
            modelFields["thinking"] = ["type": "enabled", "budget_tokens": .integer(budget)]
        } else if let effort = options.reasoningEffort {
            encode(effort, maxTokens: options.maxOutputTokens, family, forcesTool: forcesTool)
        }
        let ownFields = own.additionalModelRequestFields ?? JSONObject()
        if let thinking = ownFields["thinking"] { modelFields["thinking"] = thinking }
        if family.isClaude {
            warnings += MessagesModelTraits(model: family.name)
                .leaveOutSampling(of: &options, isThinking: isThinking)
        }
        encodeSampling(options, family)
        for (name, value) in ownFields { modelFields[name] = value }
        let unsupported: [(String, Bool)] = [
            ("seed", options.seed != nil), ("presencePenalty", options.presencePenalty != nil),
            ("frequencyPenalty", options.frequencyPenalty != nil),
            ("parallelToolCalls", options.parallelToolCalls == false),
        ]
        for (name, isSet) in unsupported where isSet { unsupport(name, "Converse has no setting for \(name)") }
    }

    private mutating func encodeSampling(_ options: GenerationOptions, _ family: BedrockModelFamily) {
        inferenceConfig["maxTokens"] = options.maxOutputTokens.map(JSONValue.integer)
        inferenceConfig["temperature"] = options.temperature.map { .number(JSONNumber($0)) }
        inferenceConfig["topP"] = options.topP.map { .number(JSONNumber($0)) }
        if let stops = options.stopSequences, !stops.isEmpty {
            inferenceConfig["stopSequences"] = .array(stops.map(JSONValue.string))
        }
        if let topK = options.topK { encode(topK: topK, family) }
    }

    private mutating func encode(topK: Int, _ family: BedrockModelFamily) {
        switch family.topK {
        case .claude: modelFields["top_k"] = .integer(topK)
        case .nova: modelFields["inferenceConfig"] = ["topK": .integer(topK)]
        case .none: unsupport("topK", "No setting for topK is known of this model")
        }
    }

    private mutating func encode(
        _ effort: GenerationOptions.ReasoningEffort, maxTokens: Int?, _ family: BedrockModelFamily, forcesTool: Bool
    ) {
        if family.isClaude, effort == .none, MessagesModelTraits(model: family.name).alwaysThinks {
            return unsupport("reasoningEffort", "The model always thinks")
        }
        if family.isClaude, effort != .none, forcesTool {
            return unsupport("reasoningEffort", "A model that must call a tool does not think before")
        }
        switch family.reasoning {
        case .none:
            if effort != .none { unsupport("reasoningEffort", "No reasoning effort is known of this model") }
        case .budget: encodeBudget(effort, maxTokens: maxTokens)
        case .adaptive:
            guard effort != .none else { return modelFields["thinking"] = ["type": "disabled"] }
            modelFields["thinking"] = ["type": "adaptive"]
            let words: [GenerationOptions.ReasoningEffort: String] = [.minimal: "low", .xhigh: "max"]
            modelFields["output_config"] = ["effort": .string(words[effort] ?? effort.rawValue)]
        case .nova:
            guard effort != .none else { return modelFields["reasoningConfig"] = ["type": "disabled"] }
            let word = Self.ofThree(effort)
            modelFields["reasoningConfig"] = ["type": "enabled", "maxReasoningEffort": .string(word)]
        case .word(let name):
            if effort != .none { modelFields[name] = .string(Self.ofThree(effort)) }
        }
    }

    /// For models that know low, medium and high.
    private static func ofThree(_ effort: GenerationOptions.ReasoningEffort) -> String {
        switch effort {
        case .minimal: "low"
        case .xhigh: "high"
        default: effort.rawValue
        }
    }

    /// Claude thinks at least 1,024 tokens, and fewer than the whole answer has (Anthropic's "Extended thinking").
    private mutating func encodeBudget(_ effort: GenerationOptions.ReasoningEffort, maxTokens: Int?) {
        let minimum = 1_024
        let budgets: [GenerationOptions.ReasoningEffort: Int] = [
            .minimal: minimum, .low: 2_048, .medium: 8_192, .high: 16_384, .xhigh: 32_768,
        ]
        guard effort != .none else { return modelFields["thinking"] = ["type": "disabled"] }
        guard var budget = budgets[effort] else {
            return unsupport("reasoningEffort", "The effort \"\(effort)\" has no meaning for this model")
        }
        if let maxTokens, maxTokens <= budget {
            guard maxTokens > minimum else {
                return unsupport(
                    "reasoningEffort", "This model needs maxOutputTokens above \(minimum) to reason within them")
            }
            budget = max(minimum, maxTokens / 2)
        }
        modelFields["thinking"] = ["type": "enabled", "budget_tokens": .integer(budget)]
    }

    private mutating func unsupport(_ name: String, _ reason: String) {
        warnings.append(
            ModelWarning(.unsupportedSetting, subject: name, message: "\(reason); it was left out."))
    }
}
