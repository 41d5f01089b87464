import Dialect

/// What is known of a provider's models, one line for each family:
///
///     gpt-5 in=272000 out=128000 efforts=minimal,low,medium,high caching=automatic tools parallel reasoning
///
/// The name first; `window`, `in` and `out` are the context window, the longest input and the longest output in tokens;
/// words without a value are features.
struct CapabilityTable: Sendable {
    private let families: [String: ModelCapabilities]
    /// Lines that are not understood; a test sees to it that there are none.
    let faults: [String]

    /// - Parameters:
    ///   - schemaForm: What the provider's models take, as far as they obey schemas.
    ///   - lines: The families.
    init(schemaForm: ModelCapabilities.SchemaForm? = nil, _ lines: String) {
        var families: [String: ModelCapabilities] = [:]
        var faults: [String] = []
        for line in lines.split(separator: "\n") {
            if let family = Self.family(line, schemaForm), families[family.name] == nil {
                families[family.name] = family.capabilities
            } else {
                faults.append(String(line))
            }
        }
        self.families = families
        tellsOfSchemas = families.values.contains { $0.features.contains(.jsonSchema) }
        self.faults = faults
    }

    /// Whether any model is known to obey schemas; else the table does not tell of it.
    let tellsOfSchemas: Bool

    /// All families, sorted.
    var names: [String] { families.keys.sorted() }

    /// What is known of a model by its name, or by the name of the family that it is a dated version of.
    func capabilities(of model: String) -> ModelCapabilities? {
        if let exact = families[model] { return exact }
        var name = Substring(model)
        while let cut = name.lastIndex(where: { $0 == "-" || $0 == "@" || $0 == ":" }) {
            guard Self.isVersion(name[name.index(after: cut)...]) else { return nil }
            name = name[..<cut]
            if let family = families[String(name)] { return family }
        }
        return nil
    }

    /// Whether a piece of a name tells one state of a model from another: `2025`, `08`, `20250929`, `latest`, `v1`.
    /// A single digit does not: `claude-sonnet-4-5` is another model than `claude-sonnet-4`.
    private static func isVersion(_ piece: Substring) -> Bool {
        if piece == "latest" || piece == "preview" || piece == "0" { return true }
        let digits = piece.first == "v" ? piece.dropFirst() : piece
        return !digits.isEmpty && digits.allSatisfy(\.isNumber) && (digits.count > 1 || piece.first == "v")
    }

    private static func family(
        _ line: Substring, _ schemaForm: ModelCapabilities.SchemaForm?
    ) -> (name: String, capabilities: ModelCapabilities)? {
        let words = line.split(separator: " ")
        guard let name = words.first, words.count > 1 else { return nil }
        var capabilities = ModelCapabilities()
        for word in words.dropFirst() {
            let pair = word.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else {
                guard let feature = features[String(word)] else { return nil }
                capabilities.features.insert(feature)
                continue
            }
            switch (pair[0], Int(pair[1])) {
            case ("window", let count?): capabilities.contextWindow = count
            case ("in", let count?): capabilities.maxInputTokens = count
            case ("out", let count?): capabilities.maxOutputTokens = count
            case ("efforts", nil):
                capabilities.reasoningEfforts = pair[1].split(separator: ",").map { .init(String($0)) }
            case ("caching", nil): capabilities.promptCaching = .init(String(pair[1]))
            default: return nil
            }
        }
        if capabilities.features.contains(.jsonSchema) { capabilities.schemaForm = schemaForm }
        return (String(name), capabilities)
    }

    private static let features: [String: ModelCapabilities.Feature] = [
        "tools": .tools, "parallel": .parallelToolCalls, "schema": .jsonSchema, "image": .imageInput,
        "pdf": .pdfInput, "audio": .audioInput, "video": .videoInput, "pictures": .imageOutput,
        "speech": .audioOutput, "reasoning": .reasoning,
    ]
}
