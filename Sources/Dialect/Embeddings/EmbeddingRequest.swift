/// What to make vectors of, and for what.
public struct EmbeddingRequest: Hashable, Sendable {
    /// What the vectors will be used for. The set is open: a provider's own words are passed on to it.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A question, to be compared with documents.
        public static let query = Kind("query")
        /// A piece of what is searched.
        public static let document = Kind("document")
        /// To be sorted into classes.
        public static let classification = Kind("classification")
        /// To be grouped by nearness.
        public static let clustering = Kind("clustering")
        /// To be compared with its like.
        public static let similarity = Kind("similarity")
    }

    /// One vector is made of each.
    public var inputs: [EmbeddingInput]
    /// What the vectors are for; nil leaves the provider's default.
    public var kind: Kind?
    /// How many numbers a vector should have; nil is the model's own length.
    public var dimensions: Int?
    /// What only particular providers understand.
    public var providerOptions: ProviderOptions
    /// HTTP headers to add to every call.
    public var headers: [String: String]
    /// When to give up. A moment of this process's clock: it is not encoded.
    public var deadline: ContinuousClock.Instant?

    public init(
        inputs: [EmbeddingInput], kind: Kind? = nil, dimensions: Int? = nil,
        providerOptions: ProviderOptions = ProviderOptions(), headers: [String: String] = [:],
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.inputs = inputs
        self.kind = kind
        self.dimensions = dimensions
        self.providerOptions = providerOptions
        self.headers = headers
        self.deadline = deadline
    }

    /// A request for the vectors of texts.
    public init(_ texts: [String], kind: Kind? = nil, dimensions: Int? = nil) {
        self.init(inputs: texts.map { EmbeddingInput($0) }, kind: kind, dimensions: dimensions)
    }
}

extension EmbeddingRequest: Codable {
    private enum CodingKeys: String, CodingKey { case inputs, kind, dimensions, providerOptions, headers }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            inputs: try container.decode([EmbeddingInput].self, forKey: .inputs),
            kind: try container.decodeIfPresent(Kind.self, forKey: .kind),
            dimensions: try container.decodeIfPresent(Int.self, forKey: .dimensions),
            providerOptions: try container.decodeIfPresent(ProviderOptions.self, forKey: .providerOptions)
                ?? ProviderOptions(),
            headers: try container.decodeIfPresent([String: String].self, forKey: .headers) ?? [:])
    }
}
