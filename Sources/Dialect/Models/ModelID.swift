/// A provider's name and one of its models' names, written `provider/model`: `openai/gpt-5.5`.
///
/// Only the first slash divides: the model of `openrouter/anthropic/claude-opus` is `anthropic/claude-opus`.
public struct ModelID: Hashable, Sendable {
    /// The provider, in lower case as a rule: `openai`.
    public var provider: String
    /// The model, as the provider spells it: `gpt-5.5`.
    public var model: String

    public init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }
}

extension ModelID: LosslessStringConvertible {
    /// Parses `provider/model`; nil without a slash or with an empty half.
    public init?(_ description: String) {
        self.init(divided: description)
        guard !provider.isEmpty, !model.isEmpty else { return nil }
    }

    /// Divides at the first slash; nil without one.
    private init?(divided text: String) {
        let scalars = text.unicodeScalars
        guard let slash = scalars.firstIndex(of: "/") else { return nil }
        self.init(provider: String(text[..<slash]), model: String(text[scalars.index(after: slash)...]))
    }

    public var description: String { "\(provider)/\(model)" }
}

extension ModelID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        // A half may be empty: a server of one model needs no name for it, and what was saved must be read again.
        guard let id = ModelID(divided: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "A model id reads provider/model; found \"\(text)\"")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
