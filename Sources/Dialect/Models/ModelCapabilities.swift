/// What a model is known to do. An absent feature means "not known", not "impossible": a request is never refused
/// because of it.
public struct ModelCapabilities: Hashable, Sendable, Codable {
    /// One ability. The set is open: providers may add their own.
    public struct Feature: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Calls client tools.
        public static let tools = Feature("tools")
        /// Calls several tools in one response.
        public static let parallelToolCalls = Feature("parallelToolCalls")
        /// Obeys a JSON schema natively.
        public static let jsonSchema = Feature("jsonSchema")
        public static let imageInput = Feature("imageInput")
        /// Reads PDF documents.
        public static let pdfInput = Feature("pdfInput")
        public static let audioInput = Feature("audioInput")
        /// Thinks before it answers, and can be told how hard.
        public static let reasoning = Feature("reasoning")
    }

    public var features: Set<Feature>
    /// The longest input and output together, in tokens.
    public var contextWindow: Int?
    /// The longest output, in tokens.
    public var maxOutputTokens: Int?

    public init(features: Set<Feature> = [], contextWindow: Int? = nil, maxOutputTokens: Int? = nil) {
        self.features = features
        self.contextWindow = contextWindow
        self.maxOutputTokens = maxOutputTokens
    }

    /// Nothing is known.
    public static let unknown = ModelCapabilities()
}
