public import Dialect

/// What a request may say to a Responses server beyond the common vocabulary.
///
/// Names and meanings are those of OpenAI's API reference, "Create a model response"; nil leaves a default.
public struct ResponsesOptions: ProviderValue {
    /// Which capacity serves the request. The set is open.
    public struct ServiceTier: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let auto = ServiceTier("auto")
        public static let `default` = ServiceTier("default")
        public static let flex = ServiceTier("flex")
        public static let priority = ServiceTier("priority")
    }

    /// Additional output to include. The set is open.
    public struct Include: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Reasoning in an encrypted form that can be sent back without being stored on the server.
        public static let encryptedReasoning = Include("reasoning.encrypted_content")
        public static let webSearchSources = Include("web_search_call.action.sources")
        public static let fileSearchResults = Include("file_search_call.results")
        public static let codeInterpreterOutputs = Include("code_interpreter_call.outputs")
        public static let outputTextLogprobs = Include("message.output_text.logprobs")
        public static let inputImageURLs = Include("message.input_image.image_url")
        public static let computerOutputImageURLs = Include("computer_call_output.output.image_url")
    }

    /// How wordy answers are. The set is open.
    public struct Verbosity: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let low = Verbosity("low")
        public static let medium = Verbosity("medium")
        public static let high = Verbosity("high")
    }

    /// How much of a summary of its reasoning the model gives. The set is open.
    public struct ReasoningSummary: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let auto = ReasoningSummary("auto")
        public static let concise = ReasoningSummary("concise")
        public static let detailed = ReasoningSummary("detailed")
    }

    /// What to do with a conversation that exceeds the context window. The set is open.
    public struct Truncation: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let auto = Truncation("auto")
        public static let disabled = Truncation("disabled")
    }

    /// Whether the server keeps the response, so that a later request can refer to it. The server's default is true.
    public var store: Bool?
    /// The response to continue; the messages of the request are then only what is new.
    public var previousResponseID: String?
    /// The conversation on the server to continue; not together with ``previousResponseID``.
    public var conversationID: String?
    /// Instructions that stand above all messages and are not part of the conversation.
    public var instructions: String?
    public var include: [Include]?
    public var serviceTier: ServiceTier?
    public var reasoningSummary: ReasoningSummary?
    public var verbosity: Verbosity?
    public var truncation: Truncation?
    /// Groups requests whose beginnings are alike, for better use of the prompt cache.
    public var promptCacheKey: String?
    /// How long cached prompts are kept: `in_memory`, `24h`.
    public var promptCacheRetention: String?
    /// A stable, anonymous id of the end user, for the provider's abuse detection.
    public var safetyIdentifier: String?
    /// The most calls of built-in tools in one response.
    public var maxToolCalls: Int?
    /// How many of the likeliest tokens to report for each token, 0 to 20.
    public var topLogprobs: Int?
    /// Up to 16 pairs to find the response by later.
    public var metadata: [String: String]?
    /// A tenant, user or session of the app. Requests of different scopes never share a WebSocket. It is not sent.
    public var sessionScope: String?
    /// Top-level fields to add to the request as they are. They win over all others but those that the messages and
    /// the transport make: `input`, `stream`, and the fields of a WebSocket's events.
    public var extraBody: JSONObject?

    public init() {}
}
