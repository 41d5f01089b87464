public import Dialect

/// What a request may say to Cohere beyond the common vocabulary.
///
/// Names and meanings are those of Cohere's API reference, "Chat API (v2)"; nil leaves a default.
public struct CohereOptions: ProviderValue {
    /// How much Cohere's own instructions keep the model from unsafe answers. The set is open.
    public struct SafetyMode: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let contextual = SafetyMode("CONTEXTUAL")
        public static let strict = SafetyMode("STRICT")
        public static let off = SafetyMode("OFF")
    }

    /// How carefully citations are made. The set is open.
    public struct CitationMode: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let enabled = CitationMode("ENABLED")
        public static let accurate = CitationMode("ACCURATE")
        public static let fast = CitationMode("FAST")
        public static let off = CitationMode("OFF")
    }

    /// What the model may base its answer on, and cite.
    public var documents: [CohereDocument]?
    /// How exactly the answer is tied to what it is based on.
    public var citationMode: CitationMode?
    /// How careful the answer is.
    public var safetyMode: SafetyMode?
    /// The most tokens to think with; sets thinking on.
    public var thinkingBudget: Int?
    /// Whether calls must obey the tools' schemas; nil follows the tools' own word.
    public var strictTools: Bool?
    /// Whether to report the probabilities of tokens.
    public var logprobs: Bool?
    /// Lower numbers are served first.
    public var priority: Int?
    /// Top-level fields to add to the request as they are. They win over all others but `messages` and `stream`.
    public var extraBody: JSONObject?

    public init() {}
}

/// A document for the model to base its answer on.
public struct CohereDocument: Hashable, Sendable, Codable {
    /// By which citations name it; Cohere numbers documents that have none.
    public var id: String?
    /// Its content by field, such as `text` and `title`.
    public var data: JSONObject

    public init(data: JSONObject, id: String? = nil) {
        self.data = data
        self.id = id
    }

    /// A text, perhaps with a title.
    public init(_ text: String, title: String? = nil, id: String? = nil) {
        var data: JSONObject = ["text": .string(text)]
        data["title"] = title.map(JSONValue.string)
        self.init(data: data, id: id)
    }

    /// Reads an object with `data`, or a text alone.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            data: try container.decode(JSONObject.self, forKey: .data),
            id: try container.decodeIfPresent(String.self, forKey: .id))
    }

    private enum CodingKeys: String, CodingKey { case id, data }

    var json: JSONValue {
        var object = JSONObject()
        object["id"] = id.map(JSONValue.string)
        object["data"] = .object(data)
        return .object(object)
    }
}
