/// Why a response ended. The provider's own word is kept beside the common one.
public struct FinishReason: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A reason common to all providers. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }

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
    public static let stop = Self("stop")
    public static let length = Self("length")
    public static let toolCalls = Self("toolCalls")
    public static let contentFilter = Self("contentFilter")
    public static let error = Self("error")
    public static let other = Self("other")
}
