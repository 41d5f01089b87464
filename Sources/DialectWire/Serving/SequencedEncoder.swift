import Dialect

/// What a dialect writes of an answer whose blocks come one after another.
protocol ServedEventWriter: Sendable {
    /// The answer begins.
    ///
    /// - Parameter model: Who answers, where that is not the model that was asked for.
    mutating func begin(model: String?)
    mutating func write(_ step: BlockSequencer.Step)
    /// The answer is complete; all blocks have ended.
    mutating func finish(_ reason: FinishReason, _ usage: Usage)
    /// The answer has failed after it began.
    mutating func fail(_ failure: ServedFailure)
    /// Hands out the bytes written since.
    mutating func take() -> [UInt8]
}

/// Encodes an answer with a dialect's writer.
struct SequencedEncoder<Writer: ServedEventWriter>: ServedEventEncoder {
    private var sequencer: BlockSequencer
    private var writer: Writer
    private var hasBegun = false
    private var isFinished = false

    /// - Parameter wrapsFreeText: Whether free text for a tool is wrapped into an object.
    init(_ reply: ServedReply, writer: Writer, wrapsFreeText: Bool = true) {
        sequencer = BlockSequencer(tools: reply.request.request.tools, wrapsFreeText: wrapsFreeText)
        self.writer = writer
    }

    mutating func encode(_ part: StreamPart) -> [UInt8] {
        guard !isFinished else { return [] }
        if !hasBegun {
            hasBegun = true
            if case .responseMetadata(let metadata) = part {
                writer.begin(model: metadata.model)
            } else {
                writer.begin(model: nil)
            }
        }
        sequencer.take(part)
        for step in sequencer.steps { writer.write(step) }
        sequencer.clear()
        if case .finish(let reason, let usage, _) = part {
            isFinished = true
            writer.finish(reason, usage)
        }
        return writer.take()
    }

    mutating func fail(_ failure: ServedFailure) -> [UInt8] {
        guard !isFinished else { return [] }
        isFinished = true
        writer.fail(failure)
        return writer.take()
    }
}

/// Writes server-sent events, each with one JSON object as its data.
struct ServedEvents: Sendable {
    private var bytes: [UInt8] = []
    private let lineEnd: String

    init(lineEnd: String = "\n") {
        self.lineEnd = lineEnd
    }

    /// Writes an event.
    ///
    /// - Parameters:
    ///   - name: The event's name; nil for dialects that send none.
    ///   - fields: Adds the members of the data.
    @inline(__always)
    mutating func write(_ name: String? = nil, _ fields: (inout JSONWriter) -> Void) {
        if let name {
            bytes += "event: ".utf8
            bytes += name.utf8
            bytes += lineEnd.utf8
        }
        var writer = JSONWriter()
        writer.beginObject()
        fields(&writer)
        writer.endObject()
        write(data: writer.bytes)
    }

    /// Writes data without a name.
    mutating func write(json: JSONValue) { write(data: json.jsonBytes()) }

    /// Writes data, be it JSON or not.
    mutating func write(data: some Collection<UInt8>) {
        bytes += "data: ".utf8
        bytes += data
        bytes += lineEnd.utf8
        bytes += lineEnd.utf8
    }

    mutating func take() -> [UInt8] {
        defer { bytes.removeAll() }
        return bytes
    }
}
