import Dialect

/// One output item under way. Slots are keyed by `output_index`, since some vendors change item ids between events.
struct ResponsesSlot {
    /// A content part of a message: text or a refusal.
    struct TextPart {
        let contentIndex: Int
        var block: DeltaBlock
        var sourceCount = 0
    }

    let outputIndex: Int
    /// Which response of the stream the item belongs to.
    let generation: Int
    /// The id by which the first event called the item.
    var itemID: String?
    var type: String?
    /// The call's id and name, of items that are calls.
    var callID: String?
    var name: String?
    /// Whether the item is complete; what comes after is ignored.
    var isDone = false
    var texts: [TextPart] = []
    var summary = ReasoningTrack()
    var reasoningText = ReasoningTrack()
    var toolInput: DeltaBlock?
    /// The tool's input so far.
    var input = ""
    /// The position among several commands of one call.
    var commandIndex = 0

    init(outputIndex: Int, generation: Int) {
        self.outputIndex = outputIndex
        self.generation = generation
    }

    /// Learns what an item or the stub of one says of itself.
    mutating func learn(from item: JSONValue) {
        itemID = itemID ?? item["id"]?.nonEmptyString
        type = item["type"]?.stringValue ?? type
        callID = item["call_id"]?.nonEmptyString ?? callID
        name = item["name"]?.nonEmptyString ?? name
    }

    /// Ties the parts of one item together, also where a server gives it no id.
    var groupID: String { itemID ?? "output_\(place)" }

    /// The id that a tool's parts carry.
    var toolCallID: String { callID ?? itemID ?? "call_\(place)" }

    /// Where the item stands, unique in the stream.
    private var place: String { generation == 0 ? "\(outputIndex)" : "\(generation)_\(outputIndex)" }

    // MARK: Text

    mutating func appendText(_ delta: JSONSlice, at contentIndex: Int, provider: String, to parts: inout PartAssembler)
    {
        let position = openText(at: contentIndex, provider: provider, in: &parts)
        texts[position].block.append(delta, to: &parts)
    }

    /// The position of the text part; opened now if it is new, which closes the one before.
    mutating func openText(at contentIndex: Int, provider: String, in parts: inout PartAssembler) -> Int {
        if let position = texts.lastIndex(where: { $0.contentIndex == contentIndex }) { return position }
        for text in texts { parts.close(text.block.block, metadata: metadata(provider: provider)) }
        texts.append(TextPart(contentIndex: contentIndex, block: DeltaBlock(parts.openText())))
        return texts.count - 1
    }

    /// A content part is known as a whole.
    mutating func completeText(_ part: JSONValue, at contentIndex: Int, provider: String, in parts: inout PartAssembler)
    {
        guard let text = part["text"]?.stringValue ?? part["refusal"]?.stringValue else { return }
        let position = openText(at: contentIndex, provider: provider, in: &parts)
        texts[position].block.complete(text, in: &parts)
        let annotations = part["annotations"]?.arrayValue ?? []
        for annotation in annotations.dropFirst(texts[position].sourceCount) {
            addSource(annotation, to: position, provider: provider, in: &parts)
        }
    }

    mutating func addSource(_ annotation: JSONValue, to position: Int, provider: String, in parts: inout PartAssembler)
    {
        texts[position].sourceCount += 1
        parts.add(Source(responsesAnnotation: annotation, provider: provider))
    }

    // MARK: Tool input

    mutating func openToolInput(in parts: inout PartAssembler) {
        guard toolInput == nil else { return }
        toolInput = DeltaBlock(parts.openToolInput(id: toolCallID, name: name ?? ResponsesToolItem.name(ofType: type)))
    }

    mutating func appendToolInput(_ delta: JSONSlice, to parts: inout PartAssembler) {
        openToolInput(in: &parts)
        input += toolInput?.append(delta, to: &parts) ?? ""
    }

    mutating func completeToolInput(_ whole: String, in parts: inout PartAssembler) {
        openToolInput(in: &parts)
        input = whole
        toolInput?.complete(whole, in: &parts)
    }

    mutating func closeToolInput(in parts: inout PartAssembler) {
        if let toolInput { parts.close(toolInput.block) }
    }

    // MARK: Metadata

    func metadata(_ item: JSONValue? = nil, provider: String) -> ProviderMetadata {
        ResponsesItemMetadata(itemID: groupID, item: item).metadata(provider: provider)
    }
}
