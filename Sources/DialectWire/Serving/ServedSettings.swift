import Dialect

/// How a dialect calls the settings common to most; nil where it has none.
struct ServedSettings {
    var maxOutputTokens: [String]
    var temperature: String? = "temperature"
    var topP: String?
    var topK: String?
    var stopSequences: String?
    var seed: String?
    var presencePenalty: String?
    var frequencyPenalty: String?

    /// Reads the settings that an object has.
    ///
    /// - Parameter field: Nil where the request says nothing of them.
    func read(_ field: RequestField?) throws(LanguageModelError) -> GenerationOptions {
        var options = GenerationOptions()
        guard let field else { return options }
        for name in maxOutputTokens where options.maxOutputTokens == nil {
            options.maxOutputTokens = try field[name]?.int()
        }
        options.temperature = try double(temperature, in: field)
        options.topP = try double(topP, in: field)
        options.topK = try int(topK, in: field)
        options.seed = try int(seed, in: field)
        options.presencePenalty = try double(presencePenalty, in: field)
        options.frequencyPenalty = try double(frequencyPenalty, in: field)
        if let stopSequences, let stops = field[stopSequences] {
            if let one = stops.value.stringValue {
                options.stopSequences = [one]
            } else {
                var texts: [String] = []
                for stop in try stops.elements() { texts.append(try stop.string()) }
                options.stopSequences = texts
            }
        }
        return options
    }

    private func double(_ name: String?, in field: RequestField) throws(LanguageModelError) -> Double? {
        guard let name else { return nil }
        return try field[name]?.double()
    }

    private func int(_ name: String?, in field: RequestField) throws(LanguageModelError) -> Int? {
        guard let name else { return nil }
        return try field[name]?.int()
    }
}
