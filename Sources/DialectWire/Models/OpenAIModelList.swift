package import Dialect

/// Reads the answer to `GET /models` in OpenAI's form.
package enum OpenAIModelList {
    /// The models in the order of the answer. What has no id cannot be asked for, and is left out.
    ///
    /// - Throws: ``LanguageModelError``: what the answer reports, or `decoding` if it is no list.
    package static func models(
        _ answer: JSONValue, provider: String
    ) throws(LanguageModelError) -> [OpenAIModelInfo] {
        // Together answers with the bare list ("List All Models" of its API reference).
        if let entries = answer.arrayValue ?? answer["data"]?.arrayValue {
            return entries.compactMap { OpenAIModelInfo($0) }
        }
        // Gateways are known to report errors with status 200.
        if let error = answer["error"], !error.isNull {
            throw LanguageModelError(reported: answer, provider: provider)
        }
        throw LanguageModelError(
            .decoding, "The answer is no list of models: it has no \"data\".", provider: provider,
            rawBody: String(answer.jsonText.prefix(LanguageModelError.maximumRawBodyLength)))
    }
}
