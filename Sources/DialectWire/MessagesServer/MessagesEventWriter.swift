import Dialect

/// Writes the events of a streamed message.
struct MessagesEventWriter: ServedEventWriter {
    private var events = ServedEvents()
    private let id: String
    private let model: String
    /// The index of the block under way.
    private var index = 0
    private var kind = BlockSequencer.Kind.text
    /// Whether the block's start was written: what reasoning is may only be known at its end.
    private var hasStarted = false
    private var pingIsDue = true

    init(_ reply: ServedReply) {
        id = "msg_\(reply.digits)"
        model = reply.request.model
    }

    mutating func begin(model: String?) {
        let message: JSONValue = [
            "model": .string(model ?? self.model), "id": .string(id), "type": "message", "role": "assistant",
            "content": [], "stop_reason": .null, "stop_sequence": .null,
            // What was read is told at the end, when the model behind this server has told it.
            "usage": [
                "input_tokens": 0, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 0,
            ],
        ]
        write("message_start") { $0.member("message", message) }
    }

    mutating func write(_ step: BlockSequencer.Step) {
        switch step {
        case .begin(let kind):
            self.kind = kind
            hasStarted = false
            if kind != .reasoning { start(Self.opening(kind)) }
        case .delta(let text): write(text)
        case .end(let metadata): end(metadata)
        }
    }

    mutating func finish(_ reason: FinishReason, _ usage: Usage) {
        write("message_delta") { json in
            json.member("delta", ["stop_reason": .string(MessagesServer.word(reason)), "stop_sequence": .null])
            json.member("usage", MessagesServer.json(usage))
        }
        write("message_stop") { _ in }
    }

    mutating func fail(_ failure: ServedFailure) {
        let error = MessagesServer.json(failure)["error"] ?? .null
        write("error") { $0.member("error", error) }
    }

    mutating func take() -> [UInt8] { events.take() }

    // MARK: Blocks

    private static func opening(_ kind: BlockSequencer.Kind) -> JSONValue {
        switch kind {
        case .text: ["type": "text", "text": ""]
        case .reasoning: ["type": "thinking", "thinking": "", "signature": ""]
        case .call(let id, let name, _):
            ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]]
        }
    }

    private mutating func start(_ block: JSONValue) {
        hasStarted = true
        let index = index
        write("content_block_start") { json in
            json.member("index", index)
            json.member("content_block", block)
        }
        // The live service says so once, after the first block has begun.
        if pingIsDue { write("ping") { _ in } }
        pingIsDue = false
    }

    private mutating func write(_ text: String) {
        switch kind {
        case .text: writeDelta("text_delta", "text", text)
        case .reasoning:
            if !hasStarted { start(Self.opening(.reasoning)) }
            writeDelta("thinking_delta", "thinking", text)
        case .call: writeDelta("input_json_delta", "partial_json", text)
        }
    }

    private mutating func end(_ metadata: ProviderMetadata) {
        if kind == .reasoning {
            if !hasStarted, let block = MessagesServer.redacted(metadata) {
                start(block)
            } else {
                if !hasStarted { start(Self.opening(.reasoning)) }
                writeDelta("signature_delta", "signature", MessagesServer.signature(metadata))
            }
        }
        let index = index
        write("content_block_stop") { $0.member("index", index) }
        self.index += 1
    }

    @inline(__always)
    private mutating func writeDelta(_ type: String, _ field: String, _ text: String) {
        let index = index
        write("content_block_delta") { json in
            json.member("index", index)
            json.key("delta")
            json.beginObject()
            json.member("type", type)
            json.member(field, text)
            json.endObject()
        }
    }

    @inline(__always)
    private mutating func write(_ type: String, _ fields: (inout JSONWriter) -> Void) {
        events.write(type) { json in
            json.member("type", type)
            fields(&json)
        }
    }
}
