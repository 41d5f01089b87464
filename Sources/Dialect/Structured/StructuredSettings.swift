/// How an answer in the form of a type is asked for.
public struct StructuredSettings: Hashable, Sendable {
    /// The name under which the model is told of the schema: letters, digits, `_` and `-`. Nil makes one of the type's.
    public var name: String?
    /// What the answer is for; the model reads this.
    public var description: String?
    /// Whether the provider must guarantee the schema as far as it can; nil leaves its default.
    public var strict: Bool?
    /// How often the model is told what is wrong with its answer, and asked again, before that is an error.
    ///
    /// Each time costs a request with the whole conversation. Answers that were cut off, withheld or replaced by calls
    /// of tools are not asked for again.
    public var maximumReasks: Int

    public init(
        name: String? = nil, description: String? = nil, strict: Bool? = true, maximumReasks: Int = 1
    ) {
        self.name = name
        self.description = description
        self.strict = strict
        self.maximumReasks = maximumReasks
    }
}

extension ModelRequest {
    /// The same request, with the answer in the form of a type.
    ///
    /// ``LanguageModel/generate(_:from:settings:)`` and ``LanguageModel/stream(_:from:settings:)`` do this by themselves.
    public func asking<Value: Generable>(
        for type: Value.Type, settings: StructuredSettings = StructuredSettings()
    ) -> ModelRequest {
        var request = self
        let schema = Value.jsonSchema
        // A schema that allows everything guarantees nothing; the rest is the mode that gives JSON at all.
        let isFree = schema.objectValue?.isEmpty == true
        request.outputFormat =
            isFree
            ? .json
            : .jsonSchema(
                JSONSchemaFormat(
                    name: settings.name ?? Self.schemaName(of: type), schema: schema,
                    description: settings.description, strict: settings.strict))
        return request
    }

    /// Providers take letters, digits, `_` and `-`, and 64 of them.
    private static func schemaName(of type: Any.Type) -> String {
        let words = "\(type)".split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "_").prefix(64)
        return name.isEmpty ? "answer" : String(name)
    }
}
