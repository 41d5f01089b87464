import Dialect

/// What requests must heed of a model, by its name; the facts are from the Gemini API's pages "Thinking", "Thought
/// signatures" and "Function calling". Names that say nothing are taken for the newest.
struct GeminiModelTraits: Hashable {
    /// How a model is told how hard to think.
    enum Thinking: Hashable {
        /// Not at all.
        case none
        /// By a number of tokens.
        case budget
        /// By a word.
        case level
    }

    let thinking: Thinking
    /// Whether thinking cannot be switched off.
    let alwaysThinks: Bool
    /// Whether a function's answer may hold images and files.
    let takesMediaInResults: Bool
    /// Whether calls without a thought signature are refused.
    let wantsSignatures: Bool

    init(_ model: String) {
        let name = model.split(separator: "/").last.map(String.init) ?? model
        let isOlder = ["gemini-1", "gemini-2.0", "gemma", "learnlm"].contains { name.hasPrefix($0) }
        let isSecond = name.hasPrefix("gemini-2")
        thinking = isOlder ? .none : isSecond ? .budget : .level
        alwaysThinks = thinking == .level || name.hasPrefix("gemini-2.5-pro")
        takesMediaInResults = !isOlder && !isSecond
        wantsSignatures = !isOlder && !isSecond
    }

    /// The least that a model thinks, of those that always do.
    private static let minimumBudget = 128

    /// Google's words for an effort; budgets are those of its page "OpenAI compatibility".
    ///
    /// - Returns: Nil where the model does not think; `isExact` tells whether it means the same.
    func setting(for effort: GenerationOptions.ReasoningEffort) -> (key: String, value: JSONValue, isExact: Bool)? {
        switch thinking {
        case .none: nil
        case .budget:
            switch effort {
            case .none where alwaysThinks: ("thinkingBudget", .integer(Self.minimumBudget), false)
            case .none: ("thinkingBudget", 0, true)
            case .minimal, .low: ("thinkingBudget", 1024, true)
            case .medium: ("thinkingBudget", 8192, true)
            case .high: ("thinkingBudget", 24_576, true)
            default: ("thinkingBudget", 24_576, false)
            }
        case .level:
            switch effort {
            case .none: ("thinkingLevel", "MINIMAL", false)
            case .xhigh: ("thinkingLevel", "HIGH", false)
            default: ("thinkingLevel", .string(effort.rawValue.uppercased()), true)
            }
        }
    }
}
