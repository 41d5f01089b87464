public import Dialect

/// Turns the parts of any model's response into the events of the Responses dialect, in the order and shape in which
/// OpenAI's live service sends them. A pure state machine: it has no clock and makes no ids but from the response's.
///
/// Blocks of text become messages, one each; reasoning becomes summaries; sources become annotations of the text they
/// come with. What the dialect has no form for (warnings, progress, another provider's tools and items) is left out.
public struct ResponsesEventEncoder: Sendable {
    var writer: EventWriter
    var body: ResponseBody
    /// Items that are not done, oldest first.
    var open: [OutputItem] = []
    /// Items by output index; null until done.
    var slots: [JSONValue] = []
    /// Sources that came before any text.
    var pendingAnnotations: [JSONValue] = []
    /// Makes items' ids unique beyond the response.
    let suffix: String
    /// Tools that the client declared and so can be announced as calls before they are complete; true for free-form.
    private let clientTools: [String: Bool]
    /// Whether the response was announced.
    public internal(set) var hasStarted = false
    /// Whether the terminal event was written.
    public internal(set) var isFinished = false
    /// Whether the terminal event tells of a failure.
    public internal(set) var hasFailed = false
    /// The response object of the terminal event: the body of a one-shot answer. Empty until then.
    public internal(set) var response: [UInt8] = []

    /// - Parameters:
    ///   - request: What is answered; its settings are restated.
    ///   - responseID: Unique, such as `resp_` and hexadecimal digits; items' ids are made from it.
    ///   - createdAt: Seconds since 1970.
    public init(request: ResponsesServerRequest, responseID: String, createdAt: Int) {
        writer = EventWriter(streamID: request.streamID)
        body = ResponseBody(id: responseID, createdAt: createdAt, request: request)
        suffix = responseID.split(separator: "_", maxSplits: 1).last.map(String.init) ?? responseID
        var tools: [String: Bool] = [:]
        for tool in request.request.tools {
            switch tool {
            case .function(let function): tools[function.name] = false
            case .provider(let tool) where tool.type == "custom": tools[tool.name] = true
            case .provider: break
            }
        }
        clientTools = tools
    }

    /// The output items that are done.
    public var output: [JSONValue] { slots.filter { !$0.isNull } }

    /// Encodes the next part.
    ///
    /// - Parameter time: Seconds since 1970; used by the last part only, as the time of completion.
    public mutating func encode(_ part: StreamPart, at time: Int? = nil) -> [ResponsesServerEvent] {
        guard !isFinished else { return [] }
        if case .textDelta(let id, let text) = part {
            addText(id, text)
            return writer.take()
        }
        if case .responseMetadata(let metadata) = part { body.model = metadata.model ?? body.model }
        start()
        switch part {
        // Sources may still come after a text; and whether the last text was cut, only the end can tell.
        case .source, .finish: break
        default: finishEndedMessages()
        }
        switch part {
        case .textStart(let id): beginText(id)
        case .textEnd(let id, let metadata): endText(id, metadata)
        case .reasoningStart(let id): announce(OutputItem(.reasoning, blockID: id))
        case .reasoningDelta(let id, let text): addReasoning(id, text)
        case .reasoningEnd(let id, let metadata): endReasoning(id, metadata)
        case .toolInputStart(let id, let name): beginCall(id, name)
        case .toolInputDelta(let id, let text): addArguments(id, text)
        case .toolCall(let call): finishCall(call)
        case .toolResult(let result): finishVerbatim(result)
        case .source(let source): annotate(source.annotation)
        case .file(let media): addImage(media)
        case .providerItem(let item): addVerbatim(item)
        case .finish(let reason, let usage, let metadata):
            body.model = metadata.model ?? body.model
            finish(reason, usage, at: time)
        default: break
        }
        return writer.take()
    }

