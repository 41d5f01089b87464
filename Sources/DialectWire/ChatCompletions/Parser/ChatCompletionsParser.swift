public import Dialect

/// Understands Chat Completions, whichever vendor sends it: the chunks of a stream, or a whole completion as one event.
///
/// A response has one block of reasoning, one of text and one for each tool call; they stay open until its end, because
/// vendors mix them and tell what belongs to a block, such as signatures, after it. The end is `[DONE]`, a whole
/// completion, or the end of a body after a finish reason: usage, further pieces and even errors follow the chunk with
/// the finish reason.
public struct ChatCompletionsParser: EventParser {
    let dialect: ChatCompletionsDialect
    /// The media type of spoken answers, which the events do not tell.
    let audioMediaType: String
    public internal(set) var usageSoFar: Usage?

    var text: DeltaBlock?
    var refusal: DeltaBlock?
    var reasoning: DeltaBlock?
    /// The field in which reasoning came.
    var reasoningField: String?
    var details = ReasoningDetails()
    var calls = ChatToolCalls()
    var audio = ChatAudio()
    var executedTools = ChatExecutedTools()
    /// How many annotations were seen.
    var annotationCount = 0
    /// What the vendor's search found, as it was told last.
    var searchSources: [Source] = []
    /// The word for the end; nil until a chunk has one.
    var finishWord: String?
    var responseMetadata = ResponseMetadata()
    var logprobs = ChatLogprobs()
    var responseFields = JSONObject()
    var choiceFields = JSONObject()
    var messageFields = JSONObject()
    /// Fields that nobody knows, of which each is passed on once.
    var unknownFields: Set<String> = []
    private var hasBegun = false

    /// - Parameter audioMediaType: The media type of spoken answers, by the format that the request asks for.
    public init(dialect: ChatCompletionsDialect = .openAI, audioMediaType: String = "audio/*") {
        self.dialect = dialect
        self.audioMediaType = audioMediaType
    }

    public mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        if event.first == UInt8(ascii: "["), event.starts(with: "[DONE]".utf8) {
            return complete(into: &parts)
        }
        // The first chunk tells what is said of the response; of the others most hold a piece of something.
        if hasBegun, let head = try ChatChunkHead(event) { return take(head, into: &parts) }
        hasBegun = true
        try parse(tree: JSONValue(parsing: event), into: &parts)
    }

    public mutating func ended(into parts: inout PartAssembler) {
        if finishWord != nil { complete(into: &parts) }
    }

    private mutating func take(_ head: ChatChunkHead, into parts: inout PartAssembler) {
        if let piece = head.reasoning {
            openReasoning(field: head.reasoningField.rawValue, in: &parts)
            reasoning?.append(piece, to: &parts)
        }
        if let piece = head.content {
            if text == nil { text = DeltaBlock(parts.openText()) }
            text?.append(piece, to: &parts)
        }
        if let piece = head.call { calls.take(piece, in: &parts) }
    }

    mutating func openReasoning(field: String?, in parts: inout PartAssembler) {
        reasoningField = reasoningField ?? field
        if reasoning == nil { reasoning = DeltaBlock(parts.openReasoning()) }
    }

    // MARK: The end

    /// Ends the response with what it holds.
    mutating func complete(into parts: inout PartAssembler) {
        var reason = FinishReason(chatCompletions: finishWord, isRefusal: refusal != nil)
        let isCut: [FinishReason.Kind] = [.length, .contentFilter, .error]
        let namespace = dialect.namespace
        var replayed = messageFields
        for key in messageFields.keys where !dialect.replayedFields.contains(key) { replayed[key] = nil }
        if let reasoning {
            var metadata = ChatPartMetadata()
            metadata.reasoningField = reasoningField
            metadata.reasoningDetails = details.isEmpty ? nil : details.items
            parts.close(reasoning.block, metadata: metadata.metadata(namespace: namespace))
        }
        if let text {
            var metadata = ChatPartMetadata()
            metadata.message = replayed
            parts.close(text.block, metadata: metadata.metadata(namespace: namespace))
            replayed = JSONObject()
        }
        if let refusal {
            var metadata = ChatPartMetadata()
            metadata.isRefusal = true
            parts.close(refusal.block, metadata: metadata.metadata(namespace: namespace))
        }
        audio.end(mediaType: audioMediaType, namespace: namespace, in: &parts)
        let hasCalls = calls.end(
            responseID: responseMetadata.id, isCut: isCut.contains(reason.kind), message: replayed,
            namespace: namespace, in: &parts)
        // The word is kept, but there is nothing to execute.
        if reason.kind == .toolCalls, !hasCalls { reason.kind = .other }
        for source in searchSources { parts.add(source) }
        parts.finish(reason, usage: usageSoFar ?? Usage(), metadata: finalMetadata)
    }

    private var finalMetadata: ResponseMetadata {
        var own = JSONObject()
        own["logprobs"] = logprobs.json
        if !responseFields.isEmpty { own["response"] = .object(responseFields) }
        if !choiceFields.isEmpty { own["choice"] = .object(choiceFields) }
        if !messageFields.isEmpty { own["message"] = .object(messageFields) }
        var metadata = responseMetadata
        if !own.isEmpty { metadata.provider[raw: dialect.namespace] = .object(own) }
        return metadata
    }
}
