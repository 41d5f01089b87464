import Dialect

extension ModelCapabilities {
    /// What is known of OpenAI's models by their names, from the "Models" page of its documentation; nothing for names
    /// of other vendors.
    static func openAI(_ model: String) -> ModelCapabilities {
        let common: Set<Feature> = [.tools, .parallelToolCalls, .jsonSchema, .imageInput, .pdfInput]
        let reasons = ["gpt-5", "gpt-6", "o1", "o3", "o4"].contains { model.hasPrefix($0) }
        if reasons { return ModelCapabilities(features: common.union([.reasoning])) }
        return model.hasPrefix("gpt-4") ? ModelCapabilities(features: common) : .unknown
    }
}
