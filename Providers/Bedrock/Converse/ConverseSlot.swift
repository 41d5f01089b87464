import Dialect

/// One content block under way. A block of text or reasoning is opened by its first words: Bedrock begins some blocks
/// that stay empty.
struct ConverseSlot {
    let index: Int
    var isDone = false
    /// What the block's start said of a tool's use or result, or of an image.
    var start: (kind: String, json: JSONValue)?
    private var text: PartAssembler.Block?
    private var reasoning: PartAssembler.Block?
    private(set) var toolInput: PartAssembler.Block?
    /// The tool's input so far.
    private(set) var input = ""
    var signature = ""
    var redacted: [String] = []
    var citations: [JSONValue] = []
    /// The content of a tool's result, or the pieces of an image.
    var pieces: [JSONValue] = []

    init(index: Int) {
        self.index = index
    }

    mutating func appendText(_ delta: String, to parts: inout PartAssembler) {
        guard !delta.isEmpty else { return }
        let block = text ?? parts.openText()
        text = block
        parts.append(delta, to: block)
    }

    mutating func appendReasoning(_ delta: String, to parts: inout PartAssembler) {
        guard !delta.isEmpty else { return }
        let block = reasoning ?? parts.openReasoning()
        reasoning = block
        parts.append(delta, to: block)
    }

    mutating func openToolInput(id: String, name: String, in parts: inout PartAssembler) {
        toolInput = toolInput ?? parts.openToolInput(id: id, name: name)
    }

    mutating func appendInput(_ delta: String, to parts: inout PartAssembler) {
        input += delta
        if let toolInput { parts.append(delta, to: toolInput) }
    }

    /// The block has ended: closes what is open, with what Bedrock wants back.
    mutating func close(in parts: inout PartAssembler) {
        isDone = true
        if let text {
            var metadata = JSONObject()
            if !citations.isEmpty { metadata["citations"] = .array(citations) }
            parts.close(text, metadata: .bedrock(metadata))
        }
        closeReasoning(in: &parts)
        if let toolInput { parts.close(toolInput) }
    }

    private mutating func closeReasoning(in parts: inout PartAssembler) {
        var metadata = JSONObject()
        if !signature.isEmpty { metadata["signature"] = .string(signature) }
        if !redacted.isEmpty { metadata["redactedContent"] = .string(Base64Text.joined(redacted)) }
        guard reasoning != nil || !metadata.isEmpty else { return }
        parts.close(reasoning ?? parts.openReasoning(), metadata: .bedrock(metadata))
    }
}

extension ProviderMetadata {
    /// What Bedrock says of a part; empty if it says nothing.
    static func bedrock(_ object: JSONObject) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        if !object.isEmpty { metadata[raw: Bedrock.name] = .object(object) }
        return metadata
    }
}
