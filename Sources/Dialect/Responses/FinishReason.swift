/// Why a response ended. The provider's own word is kept beside the common one.
public struct FinishReason: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A reason common to all providers. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The reason in common words.
    public var kind: Kind
    /// The provider's own word, such as `max_output_tokens`.
    public var raw: String?

    public init(_ kind: Kind, raw: String? = nil) {
        self.kind = kind
        self.raw = raw
    }

    /// The model said all it had to say.
    public static let stop = FinishReason(.stop)
    /// A limit on tokens was reached.
    public static let length = FinishReason(.length)
    /// The response holds calls of client tools; their results are awaited.
    public static let toolCalls = FinishReason(.toolCalls)
    /// The provider withheld the rest.
    public static let contentFilter = FinishReason(.contentFilter)
    /// The provider gave up but did not fail the response.
    public static let error = FinishReason(.error)
    /// Anything else; ``raw`` says what.
    public static let other = FinishReason(.other)

    public var description: String {
        guard let raw, raw != kind.rawValue else { return kind.rawValue }
        return "\(kind.rawValue) (\(raw))"
    }
}

extension FinishReason.Kind {
    /// The model was done, or met a stop sequence.
    public static let stop = Self("stop")
    /// The limit of tokens was reached, so that the answer is cut.
    public static let length = Self("length")
    /// The app's tools are to be called.
    public static let toolCalls = Self("toolCalls")
    /// The provider or the model refused.
    public static let contentFilter = Self("contentFilter")
    /// The answer failed on the side of the provider, and what came of it stands.
    public static let error = Self("error")
    /// Something else; the raw word tells.
    public static let other = Self("other")
}