    /// Encodes a failure: `response.failed`, or an `error` event if the response was not announced yet.
    public mutating func fail(_ error: any Error) -> [ResponsesServerEvent] {
        guard !isFinished else { return [] }
        isFinished = true
        hasFailed = true
        let failure = ResponsesWireError(error)
        guard hasStarted else {
            return [ResponsesServerEvent(type: "error", json: failure.event(streamID: writer.streamID))]
        }
        var outcome = ResponseBody.Outcome(status: "failed", output: output)
        outcome.error = [
            "code": .string(failure.code ?? failure.type), "message": .string(failure.message),
        ]
        outcome.usage = (error as? LanguageModelError)?.usage
        terminate("response.failed", outcome)
        return writer.take()
    }

    // MARK: The response

    private mutating func start() {
        guard !hasStarted else { return }
        hasStarted = true
        let response = body.json(ResponseBody.Outcome(status: "in_progress"))
        for type in ["response.created", "response.in_progress"] {
            writer.write(type) { json in
                json.key("response")
                json.raw(response)
            }
        }
    }

    private mutating func finish(_ reason: FinishReason, _ usage: Usage, at time: Int?) {
        let isRefusal = reason.raw == "refusal" && open.contains { $0.isRefusal }
        let incomplete =
            isRefusal ? nil : Self.incompleteReason(reason, hasCutCall: open.contains { $0.kind.isCall })
        while let item = open.first {
            let status = incomplete == nil ? "completed" : "incomplete"
            close(item, status: status)
            open.removeFirst()
        }
        isFinished = true
        var outcome = ResponseBody.Outcome(status: "completed", output: output, usage: usage)
        switch (reason.kind, incomplete) {
        case (_, let incomplete?):
            outcome.status = "incomplete"
            outcome.incompleteReason = incomplete
        case (.error, _):
            outcome.status = "failed"
            outcome.error = ["code": "server_error", "message": .string("The model gave up: \(reason).")]
        default: outcome.completedAt = time
        }
        terminate("response.\(outcome.status)", outcome)
    }

    /// The dialect's word for what cut a response short. A response with calls says `toolCalls` in common terms, so
    /// that the provider's own word decides there.
    private static func incompleteReason(_ reason: FinishReason, hasCutCall: Bool) -> String? {
        switch (reason.kind, reason.raw) {
        // The dialect's own words, from its own provider.
        case (_, "max_output_tokens"?), (_, "content_filter"?), (_, "steered"?), (_, "max_messages"?): reason.raw
        case (.length, _): "max_output_tokens"
        case (.contentFilter, _): "content_filter"
        default: hasCutCall ? "max_output_tokens" : nil
        }
    }

    mutating func terminate(_ type: String, _ outcome: ResponseBody.Outcome) {
        response = body.json(outcome)
        hasFailed = outcome.status == "failed"
        writer.write(type) { json in
            json.key("response")
            json.raw(response)
        }
    }

    // MARK: Items

    /// Gives an item its place in the output and tells of it.
    mutating func announce(_ item: OutputItem) {
        var item = item
        place(&item)
        open.append(item)
    }

    mutating func place(_ item: inout OutputItem) {
        item.outputIndex = slots.count
        if item.itemID.isEmpty { item.itemID = "\(item.idPrefix)_\(suffix)\(hexadecimal(item.outputIndex))" }
        slots.append(.null)
        let (opening, index) = (item.opening, item.outputIndex)
        writer.write("response.output_item.added") { json in
            json.member("item", opening)
            json.member("output_index", index)
        }
    }

    mutating func done(_ item: OutputItem, status: String = "completed") {
        let closing = item.closing(status: status)
        slots[item.outputIndex] = closing
        writer.write("response.output_item.done") { json in
            json.member("item", closing)
            json.member("output_index", item.outputIndex)
        }
    }

    /// Whether a tool is the client's, and if so whether it takes free text.
    func isFreeForm(_ tool: String) -> Bool? { clientTools[tool] }

    /// The position of an open item; the newest is asked first, since blocks rarely interleave.
    func position(_ blockID: String) -> Int? { open.lastIndex { $0.blockID == blockID } }

    private func hexadecimal(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
