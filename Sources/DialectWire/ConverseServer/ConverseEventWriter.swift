import Dialect

/// Writes the events of `converse-stream`, each as a message of an AWS event stream.
struct ConverseEventWriter: ServedEventWriter {
    private var bytes: [UInt8] = []
    /// The index of the block under way.
    private var index = 0
    private var kind = BlockSequencer.Kind.text

    mutating func begin(model: String?) { write("messageStart") { $0.member("role", "assistant") } }

    mutating func write(_ step: BlockSequencer.Step) {
        let index = index
        switch step {
        case .begin(let kind):
            self.kind = kind
            // Other blocks begin with their first piece.
            guard case .call(let id, let name, _) = kind else { return }
            write("contentBlockStart") { json in
                json.member("contentBlockIndex", index)
                json.member("start", ["toolUse": ["name": .string(name), "toolUseId": .string(id)]])
            }
        case .delta(let text): writeDelta(text)
        case .end(let metadata):
            end(metadata)
            write("contentBlockStop") { $0.member("contentBlockIndex", index) }
            self.index += 1
        }
    }

    mutating func finish(_ reason: FinishReason, _ usage: Usage) {
        write("messageStop") { $0.member("stopReason", ConverseServer.word(reason)) }
        write("metadata") { json in
            json.member("metrics", ["latencyMs": 0])
            json.member("usage", ConverseServer.json(usage))
        }
    }

    /// In a stream the names of exceptions begin with a small letter.
    mutating func fail(_ failure: ServedFailure) {
        let name = ConverseServer.exception(failure).name
        let headers: [(name: String, value: String)] = [
            (":exception-type", name.prefix(1).lowercased() + name.dropFirst()), (":content-type", "application/json"),
            (":message-type", "exception"),
        ]
        bytes += EventStreamFraming.message(headers: headers, payload: ConverseServer.json(failure).jsonBytes())
    }

    mutating func take() -> [UInt8] {
        defer { bytes.removeAll() }
        return bytes
    }

    // MARK: Blocks

    private mutating func writeDelta(_ text: String) {
        switch kind {
        case .text: writeDelta { $0.member("text", text) }
        case .reasoning: writeReasoning("text", text)
        case .call:
            writeDelta { json in
                json.key("toolUse")
                json.beginObject()
                json.member("input", text)
                json.endObject()
            }
        }
    }

    private mutating func end(_ metadata: ProviderMetadata) {
        guard kind == .reasoning else { return }
        if let redacted = ConverseServer.redacted(metadata) {
            writeDelta { $0.member("reasoningContent", ["redactedContent": redacted]) }
        } else {
            writeReasoning("signature", ConverseServer.signature(metadata))
        }
    }

    private mutating func writeReasoning(_ field: String, _ text: String) {
        writeDelta { json in
            json.key("reasoningContent")
            json.beginObject()
            json.member(field, text)
            json.endObject()
        }
    }

    @inline(__always)
    private mutating func writeDelta(_ fields: (inout JSONWriter) -> Void) {
        let index = index
        write("contentBlockDelta") { json in
            json.member("contentBlockIndex", index)
            json.key("delta")
            json.beginObject()
            fields(&json)
            json.endObject()
        }
    }

    @inline(__always)
    private mutating func write(_ type: String, _ fields: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.beginObject()
        fields(&writer)
        writer.endObject()
        bytes += EventStreamFraming.message(
            headers: [(":event-type", type), (":content-type", "application/json"), (":message-type", "event")],
            payload: writer.bytes)
    }
}
