import Dialect

/// How hard the model is to think, in the words of its generation.
struct MessagesThinking {
    /// The field `thinking`.
    private(set) var thinking: JSONValue?
    /// The field `effort` of `output_config`.
    private(set) var effort: String?
    private(set) var warnings: [ModelWarning] = []

    /// The least budget that the API takes.
    private static let minimumBudget = 1024

    /// Whether the model thinks by a budget or adaptively.
    var isOn: Bool { thinking.map { $0["type"] != "disabled" } ?? false }

    /// - Parameters:
    ///   - forcesTool: Whether a tool must be called, which a model that thinks refuses (Anthropic's "Extended
    ///     thinking").
    ///   - maxTokens: The limit of the output, which a budget must stay below.
    init(
        _ options: MessagesOptions, effort common: GenerationOptions.ReasoningEffort?, traits: MessagesModelTraits,
        forcesTool: Bool, maxTokens: Int
    ) {
        thinking = options.thinking?.json
        effort = options.effort?.rawValue
        guard let common, thinking == nil, effort == nil else { return }
        if !traits.thinks {
            if common != .none { warn("The model does not think before it answers; reasoningEffort was left out.") }
        } else if common == .none, traits.alwaysThinks {
            warn("The model always thinks; the reasoningEffort none was left out.")
        } else if common == .none {
            thinking = MessagesOptions.Thinking.disabled.json
        } else if forcesTool {
            warn("A model that must call a tool does not think before; reasoningEffort was left out.")
        } else if traits.thinksAdaptively {
            thinking = MessagesOptions.Thinking(type: "adaptive", display: "summarized").json
            effort = word(common, traits)
        } else {
            setBudget(common, maxTokens: maxTokens)
        }
    }

    private mutating func word(_ effort: GenerationOptions.ReasoningEffort, _ traits: MessagesModelTraits) -> String {
        switch effort {
        case .minimal: return MessagesOptions.Effort.low.rawValue
        case .xhigh where !traits.knowsExtraHighEffort:
            warn("The model knows no effort xhigh; high was asked for.")
            return MessagesOptions.Effort.high.rawValue
        default: return effort.rawValue
        }
    }

    private mutating func setBudget(_ effort: GenerationOptions.ReasoningEffort, maxTokens: Int) {
        let budgets: [GenerationOptions.ReasoningEffort: Int] = [
            .minimal: Self.minimumBudget, .low: 2048, .medium: 8192, .high: 16_384, .xhigh: 24_576,
        ]
        guard let budget = budgets[effort] else {
            return warn("The model thinks by a budget of tokens; \(effort) names none and was left out.")
        }
        guard maxTokens > Self.minimumBudget else {
            return warn("An output of \(maxTokens) tokens leaves no room to think; reasoningEffort was left out.")
        }
        // At least a quarter of the output is kept for the answer.
        let bounded = max(Self.minimumBudget, min(budget, maxTokens - maxTokens / 4))
        thinking = MessagesOptions.Thinking.enabled(budgetTokens: min(bounded, maxTokens - 1)).json
    }

    private mutating func warn(_ message: String) {
        warnings.append(ModelWarning(.unsupportedSetting, subject: "reasoningEffort", message: message))
    }
}
