public import Dialect

/// Understands the events of the Messages API, whoever serves it.
///
/// The events are those of Anthropic's "Streaming messages". A message that was not streamed, or that came whole with
/// its `message_start`, takes the same path, block by block. Three rules carry the rest:
///
/// - blocks are tied to events by `index`; a new block under the index of a complete one is another block;
/// - the last tool call is handed out only when the reason of the end is known, since a limit may have cut it;
/// - usage is cumulative: what a later report leaves out, an earlier one told.
public struct MessagesEventParser: EventParser {
    let dialect: MessagesDialect
    var blocks: [MessagesBlock] = []
    /// The position of the block that the last delta went to.
    private var current: Int?
    /// A call that may yet turn out to be cut off.
    var heldCall: ToolCall?
    /// The names of tools by the ids of their calls.
    var calledTools: [String: String] = [:]
    var usage: JSONObject?
    var metadata = ResponseMetadata()
    var stopReason: String?

    public init(dialect: MessagesDialect = .anthropic) {
        self.dialect = dialect
    }

    public var usageSoFar: Usage? { usage.map { Usage(messages: .object($0)) } }

    public mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        // Some gateways end the body as Chat Completions does.
        if event.first == UInt8(ascii: "["), event.elementsEqual("[DONE]".utf8) { return }
        let head = try MessagesEventHead(event)
        if head.isDelta, parseDelta(head, into: &parts) { return }
        try parse(tree: JSONValue(parsing: event), into: &parts)
    }

    // MARK: Deltas

    /// Takes a delta event without a tree; false if it is of another kind.
    private mutating func parseDelta(_ head: MessagesEventHead, into parts: inout PartAssembler) -> Bool {
        guard let kind = head.kind, let text = head.text else { return false }
        let type: String
        switch kind.bytes.count {
        case 10 where kind.equals("text_delta"): type = "text"
        case 14 where kind.equals("thinking_delta"), 15 where kind.equals("signature_delta"): type = "thinking"
        case 16 where kind.equals("input_json_delta"): type = "tool_use"
        default: return false
        }
        let found = openBlock(head.index)
        // A call cannot be begun without its name.
        guard let position = found ?? (type == "tool_use" ? nil : beginBlock(type, index: head.index, in: &parts)),
            blocks[position].kind != .item
        else { return false }
        if kind.bytes.count == 15 {
            blocks[position].appendSignature(text)
        } else {
            blocks[position].append(text, to: &parts)
        }
        return true
    }

    // MARK: Blocks

    /// The block of an event; nil if there is none under way.
    mutating func openBlock(_ index: Int?) -> Int? {
        if let current, !blocks[current].isDone, index == nil || blocks[current].index == index { return current }
        let position = blocks.lastIndex { !$0.isDone && (index == nil || $0.index == index) }
        current = position ?? current
        return position
    }

    /// Begins a block whose beginning was lost.
    private mutating func beginBlock(_ type: String, index: Int?, in parts: inout PartAssembler) -> Int {
        addBlock(["type": .string(type)], index: index, in: &parts)
    }

    /// A block begins.
    @discardableResult
    mutating func addBlock(_ json: JSONValue, index: Int?, in parts: inout PartAssembler) -> Int {
        // After another block has begun, the call before it is certainly whole.
        releaseHeldCall(into: &parts)
        var block = MessagesBlock(json, index: index ?? (blocks.last?.index ?? -1).addingSaturated(1))
        block.begin(provider: dialect.provider, in: &parts)
        if block.kind == .toolResult {
            parts.add(ToolResult(messagesBlock: json, calls: calledTools, provider: dialect.provider))
        }
        if block.kind.isCall { calledTools[block.callID] = block.name }
        blocks.append(block)
        current = blocks.count - 1
        return blocks.count - 1
    }

    mutating func completeBlock(at position: Int, into parts: inout PartAssembler) {
        guard let call = blocks[position].complete(provider: dialect.provider, into: &parts) else { return }
        if call.isProviderExecuted {
            parts.add(call)
        } else {
            releaseHeldCall(into: &parts)
            heldCall = call
        }
    }

    mutating func releaseHeldCall(into parts: inout PartAssembler) {
        if let heldCall { parts.add(heldCall) }
        heldCall = nil
    }
}
