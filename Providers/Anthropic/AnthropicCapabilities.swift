import Dialect
import DialectWire

extension ModelCapabilities {
    /// What is known of Claude models by their names, from the "Models overview" page of Anthropic's documentation;
    /// nothing for names of other vendors.
    static func anthropic(_ model: String) -> ModelCapabilities {
        let traits = MessagesModelTraits(model: model)
        guard traits.isClaude else { return .unknown }
        var features: Set<Feature> = [.tools, .parallelToolCalls, .imageInput, .pdfInput]
        if traits.thinks { features.insert(.reasoning) }
        if traits.obeysSchemas { features.insert(.jsonSchema) }
        return ModelCapabilities(features: features, contextWindow: 200_000)
    }
}
