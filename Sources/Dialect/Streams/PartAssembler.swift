/// Where a parser puts what it finds. It keeps the laws of a sequence, so that no parser can break them:
///
/// - the response starts once, before everything else;
/// - every block has an id of its own, a start, deltas that are not empty, and an end;
/// - the response finishes once, with no block left open;
/// - the finish reason is `toolCalls` if there is a call of the app's tools, and only then.
///
/// It also takes answers back to the form that the app asked for, where the provider was told a schema in another one,
/// piece by piece.
public struct PartAssembler: Sendable {
    /// A block that was opened.
    public struct Block: Hashable, Sendable {
        fileprivate let index: Int
    }

    private enum Kind: Sendable { case text, reasoning, toolInput }

    private struct BlockState: Sendable {
        let kind: Kind
        let id: String
        var isOpen = true
        /// Nil where pieces are handed out as they come.
        var restorer: AnswerRestorer?
    }

    /// Parts that were not handed out yet.
    private(set) var parts: [StreamPart] = []
    /// Whether anything of the answer itself was found, after which a request must not be sent again unseen.
    public private(set) var hasContent = false
    public private(set) var isFinished = false
    private(set) var hasStarted = false
    private var hasClientToolCall = false
    private var blocks: [BlockState] = []
    private var toolInputIDs = UniqueNames()
    /// What the transport knows of the response.
    private var transportMetadata = ResponseMetadata()
    private var warnings: [ModelWarning]
    private let schemas: RequestSchemas
    /// Whether the input of the tool that is the answer was found.
    private var hasAnswer = false
    private var hasAnswerCall = false

    /// - Parameter warnings: What was noticed while the request was encoded.
    public init(warnings: [ModelWarning] = []) {
        self.init(warnings: warnings, schemas: RequestSchemas())
    }

    /// - Parameter schemas: How the request's schemas were sent.
    init(warnings: [ModelWarning], schemas: RequestSchemas) {
        self.warnings = warnings
        self.schemas = schemas
    }

    // MARK: The response

    var requestID: String? { transportMetadata.requestID }

    /// The transport has answered.
    mutating func opened(_ metadata: ResponseMetadata, warnings: [ModelWarning]) {
        transportMetadata = metadata
        self.warnings += warnings
    }

    /// Begins the response; later calls do nothing.
    public mutating func start(_ metadata: ResponseMetadata = ResponseMetadata()) {
        guard !hasStarted else { return }
        hasStarted = true
        parts.append(.responseMetadata(complete(metadata)))
        parts += warnings.map(StreamPart.warning)
    }

    /// Ends the response, and every block that is still open.
    public mutating func finish(_ reason: FinishReason, usage: Usage, metadata: ResponseMetadata) {
        guard !isFinished else { return }
        start(metadata)
        for index in blocks.indices where blocks[index].isOpen { close(Block(index: index)) }
        var reason = reason
        if hasClientToolCall {
            reason.kind = .toolCalls
        } else if reason.kind == .toolCalls {
            reason.kind = hasAnswerCall ? .stop : .other
        }
        parts.append(.finish(reason, usage, complete(metadata)))
        isFinished = true
    }

    /// What the dialect tells of the response, with what is known beside it.
    private func complete(_ metadata: ResponseMetadata) -> ResponseMetadata {
        var all = transportMetadata
        all.merge(metadata)
        all.structuredOutput = schemas.mode.map { .init($0.rawValue) }
        return all
    }

    /// The response has failed: what was held back is handed out as the model wrote it.
    mutating func giveUp() {
        for index in blocks.indices where blocks[index].isOpen { endRestoring(Block(index: index)) }
    }

    // MARK: Blocks

    /// Begins a block of text.
    public mutating func openText() -> Block {
        let block = open(.text, id: String(blocks.count))
        blocks[block.index].restorer = schemas.textRestorer
        parts.append(.textStart(id: blocks[block.index].id))
        return block
    }

    /// Begins a block of reasoning.
    public mutating func openReasoning() -> Block {
        let block = open(.reasoning, id: String(blocks.count))
        parts.append(.reasoningStart(id: blocks[block.index].id))
        return block
    }

    /// - Parameter id: The call's id; made unique if it was used before.
    public mutating func openToolInput(id: String, name: String) -> Block {
        if name == schemas.answerTool { return openAnswer(name) }
        let unique = toolInputIDs.unique(id)
        let block = open(.toolInput, id: unique)
        blocks[block.index].restorer = schemas.argumentsRestorer(of: name)
        parts.append(.toolInputStart(id: unique, name: name))
        return block
    }

    /// The input of a tool that is the answer.
    private mutating func openAnswer(_ tool: String) -> Block {
        hasAnswer = true
        let block = open(.text, id: String(blocks.count))
        blocks[block.index].restorer = schemas.argumentsRestorer(of: tool)
        parts.append(.textStart(id: blocks[block.index].id))
        return block
    }

