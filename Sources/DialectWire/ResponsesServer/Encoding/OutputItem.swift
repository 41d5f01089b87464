import Dialect

/// An output item under construction.
struct OutputItem: Sendable {
    enum Kind: Sendable {
        case message, reasoning, functionCall, customCall
        /// An item of the provider's own, passed on as it is.
        case verbatim
    }

    var kind: Kind
    /// The id of the block of parts that feeds it.
    let blockID: String
    /// Set when the item is announced.
    var itemID = ""
    var outputIndex = -1
    var name = ""
    /// Text, summary or arguments so far.
    var text = ""
    var annotations: [JSONValue] = []
    /// Whether the part inside a reasoning item was announced.
    var hasPart = false
    /// Whether the block is closed; a message stays open for sources that come after its text.
    var isEnded = false
    var metadata = ProviderMetadata()
    var verbatim: JSONValue = .null

    init(_ kind: Kind, blockID: String, name: String = "") {
        self.kind = kind
        self.blockID = blockID
        self.name = name
    }

    var isAnnounced: Bool { outputIndex >= 0 }

    var idPrefix: String {
        switch kind {
        case .message: "msg"
        case .reasoning: "rs"
        case .functionCall: "fc"
        case .customCall: "ctc"
        case .verbatim: "item"
        }
    }

    /// The id of the call, for a call.
    var callID: String { blockID }

    /// Whether the text turned out to be a refusal, which OpenAI's provider knows at the end only.
    var isRefusal: Bool {
        ItemMetadata.item(in: metadata)?["content"]?.arrayValue?.contains { $0["type"] == "refusal" } ?? false
    }

    /// The part of a message.
    var textPart: JSONValue {
        if isRefusal { return ["type": "refusal", "refusal": .string(text)] }
        return ["type": "output_text", "annotations": .array(annotations), "logprobs": [], "text": .string(text)]
    }

    /// The part of a reasoning item.
    var summaryPart: JSONValue { ["type": "summary_text", "text": .string(text)] }

    /// The item as `output_item.added` shows it.
    var opening: JSONValue {
        switch kind {
        case .message:
            [
                "id": .string(itemID), "type": "message", "status": "in_progress", "content": [], "role": "assistant",
            ]
        case .reasoning: ["id": .string(itemID), "type": "reasoning", "summary": []]
        case .functionCall, .customCall: call(status: "in_progress", text: "")
        case .verbatim: beginning
        }
    }

    private var beginning: JSONValue {
        guard verbatim["status"] != nil else { return verbatim }
        var item = verbatim
        item["status"] = "in_progress"
        return item
    }

    /// The item as `output_item.done` and the terminal event show it.
    func closing(status: String) -> JSONValue {
        switch kind {
        case .message:
            [
                "id": .string(itemID), "type": "message", "status": .string(status), "content": [textPart],
                "role": "assistant",
            ]
        case .reasoning: reasoning
        case .functionCall, .customCall: call(status: status, text: text)
        case .verbatim: verbatim
        }
    }

    private var reasoning: JSONValue {
        var item: JSONValue = ["id": .string(itemID), "type": "reasoning"]
        item["encrypted_content"] = ItemMetadata.encryptedContent(for: metadata)
        item["summary"] = .array(hasPart ? [summaryPart] : [])
        return item
    }

    private func call(status: String, text: String) -> JSONValue {
        let isCustom = kind == .customCall
        return [
            "id": .string(itemID), "type": isCustom ? "custom_tool_call" : "function_call", "status": .string(status),
            isCustom ? "input" : "arguments": .string(text), "call_id": .string(callID), "name": .string(name),
        ]
    }
}
