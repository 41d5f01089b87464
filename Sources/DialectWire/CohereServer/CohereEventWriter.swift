import Dialect

/// Writes the events of a streamed chat of Cohere.
struct CohereEventWriter: ServedEventWriter {
    private var events = ServedEvents()
    private let id: String
    private var kind = BlockSequencer.Kind.text
    /// Contents and calls are counted apart.
    private var contentCount = 0
    private var callCount = 0

    init(_ reply: ServedReply) {
        id = reply.digits
    }

    mutating func begin(model: String?) {
        let id = id
        events.write("message-start") { json in
            json.member("id", id)
            json.member("type", "message-start")
            json.member(
                "delta",
                [
                    "message": [
                        "role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": [],
                    ]
                ])
        }
    }

    mutating func write(_ step: BlockSequencer.Step) {
        switch step {
        case .begin(let kind):
            self.kind = kind
            begin()
        case .delta(let text): write(text)
        case .end: end()
        }
    }

    mutating func finish(_ reason: FinishReason, _ usage: Usage) {
        writeEnd(["finish_reason": .string(CohereServer.word(reason)), "usage": CohereServer.json(usage)])
        events.write(data: "[DONE]".utf8)
    }

    mutating func fail(_ failure: ServedFailure) {
        writeEnd(["finish_reason": "ERROR", "error": .string(failure.message)])
        events.write(data: "[DONE]".utf8)
    }

    mutating func take() -> [UInt8] { events.take() }

    private mutating func writeEnd(_ delta: JSONValue) {
        events.write("message-end") { json in
            json.member("type", "message-end")
            json.member("delta", delta)
        }
    }

    // MARK: Blocks

    private mutating func begin() {
        switch kind {
        case .text:
            writeMessage("content-start", contentCount) { $0.member("content", ["type": "text", "text": ""]) }
        case .reasoning:
            writeMessage("content-start", contentCount) { $0.member("content", ["type": "thinking", "thinking": ""]) }
        case .call(let id, let name, _):
            let call = CohereServer.call(id, name, arguments: "")
            writeMessage("tool-call-start", callCount) { $0.member("tool_calls", call) }
        }
    }

    private mutating func write(_ text: String) {
        switch kind {
        case .text: writeContent("text", text)
        case .reasoning: writeContent("thinking", text)
        case .call:
            writeMessage("tool-call-delta", callCount) { json in
                json.member("tool_calls", ["function": ["arguments": .string(text)]])
            }
        }
    }

    private mutating func end() {
        switch kind {
        case .text, .reasoning:
            let index = contentCount
            events.write("content-end") { json in
                json.member("type", "content-end")
                json.member("index", index)
            }
            contentCount += 1
        case .call:
            let index = callCount
            events.write("tool-call-end") { json in
                json.member("type", "tool-call-end")
                json.member("index", index)
            }
            callCount += 1
        }
    }

    private mutating func writeContent(_ field: String, _ text: String) {
        writeMessage("content-delta", contentCount) { json in
            json.key("content")
            json.beginObject()
            json.member(field, text)
            json.endObject()
        }
    }

    @inline(__always)
    private mutating func writeMessage(_ type: String, _ index: Int, _ fields: (inout JSONWriter) -> Void) {
        events.write(type) { json in
            json.member("type", type)
            json.member("index", index)
            json.key("delta")
            json.beginObject()
            json.key("message")
            json.beginObject()
            fields(&json)
            json.endObject()
            json.endObject()
        }
    }
}
