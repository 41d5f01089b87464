public import Dialect

/// What a request may say to a Messages server beyond the common vocabulary.
///
/// Names and meanings are those of Anthropic's API reference, "Create a Message"; nil leaves a default.
public struct MessagesOptions: ProviderValue {
    /// How the model thinks; wins over the common reasoning effort.
    public struct Thinking: Hashable, Sendable, Codable {
        /// `adaptive`, `enabled` or `disabled`.
        public var type: String
        /// The most tokens to think with, of type `enabled`; at least 1024, and less than the output's limit.
        public var budgetTokens: Int?
        /// `summarized` or `omitted`; newer models show nothing unless asked.
        public var display: String?

        public init(type: String, budgetTokens: Int? = nil, display: String? = nil) {
            self.type = type
            self.budgetTokens = budgetTokens
            self.display = display
        }

        /// The model decides whether and how long it thinks; ``MessagesOptions/effort`` guides it.
        public static let adaptive = Thinking(type: "adaptive")
        public static let disabled = Thinking(type: "disabled")

        /// Thinks with at most so many tokens, on models before Claude Opus 4.7.
        public static func enabled(budgetTokens: Int, display: String? = nil) -> Thinking {
            Thinking(type: "enabled", budgetTokens: budgetTokens, display: display)
        }

        var json: JSONValue {
            var object: JSONObject = ["type": .string(type)]
            object["budget_tokens"] = budgetTokens.map(JSONValue.integer)
            object["display"] = display.map(JSONValue.string)
            return .object(object)
        }
    }

    /// How much the model gives for an answer, thinking or not. The set is open.
    public struct Effort: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let low = Effort("low")
        public static let medium = Effort("medium")
        public static let high = Effort("high")
        public static let xhigh = Effort("xhigh")
        public static let max = Effort("max")
    }

    /// Which capacity serves the request. The set is open.
    public struct ServiceTier: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let auto = ServiceTier("auto")
        public static let standardOnly = ServiceTier("standard_only")
    }

    public var thinking: Thinking?
    /// Wins over the common reasoning effort.
    public var effort: Effort?
    /// Lets models before Claude 4.6 think between tool calls too.
    public var interleavedThinking: Bool?
    /// Tokens for a whole task of several requests, of which the model sees how many are left.
    public var taskBudgetTokens: Int?
    /// Caches the prompt up to its last block, and moves on as the conversation grows. Where the server does not place
    /// the breakpoint itself, the encoder does as for ``cacheBreakpoints``.
    public var cacheControl: MessagesCacheControl?
    /// Places cache breakpoints after the tools, after the system's instructions and after the last two messages of
    /// the user, as far as the server's four allow; parts that carry one of their own keep it.
    public var cacheBreakpoints: MessagesCacheControl?
    /// Streams tool input without waiting for whole values, so that it arrives sooner but may be no valid JSON.
    public var eagerToolInput: Bool?
    /// Sends instructions that come later than the first message where they stand, instead of with the others; not
    /// all models take them.
    public var systemInPlace: Bool?
    public var serviceTier: ServiceTier?
    /// An anonymous id of the end user, for the provider's abuse detection.
    public var userID: String?
    /// The container to run code in: its id, or an object with `id` and `skills`.
    public var container: JSONValue?
    /// What to remove from a context that grows too long, as Anthropic spells it: an object with `edits`.
    public var contextManagement: JSONValue?
    /// `fast` for the faster and dearer mode of some models.
    public var speed: String?
    /// Where the model may run: `us`, `global`.
    public var inferenceGeo: String?
    /// Betas to ask for, beside those that the request's own features need.
    public var betas: [String]?
    /// Top-level fields to add to the request as they are. They win over all others but `messages` and `stream`.
    public var extraBody: JSONObject?

    public init() {}
}
