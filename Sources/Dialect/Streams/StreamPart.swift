/// A piece of a response as it arrives.
///
/// The first part is always ``responseMetadata(_:)`` and the last ``finish(_:_:_:)``; a failure is thrown instead of
/// the latter. Text, reasoning and tool input come as blocks: a start, deltas, an end, under an id that is unique in
/// the response. Blocks may interleave. More cases will come: give a `switch` a `default`.
#if compiler(>=6.3)
    @nonexhaustive
#endif
public enum StreamPart: Hashable, Sendable {
    /// What is known when the response begins.
    indirect case responseMetadata(ResponseMetadata)

    /// A block of text begins.
    case textStart(id: String)
    /// A piece of text; never empty.
    case textDelta(id: String, text: String)
    /// A block of text is complete; the metadata goes with it into the history.
    indirect case textEnd(id: String, metadata: ProviderMetadata = ProviderMetadata())

    /// A block of reasoning, or of a summary of it, begins.
    case reasoningStart(id: String)
    /// A piece of reasoning; never empty.
    case reasoningDelta(id: String, text: String)
    /// A block of reasoning is complete; signatures and encrypted content are in the metadata.
    indirect case reasoningEnd(id: String, metadata: ProviderMetadata = ProviderMetadata())

    /// A tool call begins; the id is the call's.
    indirect case toolInputStart(id: String, name: String)
    /// A piece of the arguments, as the model writes them.
    case toolInputDelta(id: String, text: String)
    /// The arguments are there, or the response has ended; ``toolCall(_:)`` says whether there is a call.
    case toolInputEnd(id: String)
    /// A tool call is complete. Only now may it be executed.
    indirect case toolCall(ToolCall)
    /// A tool that the provider runs has news.
    indirect case toolProgress(ToolProgress)
    /// A tool that the provider runs has answered.
    indirect case toolResult(ToolResult)

    /// Something that the answer is based on.
    indirect case source(Source)
    /// An image, a recording or another file made by the model.
    indirect case file(Media)
    /// An item that only its provider understands.
    indirect case providerItem(ProviderItem)
    /// Something was asked for and could not be done.
    indirect case warning(ModelWarning)
    /// News of what the app gave the model while it answered; see ``ResponseStream/steer(_:)-([Message])``.
    indirect case steering(SteeringNews)

    /// The response is complete. The metadata holds all that became known on the way.
    indirect case finish(FinishReason, Usage, ResponseMetadata)

    /// An event that this version does not know, as it came.
    indirect case unknown(type: String, json: JSONValue)
}

/// News of a tool that the provider runs.
public struct ToolProgress: Hashable, Sendable, Codable {
    /// The id of the call.
    public var callID: String
    /// The tool's name.
    public var name: String
    /// The provider's word for what is going on: `searching`.
    public var status: String
    /// What the tool has put out so far, where the provider shows it: a partial image, a line of a shell.
    public var output: JSONValue?

    public init(callID: String, name: String, status: String, output: JSONValue? = nil) {
        self.callID = callID
        self.name = name
        self.status = status
        self.output = output
    }
}
