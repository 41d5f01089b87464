public import Dialect

extension ModelCapabilities {
    /// What is known of a model: of exactly this name, or of the family that it is a dated version of;
    /// ``Dialect/ModelCapabilities/unknown`` for all others.
    ///
    /// The tables are data, written by `.ci/capabilities`.
    public static func profile(of model: ModelID) -> ModelCapabilities {
        guard let table = CapabilityTable.tables[model.provider] else { return .unknown }
        if let known = table.capabilities(of: model.model) { return known }
        switch model.provider {
        case "anthropic":
            // As gateways spell it: `anthropic/claude-haiku-4.5`.
            let name = model.model.split(separator: "/").last.map(String.init) ?? ""
            return table.capabilities(of: String(name.map { $0 == "." ? "-" : $0 })) ?? .unknown
        case "bedrock":
            // An ARN ends with the model's id, and that of a profile for inference in several regions begins with
            // them: `us.anthropic.claude-opus-4-6-v1`.
            let name = model.model.split(separator: "/").last.map(String.init) ?? ""
            if let known = table.capabilities(of: name) { return known }
            guard let dot = name.firstIndex(of: ".") else { return .unknown }
            return table.capabilities(of: String(name[name.index(after: dot)...])) ?? .unknown
        case "google", "vertex":
            // The API's own spelling: `models/gemini-2.5-pro`, `publishers/google/models/…`.
            let name = model.model.split(separator: "/").last.map(String.init) ?? ""
            return table.capabilities(of: name) ?? .unknown
        default:
            return .unknown
        }
    }

    /// What is known of a model, for the choice of how it is brought to obey a schema: nothing where the table of its
    /// provider does not tell which models do.
    package static func schemaProfile(of model: ModelID) -> ModelCapabilities {
        guard CapabilityTable.tables[model.provider]?.tellsOfSchemas == true else { return .unknown }
        return profile(of: model)
    }
}

extension CapabilityTable {
    /// By the providers' names. A deployment at Azure has any name, but most have their model's.
    static let tables: [String: CapabilityTable] = [
        "openai": openAI, "azure": openAI, "anthropic": anthropic, "google": google, "vertex": google,
        "bedrock": bedrock, "cohere": cohere, "mistral": mistral, "xai": xAI, "deepseek": deepSeek, "groq": groq,
        "cerebras": cerebras, "moonshot": moonshot, "zai": zAI, "alibaba": alibaba, "perplexity": perplexity,
    ]
}
