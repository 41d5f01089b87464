public import Dialect

/// Says an ``EmbeddingRequest`` in OpenAI's words. The same request always gives the same bytes.
public struct EmbeddingsRequestEncoder: Sendable {
    private let dialect: EmbeddingsDialect

    public init(dialect: EmbeddingsDialect) {
        self.dialect = dialect
    }

    /// The body of a call, and what could not be said.
    public struct Encoded: Sendable {
        public var body: [UInt8]
        public var warnings: [ModelWarning]
    }

    /// Encodes the inputs of one call.
    ///
    /// - Parameter model: The model's name, as the server knows it; empty where the URL names it.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for an input that is not text, and for options of
    ///   another form.
    public func encode(_ request: EmbeddingRequest, model: String) throws(LanguageModelError) -> Encoded {
        let options = try options(of: request)
        var warnings: [ModelWarning] = []
        var fields: [String: JSONValue] = [:]
        if !model.isEmpty { fields["model"] = .string(model) }
        fields["encoding_format"] = (options.encodingFormat ?? dialect.encodingFormat).map(JSONValue.string)
        fields["user"] = options.user.map(JSONValue.string)
        if let dimensions = request.dimensions {
            if let field = dialect.dimensionsField {
                fields[field] = .integer(dimensions)
            } else {
                warnings.append(unsupported("dimensions"))
            }
        }
        if let kind = request.kind {
            if let field = dialect.kindField {
                fields[field] = .string(dialect.kindWords[kind] ?? kind.rawValue)
            } else {
                warnings.append(unsupported("kind"))
            }
        }
        for (name, value) in options.extraBody ?? JSONObject() { fields[name] = value }
        fields["input"] = .array(try texts(of: request).map(JSONValue.string))
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.value(value)
        }
        writer.endObject()
        return Encoded(body: writer.bytes, warnings: warnings)
    }

    private func texts(of request: EmbeddingRequest) throws(LanguageModelError) -> [String] {
        var texts: [String] = []
        for (index, input) in request.inputs.enumerated() {
            guard let text = input.text else {
                throw LanguageModelError(
                    .invalidRequest, "Input \(index) is not text alone, which is all that \(dialect.provider) embeds.",
                    provider: dialect.provider, details: .init(parameter: "inputs"))
            }
            texts.append(text)
        }
        return texts
    }

    private func options(of request: EmbeddingRequest) throws(LanguageModelError) -> EmbeddingsOptions {
        do {
            return try request.providerOptions.decode(EmbeddingsOptions.self, named: dialect.provider)
                ?? EmbeddingsOptions()
        } catch {
            throw LanguageModelError(
                .invalidRequest, "The provider options do not have the form they should: \(error)",
                provider: dialect.provider, underlying: error)
        }
    }

    private func unsupported(_ name: String) -> ModelWarning {
        ModelWarning(
            .unsupportedSetting, subject: name,
            message: "The embeddings of \(dialect.provider) have no setting for \(name); it was left out.")
    }
}
