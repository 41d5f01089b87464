import Dialect

/// Writes the chunks of a streamed completion.
struct ChatChunkWriter: ServedEventWriter {
    private var events = ServedEvents()
    private let id: String
    private let createdAt: Int
    private var model: String
    /// Whether a last chunk tells the usage (`stream_options.include_usage`).
    private let includesUsage: Bool
    private var callCount = 0
    private var kind = BlockSequencer.Kind.text

    init(_ reply: ServedReply) {
        id = "chatcmpl-\(reply.digits)"
        createdAt = reply.createdAt
        model = reply.request.model
        includesUsage = reply.request.body["stream_options"]?["include_usage"] == true
    }

    mutating func begin(model: String?) {
        self.model = model ?? self.model
        writeDelta {
            $0.member("role", "assistant")
            $0.member("content", "")
            $0.member("refusal", .null)
        }
    }

    mutating func write(_ step: BlockSequencer.Step) {
        switch step {
        case .begin(let kind):
            self.kind = kind
            if case .call(let id, let name, let isFreeForm) = kind { beginCall(id, name, isFreeForm: isFreeForm) }
        case .delta(let text): write(text)
        case .end: if kind.isCall { callCount += 1 }
        }
    }

    mutating func finish(_ reason: FinishReason, _ usage: Usage) {
        let (word, includesUsage) = (ChatCompletionsServer.word(reason), includesUsage)
        writeChunk { json in
            json.key("choices")
            json.raw(#"[{"index":0,"delta":{},"logprobs":null,"finish_reason":"\#(word)"}]"#.utf8)
            if includesUsage { json.member("usage", .null) }
        }
        if includesUsage {
            writeChunk { json in
                json.member("choices", [])
                json.member("usage", ChatCompletionsServer.json(usage))
            }
        }
        events.write(data: "[DONE]".utf8)
    }

    mutating func fail(_ failure: ServedFailure) { events.write(json: ChatCompletionsServer.json(failure)) }

    mutating func take() -> [UInt8] { events.take() }

    // MARK: Deltas

    private mutating func write(_ text: String) {
        switch kind {
        case .text: writeDelta { $0.member("content", text) }
        // The field of DeepSeek and most others; OpenAI's own service keeps reasoning to itself.
        case .reasoning: writeDelta { $0.member("reasoning_content", text) }
        case .call(_, _, let isFreeForm):
            writeCall { json in
                json.key(isFreeForm ? "custom" : "function")
                json.beginObject()
                json.member(isFreeForm ? "input" : "arguments", text)
                json.endObject()
            }
        }
    }

    private mutating func beginCall(_ id: String, _ name: String, isFreeForm: Bool) {
        writeCall { json in
            json.member("id", id)
            json.member("type", isFreeForm ? "custom" : "function")
            json.key(isFreeForm ? "custom" : "function")
            json.beginObject()
            json.member("name", name)
            json.member(isFreeForm ? "input" : "arguments", "")
            json.endObject()
        }
    }

    private mutating func writeCall(_ fields: (inout JSONWriter) -> Void) {
        let index = callCount
        writeDelta { json in
            json.key("tool_calls")
            json.beginArray()
            json.beginObject()
            json.member("index", index)
            fields(&json)
            json.endObject()
            json.endArray()
        }
    }

    @inline(__always)
    private mutating func writeDelta(_ fields: (inout JSONWriter) -> Void) {
        let includesUsage = includesUsage
        writeChunk { json in
            json.key("choices")
            json.beginArray()
            json.beginObject()
            json.member("index", 0)
            json.key("delta")
            json.beginObject()
            fields(&json)
            json.endObject()
            json.key("logprobs")
            json.null()
            json.key("finish_reason")
            json.null()
            json.endObject()
            json.endArray()
            if includesUsage {
                json.key("usage")
                json.null()
            }
        }
    }

    @inline(__always)
    private mutating func writeChunk(_ fields: (inout JSONWriter) -> Void) {
        let (id, createdAt, model) = (id, createdAt, model)
        events.write { json in
            json.member("id", id)
            json.member("object", "chat.completion.chunk")
            json.member("created", createdAt)
            json.member("model", model)
            json.member("service_tier", "default")
            fields(&json)
        }
    }
}
