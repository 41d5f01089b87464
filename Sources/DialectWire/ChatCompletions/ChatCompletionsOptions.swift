public import Dialect

/// What a request may say to a Chat Completions server beyond the common vocabulary.
///
/// Names and meanings are those of OpenAI's API reference, "Create chat completion"; nil leaves a default. Vendors know
/// different parts of it; what is theirs alone goes into ``extraBody``.
public struct ChatCompletionsOptions: ProviderValue {
    /// What the model should put out. The set is open.
    public struct Modality: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let text = Modality("text")
        public static let audio = Modality("audio")
        public static let image = Modality("image")
    }

    /// How the model should speak.
    public struct Audio: Hashable, Sendable, Codable {
        /// A voice, by the vendor's name for it: `alloy`.
        public var voice: String
        /// `wav`, `mp3`, `flac`, `opus` or `pcm16`; a stream is `pcm16` only.
        public var format: String

        public init(voice: String, format: String = "pcm16") {
            self.voice = voice
            self.format = format
        }
    }

    /// Whether to report how likely each token was.
    public var logprobs: Bool?
    /// How many of the likeliest tokens to report for each token, 0 to 20.
    public var topLogprobs: Int?
    /// Makes tokens likelier or less likely, by their ids, -100 to 100.
    public var logitBias: [String: Double]?
    /// Text of which the answer is expected to repeat most, such as a file that is edited.
    public var prediction: String?
    public var modalities: [Modality]?
    public var audio: Audio?
    /// Which capacity serves the request: `auto`, `default`, `flex`, `priority`.
    public var serviceTier: String?
    /// How wordy answers are: `low`, `medium`, `high`.
    public var verbosity: String?
    /// Whether the server keeps the response for evaluations.
    public var store: Bool?
    /// Up to 16 pairs to find the response by later.
    public var metadata: [String: String]?
    /// Groups requests whose beginnings are alike, for better use of the prompt cache.
    public var promptCacheKey: String?
    /// A stable, anonymous id of the end user, for the provider's abuse detection.
    public var safetyIdentifier: String?
    /// The end user; OpenAI prefers ``safetyIdentifier`` and ``promptCacheKey`` by now.
    public var user: String?
    /// Settings of the built-in search of models that have one.
    public var webSearchOptions: JSONValue?
    /// Top-level fields to add to the request as they are. They win over all others but `messages` and `stream`.
    public var extraBody: JSONObject?

    public init() {}
}

extension ChatCompletionsOptions {
    /// The media type of the sound that the options ask for.
    package var audioMediaType: String {
        switch audio?.format {
        case nil: "audio/*"
        case "mp3"?: "audio/mpeg"
        case "pcm16"?: "audio/pcm"
        case let format?: "audio/\(format)"
        }
    }

    /// The options of a request for a dialect: its own, and beneath them what the provider's other dialects share.
    ///
    /// - Throws: `DecodingError` when raw JSON does not fit the type.
    package init(_ options: ProviderOptions, dialect: ChatCompletionsDialect) throws {
        self.init()
        if let own = try options.decode(ChatCompletionsOptions.self, named: dialect.namespace) { self = own }
        guard dialect.namespace != dialect.provider,
            // What does not fit is said to another dialect.
            let shared = try? options.decode(ChatCompletionsOptions.self, named: dialect.provider)
        else { return }
        serviceTier = serviceTier ?? shared.serviceTier
        verbosity = verbosity ?? shared.verbosity
        store = store ?? shared.store
        metadata = metadata ?? shared.metadata
        promptCacheKey = promptCacheKey ?? shared.promptCacheKey
        safetyIdentifier = safetyIdentifier ?? shared.safetyIdentifier
        topLogprobs = topLogprobs ?? shared.topLogprobs
    }

    /// The fields of the body.
    func fields() -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        // The number of alternatives is refused without the switch.
        fields["logprobs"] = (logprobs ?? (topLogprobs == nil ? nil : true)).map(JSONValue.bool)
        fields["top_logprobs"] = topLogprobs.map(JSONValue.integer)
        fields["logit_bias"] = logitBias.map { bias in
            var object = JSONObject()
            for (token, value) in bias.sorted(by: { $0.key < $1.key }) { object[token] = .number(JSONNumber(value)) }
            return .object(object)
        }
        fields["prediction"] = prediction.map { ["type": "content", "content": .string($0)] }
        fields["modalities"] = modalities.map { .array($0.map { .string($0.rawValue) }) }
        fields["audio"] = audio.map { ["voice": .string($0.voice), "format": .string($0.format)] }
        fields["service_tier"] = serviceTier.map(JSONValue.string)
        fields["verbosity"] = verbosity.map(JSONValue.string)
        fields["store"] = store.map(JSONValue.bool)
        fields["metadata"] = metadata.map { pairs in
            var object = JSONObject()
            for (key, value) in pairs.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
            return .object(object)
        }
        fields["prompt_cache_key"] = promptCacheKey.map(JSONValue.string)
        fields["safety_identifier"] = safetyIdentifier.map(JSONValue.string)
        fields["user"] = user.map(JSONValue.string)
        fields["web_search_options"] = webSearchOptions
        return fields
    }
}
