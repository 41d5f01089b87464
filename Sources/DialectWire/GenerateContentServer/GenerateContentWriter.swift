import Dialect

/// Writes the chunks of a streamed response. The last has the reason and the usage; nothing marks the end.
struct GenerateContentWriter: ServedEventWriter {
    private var events = ServedEvents(lineEnd: "\r\n")
    private let id: String
    private var model: String
    private var kind = BlockSequencer.Kind.text
    /// The arguments of the call under way: calls are sent as a whole.
    private var arguments = ""

    init(_ reply: ServedReply) {
        id = reply.digits
        model = reply.request.model
    }

    /// Nothing is said before there is something to say.
    mutating func begin(model: String?) { self.model = model ?? self.model }

    mutating func write(_ step: BlockSequencer.Step) {
        switch (step, kind) {
        case (.begin(let kind), _):
            self.kind = kind
            arguments = ""
        case (.delta(let text), .text): writeText(text, isThought: false)
        case (.delta(let text), .reasoning): writeText(text, isThought: true)
        case (.delta(let text), .call): arguments += text
        case (.end(let metadata), .call(let id, let name, _)):
            write(part: GenerateContentServer.call(id, name, arguments, metadata))
        case (.end(let metadata), .text):
            guard let signature = GenerateContentServer.ownSignature(metadata) else { return }
            write(part: ["text": "", "thoughtSignature": signature])
        case (.end(let metadata), .reasoning):
            guard let signature = GenerateContentServer.signature(metadata) else { return }
            write(part: ["text": "", "thought": true, "thoughtSignature": signature])
        }
    }

    mutating func finish(_ reason: FinishReason, _ usage: Usage) {
        let chunk = GenerateContentServer.chunk([["text": ""]], model: model, id: id, reason: reason, usage: usage)
        events.write(json: chunk)
    }

    mutating func fail(_ failure: ServedFailure) { events.write(json: GenerateContentServer.json(failure)) }

    mutating func take() -> [UInt8] { events.take() }

    private mutating func write(part: JSONValue) {
        events.write(json: GenerateContentServer.chunk([part], model: model, id: id))
    }

    /// The hot path: once for every few letters of an answer.
    private mutating func writeText(_ text: String, isThought: Bool) {
        let (model, id) = (model, id)
        events.write { json in
            json.key("candidates")
            json.beginArray()
            json.beginObject()
            json.key("content")
            json.beginObject()
            json.key("parts")
            json.beginArray()
            json.beginObject()
            json.member("text", text)
            if isThought {
                json.key("thought")
                json.bool(true)
            }
            json.endObject()
            json.endArray()
            json.member("role", "model")
            json.endObject()
            json.member("index", 0)
            json.endObject()
            json.endArray()
            json.member("modelVersion", model)
            json.member("responseId", id)
        }
    }
}
