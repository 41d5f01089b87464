public import Dialect

/// How one vendor speaks the Responses API, as data.
public struct ResponsesDialect: Hashable, Sendable {
    /// The provider's name: in errors, and as the key of its options and metadata.
    public var provider: String
    /// The providers whose built-in tools this vendor understands.
    public var toolProviders: Set<String>
    /// Beginnings of call ids by which custom tool calls are known that the vendor executes itself.
    public var executedCallPrefixes: [String]
    /// What the vendor understands of a schema that it must guarantee, of an answer or of a tool's arguments.
    public var schemaDialect: SchemaDialect
    /// Which ids of tool calls are taken.
    public var callIDs: ToolCallIDForm
    /// Which names of tools are taken back in calls.
    public var toolNames: ToolNameForm

    public init(
        provider: String, toolProviders: Set<String>? = nil, executedCallPrefixes: [String] = [],
        schemaDialect: SchemaDialect = .plain, callIDs: ToolCallIDForm = .any,
        toolNames: ToolNameForm = .any
    ) {
        self.provider = provider
        self.toolProviders = toolProviders ?? [provider]
        self.executedCallPrefixes = executedCallPrefixes
        self.schemaDialect = schemaDialect
        self.callIDs = callIDs
        self.toolNames = toolNames
    }

    /// Whether a custom tool call with this id was executed by the vendor.
    func isExecuted(callID: String) -> Bool {
        executedCallPrefixes.contains { callID.hasPrefix($0) }
    }

    /// The dialect of OpenAI itself, which answers `string_above_max_length` to longer ids.
    public static let openAI = ResponsesDialect(
        provider: "openai", schemaDialect: .openAIStrict, callIDs: .upTo(64),
        toolNames: .upTo(64, signs: "-"))

    /// The dialect of xAI, which reports the steps of its search on X as custom tool calls of its own.
    public static let xAI = ResponsesDialect(
        provider: "xai", toolProviders: ["xai", "openai"], executedCallPrefixes: ["xs_call"], schemaDialect: .xAI)
}
