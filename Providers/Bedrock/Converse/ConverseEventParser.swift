import Dialect
import DialectWire

/// Understands the events of ConverseStream and the bodies of Converse, as ``EventStreamJSON`` writes them: each an
/// object with one member, named after the event; a one-shot body has an `output`.
///
/// Their forms are those of "ConverseStream" and "Converse" in Amazon's "Bedrock Runtime" API reference. A stream ends
/// with `messageStop`, which has the reason, and `metadata`, which has the usage.
struct ConverseEventParser: EventParser {
    var slots: [ConverseSlot] = []
    /// Calls whose block has ended with arguments that are no object: the end tells whether they were cut off.
    var doubtful: [Int] = []
    /// Whether `messageStop` was seen, and the reason that it gave.
    var isStopped = false
    var stopReason: String?
    /// What only Bedrock says of a response.
    var own = JSONObject()
    var invokedModel: String?
    var usageSoFar: Usage?
    /// The names of the tools by the ids of their calls.
    var toolNames: [String: String] = [:]

    mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        if let delta = try ConverseDelta(event) {
            append(delta, to: &parts)
        } else {
            try parse(tree: JSONValue(parsing: event), into: &parts)
        }
    }

    /// The body has ended; that the usage is missing makes no answer incomplete.
    mutating func ended(into parts: inout PartAssembler) {
        guard isStopped, !parts.isFinished else { return }
        var usage = usageSoFar ?? Usage()
        usage.isPartial = true
        finish(usage, in: &parts)
    }

    private mutating func parse(tree event: JSONValue, into parts: inout PartAssembler) throws {
        guard let object = event.objectValue else { throw JSONError("Expected an object", at: 0) }
        if let message = object["output"]?["message"] {
            parseBody(event, message: message, into: &parts)
        } else if object["messageStart"] != nil {
            parts.start()
        } else if let block = object["contentBlockStart"] {
            begin(block, event, in: &parts)
        } else if let block = object["contentBlockDelta"] {
            append(block, event, to: &parts)
        } else if let block = object["contentBlockStop"] {
            end(slot(block), in: &parts)
        } else if let message = object["messageStop"] {
            stopped(message, in: &parts)
        } else if let metadata = object["metadata"] {
            tell(metadata)
            if isStopped { finish(usageSoFar ?? Usage(), in: &parts) }
        } else {
            try parseOther(object, into: &parts)
        }
    }

    private mutating func parseOther(_ object: JSONObject, into parts: inout PartAssembler) throws {
        if let exception = object["exception"] {
            throw LanguageModelError(
                bedrockException: exception["type"]?.stringValue ?? "unknown", exception["payload"] ?? .null)
        }
        // Gateways that take the framing off leave the name of an exception as that of the event.
        if let (name, payload) = object.first(where: { $0.key.hasSuffix("Exception") && $0.value.objectValue != nil }) {
            throw LanguageModelError(bedrockException: name, payload)
        }
        if object["message"]?.stringValue != nil || object["__type"] != nil {
            throw LanguageModelError(reported: .object(object), provider: Bedrock.name)
        }
        parts.addUnknown(type: object.keys.first ?? "", json: .object(object))
    }

    /// A body that was not streamed: the same blocks, each begun and ended at once.
    private mutating func parseBody(_ body: JSONValue, message: JSONValue, into parts: inout PartAssembler) {
        parts.start()
        for (index, block) in (message["content"]?.arrayValue ?? []).enumerated() {
            slots.append(ConverseSlot(index: index))
            take(block, in: slots.count - 1, into: &parts)
            end(slots.count - 1, in: &parts)
        }
        tell(body)
        stopped(body, in: &parts)
        if !parts.isFinished { finish(usageSoFar ?? Usage(), in: &parts) }
    }

    // MARK: Slots

    private mutating func append(_ delta: ConverseDelta, to parts: inout PartAssembler) {
        let slot = slot(at: delta.index)
        switch delta.kind {
        case .text: slots[slot].appendText(delta.piece.string, to: &parts)
        case .reasoning: slots[slot].appendReasoning(delta.piece.string, to: &parts)
        case .toolInput: appendInput(delta.piece.string, to: slot, in: &parts)
        }
    }

    mutating func slot(_ block: JSONValue) -> Int { slot(at: block["contentBlockIndex"]?.intValue ?? 0) }

    /// The block under way with this index, made if there is none.
    private mutating func slot(at index: Int) -> Int {
        if let last = slots.indices.last, slots[last].index == index, !slots[last].isDone { return last }
        if let open = slots.lastIndex(where: { $0.index == index && !$0.isDone }) { return open }
        slots.append(ConverseSlot(index: index))
        return slots.count - 1
    }
}
