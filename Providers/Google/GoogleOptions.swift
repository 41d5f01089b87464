public import Dialect

/// What a request may say to Google beyond the common vocabulary.
///
/// Names and meanings are those of the Gemini API's reference, "GenerateContent"; nil leaves a default.
public struct GoogleOptions: ProviderValue {
    /// How hard a model of the third generation or later thinks. The set is open.
    public struct ThinkingLevel: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let minimal = ThinkingLevel("MINIMAL")
        public static let low = ThinkingLevel("LOW")
        public static let medium = ThinkingLevel("MEDIUM")
        public static let high = ThinkingLevel("HIGH")
    }

    /// What a model may answer with. The set is open.
    public struct Modality: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let text = Modality("TEXT")
        public static let image = Modality("IMAGE")
        public static let audio = Modality("AUDIO")
    }

    /// How functions are called. The set is open.
    public struct FunctionCallingMode: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let auto = FunctionCallingMode("AUTO")
        /// A call is required.
        public static let any = FunctionCallingMode("ANY")
        public static let none = FunctionCallingMode("NONE")
        /// As ``auto``, and calls obey their schemas.
        public static let validated = FunctionCallingMode("VALIDATED")
    }

    /// How JSON schemas are sent.
    public enum SchemaForm: String, Hashable, Sendable, Codable {
        /// As they are, which today's models understand.
        case jsonSchema
        /// In the subset of OpenAPI that older models and some gateways know; what it cannot say is left out with a
        /// warning.
        case openAPI
    }

    /// From how likely a harm on an answer is withheld.
    public struct SafetySetting: Hashable, Sendable, Codable {
        /// Such as `HARM_CATEGORY_HATE_SPEECH`.
        public var category: String
        /// Such as `BLOCK_ONLY_HIGH` or `OFF`.
        public var threshold: String
        /// `SEVERITY` or `PROBABILITY`; known to Vertex AI only.
        public var method: String?

        public init(category: String, threshold: String, method: String? = nil) {
            self.category = category
            self.threshold = threshold
            self.method = method
        }
    }

    /// Whether summaries of the thoughts come with the answer.
    public var includeThoughts: Bool?
    /// The most tokens to think with; -1 lets the model decide. Known to the models of generation 2.5.
    public var thinkingBudget: Int?
    /// How hard to think; wins over the reasoning effort of the request.
    public var thinkingLevel: ThinkingLevel?
    /// From how likely a harm on an answer is withheld, for each kind of harm.
    public var safetySettings: [SafetySetting]?
    /// The beginning of the prompt, stored before: `cachedContents/…`.
    public var cachedContent: String?
    /// What the answer may be made of.
    public var responseModalities: [Modality]?
    /// Wins over the request's tool choice.
    public var functionCallingMode: FunctionCallingMode?
    /// The only functions that may be called.
    public var allowedFunctionNames: [String]?
    /// Whether arguments of functions arrive piece by piece; known to Vertex AI only.
    public var streamFunctionCallArguments: Bool?
    /// Whether calls of Google's own tools are shown, as they must be where they are used beside functions.
    public var includeServerSideToolInvocations: Bool?
    /// Where the user is, for tools that search: `["latLng": …]`.
    public var retrievalConfig: JSONValue?
    /// `MEDIA_RESOLUTION_LOW`, `…_MEDIUM` or `…_HIGH`.
    public var mediaResolution: String?
    /// Aspect ratio and size of images to make.
    public var imageConfig: JSONValue?
    /// Voices of speech to make.
    public var speechConfig: JSONValue?
    /// Whether the log probability of each token is reported.
    public var responseLogprobs: Bool?
    /// Of how many alternatives the log probabilities are reported.
    public var logprobs: Int?
    /// Pairs to find the cost of the request by; known to Vertex AI only.
    public var labels: [String: String]?
    /// Templates of Model Armor; known to Vertex AI only.
    public var modelArmorConfig: JSONValue?
    /// How JSON schemas are sent; as they are, unless said otherwise.
    public var schemaForm: SchemaForm?
    /// Fields to add to the request. Objects are merged member by member, so that
    /// `["generationConfig": ["enableEnhancedCivicAnswers": true]]` adds one setting; what is here wins.
    public var extraBody: JSONObject?

    public init() {}
}
