public import Dialect

/// Understands the events of the Responses API, whoever serves it and over whatever transport.
///
/// The events are those of the OpenAI API reference, "Responses: streaming events", as recorded from several vendors.
/// The body of a response that was not streamed is taken as the terminal event that it equals. Three rules carry the
/// rest:
///
/// - an item is complete with its `output_item.done`, or else with the terminal event, which restates the response;
/// - events are tied to items by `output_index`, else by item id, else to the current item;
/// - what deltas did not bring is taken from the restatements, so that any of them may be missing.
public struct ResponsesEventParser: EventParser {
    let dialect: ResponsesDialect
    var slots: [ResponsesSlot] = []
    /// The slot that the last event went to.
    private var current: Int?
    var audio = ResponsesAudio()
    var hasRefusal = false
    /// Whether another response goes on for one that has ended.
    var succession = ResponsesSuccession()
    /// How many responses came before in the same stream.
    private(set) var generation = 0
    /// What those cost.
    private var earlierUsage: Usage?
    /// The end of a response whose successor is awaited, should none come.
    var heldFinish: HeldFinish?
    public private(set) var usageSoFar: Usage?

    /// What ends a stream.
    struct HeldFinish {
        let reason: FinishReason
        let metadata: ResponseMetadata
    }

    public init(dialect: ResponsesDialect = .openAI) {
        self.dialect = dialect
    }

    public mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        // Some gateways end the body as Chat Completions does.
        if event.first == UInt8(ascii: "["), event.elementsEqual("[DONE]".utf8) { return }
        let head = try ResponsesEventHead(event)
        if head.isDelta, parseDelta(head, into: &parts) { return }
        let isRestatement = head.type.map(ResponsesRestatement.isRestatement) ?? false
        let tree = try isRestatement ? ResponsesRestatement.tree(of: event) : JSONValue(parsing: event)
        try parse(tree: tree, into: &parts)
    }

    // MARK: Deltas

    /// Takes a delta event without a tree; false if it is of another kind.
    private mutating func parseDelta(_ head: ResponsesEventHead, into parts: inout PartAssembler) -> Bool {
        guard let type = head.type, let delta = head.delta else { return false }
        let provider = dialect.provider
        switch type.bytes.count {
        case 26 where type.equals("response.output_text.delta"):
            let slot = openSlot(head)
            guard !slots[slot].isDone else { return true }
            slots[slot].appendText(delta, at: head.partIndex ?? 0, provider: provider, to: &parts)
        case 22 where type.equals("response.refusal.delta"):
            let slot = openSlot(head)
            guard !slots[slot].isDone else { return true }
            hasRefusal = true
            slots[slot].appendText(delta, at: head.partIndex ?? 0, provider: provider, to: &parts)
        case 37 where type.equals("response.reasoning_summary_text.delta"):
            let slot = openSlot(head)
            guard !slots[slot].isDone else { return true }
            slots[slot].summary.append(delta, piece: head.partIndex ?? 0, to: &parts)
        case 29 where type.equals("response.reasoning_text.delta"):
            let slot = openSlot(head)
            guard !slots[slot].isDone else { return true }
            slots[slot].reasoningText.append(delta, piece: head.partIndex ?? 0, to: &parts)
        case 20 where type.equals("response.audio.delta"):
            audio.append(delta.string)
        case 31 where type.equals("response.audio.transcript.delta"):
            audio.appendTranscript(delta, to: &parts)
        default:
            guard let itemType = Self.itemType(streamedBy: type) else { return false }
            let slot = openSlot(head)
            guard !slots[slot].isDone else { return true }
            slots[slot].type = slots[slot].type ?? itemType
            slots[slot].beginCommand(head.partIndex, in: &parts)
            slots[slot].appendToolInput(delta, to: &parts)
        }
        return true
    }

    /// The type of the item whose input a delta event streams.
    private static func itemType(streamedBy type: JSONSlice) -> String? {
        if type.equals("response.function_call_arguments.delta") { return "function_call" }
        if type.equals("response.custom_tool_call_input.delta") { return "custom_tool_call" }
        if type.equals("response.mcp_call_arguments.delta") { return "mcp_call" }
        if type.equals("response.code_interpreter_call_code.delta") { return "code_interpreter_call" }
        if type.equals("response.shell_call_command.delta") { return "shell_call" }
        if type.equals("response.apply_patch_call_operation_diff.delta") { return "apply_patch_call" }
        return nil
    }

    // MARK: Successors

    /// Adds what the current response cost to what those before it did.
    mutating func spent(_ usage: Usage) {
        usageSoFar = earlierUsage.map { $0 + usage } ?? usage
    }

    /// Another response goes on in the same stream: indices count from zero again.
    mutating func beginSuccessor() {
        earlierUsage = usageSoFar
        generation += 1
        slots = []
        current = nil
        hasRefusal = false
        heldFinish = nil
    }

    // MARK: Slots

    /// The slot of an event, made if there is none.
    private mutating func openSlot(_ head: ResponsesEventHead) -> Int {
        if let current {
            if let index = head.outputIndex {
                if slots[current].outputIndex == index { return current }
            } else if let id = head.itemID, let known = slots[current].itemID, id.string == known {
                return current
            }
        }
        return openSlot(outputIndex: head.outputIndex, itemID: head.itemID?.string)
    }

    /// The slot of an event, made if there is none.
    ///
    /// - Parameter isNewItem: Whether an item that is complete under the same index, but another id, is another one.
    mutating func openSlot(outputIndex: Int?, itemID: String?, isNewItem: Bool = false) -> Int {
        var position = findSlot(outputIndex: outputIndex, itemID: itemID)
        if isNewItem, let found = position, slots[found].isDone, let itemID, let known = slots[found].itemID,
            known != itemID
        {
            position = slots.lastIndex { $0.itemID == itemID }
        }
        guard let position else { return addSlot(outputIndex, itemID) }
        current = position
        return position
    }

    private func findSlot(outputIndex: Int?, itemID: String?) -> Int? {
        if let outputIndex { return slots.lastIndex { $0.outputIndex == outputIndex } }
        guard let itemID else { return current }
        if let known = slots.lastIndex(where: { $0.itemID == itemID }) { return known }
        // An item that was begun without a name gets it now.
        return current.flatMap { slots[$0].itemID == nil && !slots[$0].isDone ? $0 : nil }
    }

    /// - Parameter outputIndex: Nil counts on from the others.
    mutating func addSlot(_ outputIndex: Int?, _ itemID: String?) -> Int {
        let index = outputIndex ?? (slots.map(\.outputIndex).max() ?? -1).addingSaturated(1)
        var slot = ResponsesSlot(outputIndex: index, generation: generation)
        slot.itemID = itemID
        slots.append(slot)
        current = slots.count - 1
        return slots.count - 1
    }
}
