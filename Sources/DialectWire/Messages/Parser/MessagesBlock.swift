import Dialect

/// One content block under way.
struct MessagesBlock {
    /// What a block becomes.
    enum Kind: Equatable {
        case text
        case thinking
        case redactedThinking
        /// A call of the app's tool.
        case clientCall
        /// A call of a tool that the provider runs.
        case providerCall
        case toolResult
        /// What only the provider understands.
        case item

        init(type: String?) {
            switch type {
            case "text": self = .text
            case "thinking": self = .thinking
            case "redacted_thinking": self = .redactedThinking
            case "tool_use": self = .clientCall
            case "server_tool_use", "mcp_tool_use": self = .providerCall
            case let type? where type.hasSuffix("_tool_result"): self = .toolResult
            default: self = .item
            }
        }

        var isCall: Bool { self == .clientCall || self == .providerCall }
    }

    let index: Int
    let kind: Kind
    /// The block as it began, with what came since of fields other than its text.
    private(set) var json: JSONValue
    /// The text, thinking or tool input so far.
    private(set) var text = ""
    private var signature = ""
    private var citations: [JSONValue] = []
    private var output: DeltaBlock?
    /// Whether the block is complete; what comes after is ignored.
    var isDone = false

    init(_ json: JSONValue, index: Int) {
        self.index = index
        self.json = json
        kind = Kind(type: json["type"]?.stringValue)
    }

    var callID: String { json["id"]?.nonEmptyString ?? "call_\(index)" }
    var name: String { json["name"]?.stringValue ?? "" }

    // MARK: What comes in

    /// The block begins; most begin empty.
    mutating func begin(provider: String, in parts: inout PartAssembler) {
        switch kind {
        case .text:
            if let text = json["text"]?.nonEmptyString { append(text, to: &parts) }
            for citation in json["citations"]?.arrayValue ?? [] {
                append(citation: citation, provider: provider, to: &parts)
            }
        case .thinking:
            openOutput(in: &parts)
            if let text = json["thinking"]?.nonEmptyString { append(text, to: &parts) }
            signature = json["signature"]?.stringValue ?? ""
        case .clientCall, .providerCall:
            openOutput(in: &parts)
        case .redactedThinking, .toolResult, .item: break
        }
    }

    mutating func append(_ delta: JSONSlice, to parts: inout PartAssembler) {
        openOutput(in: &parts)
        text += output?.append(delta, to: &parts) ?? delta.string
    }

    private mutating func append(_ delta: String, to parts: inout PartAssembler) {
        openOutput(in: &parts)
        output?.append(delta, to: &parts)
        text += delta
    }

    mutating func appendSignature(_ delta: JSONSlice) { signature += delta.string }

    mutating func append(citation: JSONValue, provider: String, to parts: inout PartAssembler) {
        openOutput(in: &parts)
        citations.append(citation)
        parts.add(Source(messagesCitation: citation, provider: provider))
    }

    /// Takes a delta of a kind that has no text: fields of the same name are continued or set.
    mutating func merge(_ delta: JSONObject) {
        for (key, value) in delta where key != "type" && !value.isNull {
            if let piece = value.stringValue, let begun = json[key]?.stringValue {
                json[key] = .string(begun + piece)
            } else {
                json[key] = value
            }
        }
    }

    private mutating func openOutput(in parts: inout PartAssembler) {
        guard output == nil else { return }
        switch kind {
        case .text: output = DeltaBlock(parts.openText())
        case .thinking: output = DeltaBlock(parts.openReasoning())
        case .clientCall, .providerCall: output = DeltaBlock(parts.openToolInput(id: callID, name: name))
        case .redactedThinking, .toolResult, .item: break
        }
    }

    // MARK: The end

    /// The block is complete: closes what is open, and hands out what has no deltas.
    ///
    /// - Returns: The call, if the block is one.
    mutating func complete(provider: String, into parts: inout PartAssembler) -> ToolCall? {
        guard !isDone else { return nil }
        isDone = true
        switch kind {
        case .text: completeText(provider: provider, in: &parts)
        case .thinking:
            json["thinking"] = .string(text)
            if !signature.isEmpty || json["signature"] != nil { json["signature"] = .string(signature) }
            close(metadata(provider: provider), in: &parts)
        case .redactedThinking:
            let block = parts.openReasoning()
            parts.close(block, metadata: metadata(provider: provider))
        case .clientCall, .providerCall: return completeCall(provider: provider, in: &parts)
        case .toolResult: break
        case .item:
            parts.add(ProviderItem(provider: provider, type: json["type"]?.stringValue ?? "unknown", json: json))
        }
        return nil
    }

    private mutating func completeText(provider: String, in parts: inout PartAssembler) {
        json["text"] = .string(text)
        if !citations.isEmpty { json["citations"] = .array(citations) }
        let isPlain = citations.isEmpty && json.hasOnly(["type", "text", "citations"])
        close(isPlain ? ProviderMetadata() : metadata(provider: provider), in: &parts)
    }

    private mutating func completeCall(provider: String, in parts: inout PartAssembler) -> ToolCall? {
        if text.isEmpty, let input = json["input"]?.nonNull, input.objectValue?.isEmpty != true {
            // Some calls come whole with their beginning.
            append(input.jsonText, to: &parts)
        }
        close(ProviderMetadata(), in: &parts)
        let arguments = text.isEmpty || text == "null" ? "{}" : text
        var metadata = ProviderMetadata()
        if kind == .providerCall || !json.hasOnly(["type", "id", "name", "input"]) {
            json["input"] = (try? JSONValue(parsing: arguments)) ?? .string(arguments)
            metadata = self.metadata(provider: provider)
        }
        let isMCP = json["type"] == "mcp_tool_use"
        return ToolCall(
            id: callID, name: name, arguments: arguments,
            kind: kind == .clientCall ? .function : isMCP ? ToolKind("mcp") : ToolKind(name),
            isProviderExecuted: kind == .providerCall, metadata: metadata)
    }

    private func close(_ metadata: ProviderMetadata, in parts: inout PartAssembler) {
        if let output { parts.close(output.block, metadata: metadata) }
    }

    private func metadata(provider: String) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        metadata[raw: provider] = .object(["block": json])
        return metadata
    }
}

extension JSONValue {
    /// Whether an object has no members but these.
    func hasOnly(_ keys: Set<String>) -> Bool {
        objectValue?.allSatisfy { keys.contains($0.key) } ?? false
    }
}
