/// How a tool is declared to the model and run by the app.
public struct ToolSettings: Sendable {
    /// Whether somebody has to agree before a call is run.
    public enum Approval: Sendable {
        /// Calls are run at once.
        case never
        /// Every call waits for a decision; see ``AgentState/decide(_:for:)``.
        case always
        /// For calls whose arguments are like that; what the closure throws is taken for yes, so that nothing runs
        /// unseen because a check failed.
        case when(@Sendable (JSONValue) async throws -> Bool)
    }

    /// What becomes of an error that a call throws.
    public enum Failure: Hashable, Sendable {
        /// The model is told, and may try otherwise.
        case answersModel
        /// The run ends with it.
        case endsRun
    }

    /// How long a call may take; nil means as long as the run.
    public var timeout: Duration?
    /// Whether a call may run beside others; calls of a tool that may not wait for all before them and hold up all
    /// after them.
    public var isConcurrent: Bool
    /// Whether the provider must guarantee that arguments obey the schema; nil leaves its default.
    public var strict: Bool?
    /// Whether somebody has to agree before a call is run.
    public var approval: Approval
    /// What becomes of an error that a call throws; being out of time counts as one.
    public var failure: Failure
    /// Arguments as they might be, added to the description, for models that need to be shown.
    public var examples: [JSONValue]
    /// What only particular providers understand of a function.
    public var providerOptions: ProviderOptions

    /// A tool that runs at once, beside others, for as long as the run, and whose errors the model is told.
    public init(
        timeout: Duration? = nil, isConcurrent: Bool = true, strict: Bool? = nil, approval: Approval = .never,
        failure: Failure = .answersModel, examples: [JSONValue] = [],
        providerOptions: ProviderOptions = ProviderOptions()
    ) {
        self.timeout = timeout
        self.isConcurrent = isConcurrent
        self.strict = strict
        self.approval = approval
        self.failure = failure
        self.examples = examples
        self.providerOptions = providerOptions
    }
}

/// What a tool may return.
public protocol ToolOutputConvertible: Sendable {
    /// The form in which the model gets it.
    ///
    /// - Throws: Whatever encoding throws; the model is told of it as of any error of the tool.
    func toolOutput() throws -> ToolOutput
}

extension ToolOutput: ToolOutputConvertible {
    /// Itself.
    public func toolOutput() -> ToolOutput { self }
}

extension String: ToolOutputConvertible {
    /// Text.
    public func toolOutput() -> ToolOutput { .text(self) }
}

extension JSONValue: ToolOutputConvertible {
    /// JSON.
    public func toolOutput() -> ToolOutput { .json(self) }
}

extension Array: ToolOutputConvertible where Element == ContentPart {
    /// Text and media.
    public func toolOutput() -> ToolOutput { .content(self) }
}

/// Any value that can be encoded, as JSON.
extension ToolOutputConvertible where Self: Encodable {
    /// JSON, its keys sorted, so that equal values give equal bytes.
    public func toolOutput() throws -> ToolOutput { .json(try JSONValue(encoding: self)) }
}
