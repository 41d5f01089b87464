public import Dialect

/// How one vendor speaks Chat Completions, as data.
///
/// Chat Completions is OpenAI's API that everybody copied and nobody copied exactly. What a server sends is read by one
/// parser, which takes all known variants; what it accepts is said here. The defaults are those of a plain server
/// that knows the common fields.
public struct ChatCompletionsDialect: Hashable, Sendable {
    /// The provider's name: in model ids and errors.
    public var provider: String
    /// The key of this provider's options and metadata; the provider's name unless said otherwise.
    public var namespace: String
    /// The providers whose own kinds of tools this vendor understands.
    public var toolProviders: Set<String>
    /// The role under which instructions of the developer are sent: `developer`, or `system` where that is unknown.
    public var developerRole: Message.Role
    /// The field for the limit of tokens: `max_tokens` or `max_completion_tokens`.
    public var maxTokensField: String
    /// The field for the seed.
    public var seedField: String
    /// How `toolChoice: .required` is spelled: `required`, or `any` at Mistral.
    public var requiredToolChoice: String
    /// Settings that the vendor refuses or ignores; they are left out with a warning.
    public var unsupportedSettings: Set<Setting>
    /// How the effort of reasoning is said.
    public var reasoningEffort: ReasoningEffortForm
    /// Whether the model's reasoning is sent back to it.
    public var reasoningReplay: ReasoningReplay
    /// How an answer is made to obey a schema.
    public var schemaForm: SchemaForm
    /// What the vendor understands of a schema that it must guarantee, of an answer or of a tool's arguments.
    public var schemaDialect: SchemaDialect
    /// Whether usage must be asked for in a stream with `stream_options`; else it comes by itself.
    public var asksForUsage: Bool
    /// What stands for the content of an assistant message that only calls tools.
    public var absentContent: AbsentContent
    /// Which ids of tool calls are taken.
    public var callIDs: ToolCallIDForm
    /// Which names of tools are taken back in calls.
    public var toolNames: ToolNameForm
    /// The field that marks a last message of the assistant as the beginning of the answer, as `prefix` at Mistral; nil
    /// where it needs no mark.
    public var prefillField: String?
    /// How documents that lie at a URL are sent.
    public var documentURLs: DocumentURLForm
    /// Whether videos are taken, as `video_url`.
    public var takesVideo: Bool
    /// Whether a tool's result may hold images; elsewhere they follow in a message of the user.
    public var takesMediaInToolResults: Bool
    /// Whether annotations of an answer are sent back with it, so that the vendor need not read a document again.
    public var replaysAnnotations: Bool
    /// Fields of an assistant message, beyond the common ones, that must be sent back as they came.
    public var replayedFields: Set<String>

    /// - Parameters:
    ///   - provider: The provider's name: in model ids and errors, and as the key of its options and metadata.
    ///   - configure: Changes what differs from a plain server.
    public init(provider: String, configure: (inout ChatCompletionsDialect) -> Void = { _ in }) {
        self.provider = provider
        namespace = provider
        toolProviders = [provider]
        developerRole = .system
        maxTokensField = "max_tokens"
        seedField = "seed"
        requiredToolChoice = "required"
        unsupportedSettings = [.topK]
        reasoningEffort = .field
        reasoningReplay = .asReceived
        schemaForm = .jsonSchema
        schemaDialect = .plain
        asksForUsage = true
        absentContent = .null
        callIDs = .any
        toolNames = .any
        prefillField = nil
        documentURLs = .none
        takesVideo = false
        takesMediaInToolResults = false
        replaysAnnotations = false
        // Google's signatures, which its compatible endpoint and gateways to it expect back.
        replayedFields = ["extra_content"]
        configure(&self)
    }

    /// The dialect of OpenAI itself ("Create chat completion" of its API reference).
    public static let openAI = ChatCompletionsDialect(provider: "openai") {
        $0.namespace = "openai.chat"
        $0.developerRole = .developer
        $0.maxTokensField = "max_completion_tokens"
        $0.schemaDialect = .openAIStrict
        // What the API answers to longer ones: `string_above_max_length`.
        $0.callIDs = .upTo(40)
        $0.toolNames = .upTo(64, signs: "-")
        // The API never shows its reasoning, and refuses fields that it does not know.
        $0.reasoningReplay = .never
        $0.replayedFields = []
    }
}

extension ChatCompletionsDialect {
    /// A setting of a request that a vendor may not have. The set is open.
    public struct Setting: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let maxOutputTokens = Setting("maxOutputTokens")
        public static let temperature = Setting("temperature")
        public static let topP = Setting("topP")
        public static let topK = Setting("topK")
        public static let stopSequences = Setting("stopSequences")
        public static let seed = Setting("seed")
        public static let presencePenalty = Setting("presencePenalty")
        public static let frequencyPenalty = Setting("frequencyPenalty")
        public static let parallelToolCalls = Setting("parallelToolCalls")
        /// Whether a function's arguments must obey its schema.
        public static let strictTools = Setting("strictTools")
    }

    /// How the effort of reasoning is said. The set is open: any other word leaves the effort out with a warning.
    public struct ReasoningEffortForm: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// `"reasoning_effort": "low"`.
        public static let field = Self("field")
        /// `"reasoning": {"effort": "low"}`.
        public static let object = Self("object")
        /// `"reasoning_effort": "low"`, but `"thinking": {"type": "disabled"}` for none.
        public static let fieldOrDisabled = Self("fieldOrDisabled")
        /// `"thinking": {"type": "enabled"}`: on or off only.
        public static let thinkingSwitch = Self("thinkingSwitch")
        /// `"enable_thinking": true`: on or off only.
        public static let enableThinking = Self("enableThinking")
        /// `"chat_template_kwargs": {"enable_thinking": true}`: on or off only, by the model's template.
        public static let templateSwitch = Self("templateSwitch")
        public static let unsupported = Self("unsupported")
    }

    /// Whether the model's reasoning is sent back to it. The set is open; an unknown word means never.
    public struct ReasoningReplay: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Never; the vendor refuses or ignores it.
        public static let never = Self("never")
        /// In the field in which it came: `reasoning_content`, `reasoning`, `reasoning_details` or content parts.
        public static let asReceived = Self("asReceived")
    }

    /// How an answer is made to obey a schema. The set is open.
    public struct SchemaForm: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// `response_format` of type `json_schema`: the vendor guarantees it.
        public static let jsonSchema = Self("jsonSchema")
        /// `response_format` of type `json_object`, and the schema in an instruction.
        public static let jsonObject = Self("jsonObject")
        /// The schema in an instruction alone.
        public static let prompted = Self("prompted")
    }

    /// What stands for the content of an assistant message that only calls tools. The set is open.
    public struct AbsentContent: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let null = Self("null")
        public static let emptyString = Self("emptyString")
        public static let omitted = Self("omitted")
    }

    /// How documents that lie at a URL are sent. The set is open.
    public struct DocumentURLForm: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Not at all.
        public static let none = Self("none")
        /// As `file_data` of a file.
        public static let fileData = Self("fileData")
        /// As a `document_url`.
        public static let documentURL = Self("documentURL")
    }
}
