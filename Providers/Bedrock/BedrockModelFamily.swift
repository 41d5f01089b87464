import Dialect
import DialectWire

/// What differs between the families of models behind Converse, as data.
///
/// Sources are the pages "Supported models and model features", "Structured outputs" and those of each model's
/// parameters in Amazon's user guide. Unknown models get the open default.
struct BedrockModelFamily: Hashable, Sendable {
    /// How a model is told how hard to think, in `additionalModelRequestFields`.
    enum ReasoningForm {
        case none
        /// Claude's `thinking` with a budget of tokens.
        case budget
        /// Claude's adaptive thinking with an effort.
        case adaptive
        /// Nova's `reasoningConfig`.
        case nova
        /// A word under this name.
        case word(String)
    }

    enum TopKForm {
        case none, claude, nova
    }

    /// How far a model can be made to call a tool.
    enum ForcingForm {
        case none, any, byName
    }

    /// The model's id, without regions and without the rest of an ARN.
    let name: String

    /// The makers of models, with whose names their ids begin.
    private static let makers: Set<Substring> = [
        "ai21", "amazon", "anthropic", "cohere", "deepseek", "google", "luma", "meta", "minimax", "mistral", "moonshot",
        "moonshotai", "nvidia", "openai", "qwen", "stability", "twelvelabs", "writer", "zai",
    ]

    /// - Parameter model: A model id, an inference profile's id, or the ARN of either.
    init(model: String) {
        let last = model.split(separator: "/").last ?? ""
        let words = last.split(separator: ".", maxSplits: 2)
        // `us.anthropic.…`, `global.amazon.…`: the regions of an inference profile come before the maker.
        let hasRegions = words.count == 3 && Self.makers.contains(words[1])
        name = String(hasRegions ? last.dropFirst(words[0].count + 1) : last)
    }

    /// Whether ``name`` is a model's own; an ARN of what an account made ends with letters that tell nothing.
    var isNamed: Bool { name.split(separator: ".").first.map { Self.makers.contains($0) } ?? false }

    private func begins(with prefixes: [String]) -> Bool { prefixes.contains { name.hasPrefix($0) } }

    var isClaude: Bool { begins(with: ["anthropic."]) }
    private var isOldClaude: Bool {
        begins(with: ["anthropic.claude-v", "anthropic.claude-instant", "anthropic.claude-3"])
    }
    var isNova: Bool { begins(with: ["amazon.nova"]) }

    /// Models with thinking by budget: 3.7, and 4 up to 4.5.
    private var thinksByBudget: Bool {
        begins(with: ["anthropic.claude-3-7", "anthropic.claude-sonnet-4-2", "anthropic.claude-opus-4-2"])
            || ["opus-4-1", "opus-4-5", "sonnet-4-5", "haiku-4-5"].contains { name.hasPrefix("anthropic.claude-" + $0) }
    }

    var reasoning: ReasoningForm {
        if thinksByBudget { return .budget }
        if isClaude { return isOldClaude ? .none : .adaptive }
        if begins(with: ["amazon.nova-2"]) { return .nova }
        if begins(with: ["openai."]) { return .word("reasoning_effort") }
        return begins(with: ["qwen."]) ? .word("reasoning_config") : .none
    }

    var topK: TopKForm { isClaude ? .claude : isNova ? .nova : .none }

    var forcing: ForcingForm {
        if isClaude || isNova { return .byName }
        return begins(with: ["mistral."]) ? .any : .none
    }

    /// Whether the model is known not to obey a schema by Bedrock's own structured outputs.
    var lacksStructuredOutput: Bool {
        isOldClaude
            || begins(with: [
                "anthropic.claude-sonnet-4-2", "anthropic.claude-opus-4-2", "anthropic.claude-opus-4-1", "amazon.",
                "meta.", "cohere.", "ai21.", "writer.", "deepseek.r1", "mistral.mistral-7b", "mistral.mixtral",
                "mistral.mistral-small-24", "mistral.mistral-large-24", "mistral.pixtral",
            ])
    }

    /// The form of `toolUseId` ("ToolUseBlock" of the API reference). Mistral's models want nine letters and digits.
    var callIDs: ToolCallIDForm { begins(with: ["mistral."]) ? .exactly(9) : .upTo(64, signs: ".:-") }

    /// The form of a tool's `name` ("ToolSpecification" of the API reference).
    static let toolNames = ToolNameForm.upTo(64, signs: "-")

    /// What the family does, whatever the table of all models knows of it.
    var features: Set<ModelCapabilities.Feature> {
        var features: Set<ModelCapabilities.Feature> = []
        let hasTools =
            isClaude || isNova || begins(with: ["meta.llama3-1", "meta.llama4", "mistral.", "openai.", "qwen."])
        if hasTools { features.formUnion([.tools, .parallelToolCalls]) }
        if isClaude || isNova { features.formUnion([.imageInput, .pdfInput]) }
        if case .none = reasoning {} else { features.insert(.reasoning) }
        if hasTools, !lacksStructuredOutput { features.insert(.jsonSchema) }
        return features
    }
}