    /// Adds to a block; empty deltas and those for a closed block are dropped.
    public mutating func append(_ delta: String, to block: Block) {
        guard !delta.isEmpty, blocks[block.index].isOpen else { return }
        guard blocks[block.index].restorer != nil else { return handOut(delta, of: block) }
        if let restored = blocks[block.index].restorer?.append(delta), !restored.isEmpty {
            handOut(restored, of: block)
        }
    }

    private mutating func handOut(_ delta: String, of block: Block) {
        let id = blocks[block.index].id
        switch blocks[block.index].kind {
        case .text: parts.append(.textDelta(id: id, text: delta))
        case .reasoning: parts.append(.reasoningDelta(id: id, text: delta))
        case .toolInput: parts.append(.toolInputDelta(id: id, text: delta))
        }
    }

    /// Closes a block; does nothing if it is closed already.
    public mutating func close(_ block: Block, metadata: ProviderMetadata = ProviderMetadata()) {
        guard blocks[block.index].isOpen else { return }
        endRestoring(block)
        blocks[block.index].isOpen = false
        let id = blocks[block.index].id
        switch blocks[block.index].kind {
        case .text: parts.append(.textEnd(id: id, metadata: metadata))
        case .reasoning: parts.append(.reasoningEnd(id: id, metadata: metadata))
        case .toolInput: parts.append(.toolInputEnd(id: id))
        }
    }

    private mutating func answer(with input: String) {
        guard let tool = schemas.answerTool else { return }
        let block = openAnswer(tool)
        append(input, to: block)
        close(block)
    }

    /// Hands out what was held back.
    private mutating func endRestoring(_ block: Block) {
        guard let rest = blocks[block.index].restorer?.end() else { return }
        blocks[block.index].restorer = nil
        if !rest.isEmpty { handOut(rest, of: block) }
    }

    private mutating func open(_ kind: Kind, id: String) -> Block {
        start()
        hasContent = true
        blocks.append(BlockState(kind: kind, id: id))
        return Block(index: blocks.count - 1)
    }

    // MARK: Single parts

    /// A call is complete. That of the tool that is the answer becomes text.
    public mutating func add(_ call: ToolCall) {
        guard !call.isProviderExecuted else { return addContent(.toolCall(call)) }
        guard call.name != schemas.answerTool else {
            // Its input was handed out as text, unless the dialect shows no input.
            if !hasAnswer { answer(with: call.arguments) }
            hasAnswerCall = true
            return
        }
        hasClientToolCall = true
        var call = call
        call.arguments = schemas.restored(arguments: call.arguments, of: call.name)
        addContent(.toolCall(call))
    }

    /// A call was cut off before it was complete: the app is told, and gets no call to execute.
    ///
    /// - Parameter name: The tool's, if it is known. What was cut off of the tool that is the answer is text.
    public mutating func addIncompleteCall(id: String, name: String?) {
        guard name == nil || name != schemas.answerTool else { return }
        add(
            ModelWarning(
                .incompleteToolCall, subject: id,
                message: "The call of \(name ?? "a tool") was cut off before it was complete."))
    }

    /// A tool that the provider runs has answered.
    public mutating func add(_ result: ToolResult) { addContent(.toolResult(result)) }
    /// Something that the answer is based on.
    public mutating func add(_ source: Source) { addContent(.source(source)) }
    /// Media that the model made.
    public mutating func add(_ file: Media) { addContent(.file(file)) }
    /// An item that only its provider understands.
    public mutating func add(_ item: ProviderItem) { addContent(.providerItem(item)) }
    /// News of a tool that the provider runs.
    public mutating func add(_ progress: ToolProgress) { addContent(.toolProgress(progress)) }

    /// Something to tell the app; it is no content.
    public mutating func add(_ warning: ModelWarning) {
        start()
        parts.append(.warning(warning))
    }

    /// News of what the app gave the model while it answered.
    public mutating func add(_ news: SteeringNews) {
        start()
        parts.append(.steering(news))
    }

    /// Keeps an event that the parser does not know.
    public mutating func addUnknown(type: String, json: JSONValue) {
        start()
        parts.append(.unknown(type: type, json: json))
    }

    private mutating func addContent(_ part: StreamPart) {
        start()
        hasContent = true
        parts.append(part)
    }

    // MARK: Handing out

    /// Moves the parts found so far to the end of `destination`.
    mutating func drain(into destination: inout [StreamPart]) {
        if destination.isEmpty {
            // Two buffers change places for the whole stream, so that none is allocated per batch.
            swap(&parts, &destination)
        } else {
            destination += parts
            parts.removeAll(keepingCapacity: true)
        }
    }
}
