package import Dialect
import DialectWire

/// Understands the events of Cohere's chat (API reference, "Chat with Streaming (v2)"), and the body of a response that
/// was not streamed.
package struct CohereEventParser: EventParser {
    /// A block of content, by its index on the wire.
    private struct Content {
        let index: Int
        let isThinking: Bool
        let block: PartAssembler.Block
    }

    private var contents: [Content] = []
    private var toolPlan: PartAssembler.Block?
    var calls = CohereToolCalls()
    private var id: String?
    private var logprobs: [JSONValue] = []
    package private(set) var usageSoFar: Usage?

    package init() {}

    package mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        // What comes after the end says nothing more.
        if event.first == UInt8(ascii: "["), event.elementsEqual("[DONE]".utf8) { return }
        let head = try CohereEventHead(event)
        if let type = head.type, !head.hasMore, parseDelta(type, head, into: &parts) { return }
        let json = try JSONValue(parsing: event)
        switch json["type"]?.stringValue {
        case nil: try parse(document: json, into: &parts)
        case let type?: try parse(type, json, into: &parts)
        }
    }

    // MARK: Deltas

    private mutating func parseDelta(
        _ type: JSONSlice, _ head: CohereEventHead, into parts: inout PartAssembler
    ) -> Bool {
        switch type.bytes.count {
        case 13 where type.equals("content-delta"):
            append(head.text, head.thinking, at: head.index ?? 0, to: &parts)
        case 15 where type.equals("tool-plan-delta"):
            append(toolPlan: head.toolPlan?.string ?? "", to: &parts)
        case 15 where type.equals("tool-call-delta"):
            calls.append(head.arguments?.string ?? "", at: head.index, to: &parts)
        default: return false
        }
        return true
    }

    private mutating func append(
        _ text: JSONSlice?, _ thinking: JSONSlice?, at index: Int, to parts: inout PartAssembler
    ) {
        if let thinking, !thinking.bytes.isEmpty {
            parts.append(thinking.string, to: block(at: index, isThinking: true, in: &parts))
        }
        if let text, !text.bytes.isEmpty {
            parts.append(text.string, to: block(at: index, isThinking: false, in: &parts))
        }
    }

    /// The block of an index, opened if need be: its start may be missing.
    private mutating func block(
        at index: Int, isThinking: Bool, in parts: inout PartAssembler
    ) -> PartAssembler.Block {
        if let last = contents.last, last.index == index, last.isThinking == isThinking { return last.block }
        if let known = contents.last(where: { $0.index == index && $0.isThinking == isThinking }) { return known.block }
        closeToolPlan(in: &parts)
        let block = isThinking ? parts.openReasoning() : parts.openText()
        contents.append(Content(index: index, isThinking: isThinking, block: block))
        return block
    }

    private mutating func append(toolPlan text: String, to parts: inout PartAssembler) {
        guard !text.isEmpty else { return }
        let block = toolPlan ?? parts.openReasoning()
        toolPlan = block
        parts.append(text, to: block)
    }

    // MARK: Other events

    private mutating func parse(_ type: String, _ json: JSONValue, into parts: inout PartAssembler) throws {
        let delta = json["delta"]
        let message = delta?["message"]
        let index = json["index"]?.intValue
        switch type {
        case "message-start":
            id = json["id"]?.stringValue
            parts.start(ResponseMetadata(id: id))
        case "content-start", "content-delta":
            if let content = message?["content"] { add(content: content, at: index ?? 0, to: &parts) }
            if let tokens = json["logprobs"], !tokens.isNull { logprobs.append(tokens) }
        case "content-end":
            close(contentAt: index, in: &parts)
        case "tool-call-start":
            closeToolPlan(in: &parts)
            calls.start(message?["tool_calls"], at: index, in: &parts)
        case "tool-call-end":
            calls.end(at: index, in: &parts)
        case "citation-start":
            if let citation = message?["citations"] { add(citation: citation, to: &parts) }
        case "citation-end": break
        case "message-end":
            try end(delta ?? json, json, in: &parts)
        default:
            parts.addUnknown(type: type, json: json)
        }
    }

    /// Content with its kind, whole or as it begins.
    private mutating func add(content: JSONValue, at index: Int, to parts: inout PartAssembler) {
        let text = content["text"]?.stringValue
        let thinking = content["thinking"]?.stringValue
        let isThinking = content["type"] == "thinking" || (thinking != nil && text == nil)
        guard let piece = isThinking ? thinking : text else {
            parts.add(
                ProviderItem(provider: Cohere.name, type: content["type"]?.stringValue ?? "content", json: content))
            return
        }
        // A block that begins without text is opened by its first delta, if any comes.
        guard !piece.isEmpty else { return }
        parts.append(piece, to: block(at: index, isThinking: isThinking, in: &parts))
    }

    private func close(contentAt index: Int?, in parts: inout PartAssembler) {
        for content in contents where index == nil || content.index == index { close(content, in: &parts) }
    }

    private func close(_ content: Content, in parts: inout PartAssembler) {
        parts.close(content.block, metadata: content.isThinking ? Self.thinking : ProviderMetadata())
    }

    private static let thinking = ProviderMetadata(CohereMetadata(type: "thinking"), named: Cohere.name)
    private static let plan = ProviderMetadata(CohereMetadata(type: "tool_plan"), named: Cohere.name)

    private func closeToolPlan(in parts: inout PartAssembler) {
        if let toolPlan { parts.close(toolPlan, metadata: Self.plan) }
    }

    private func add(citation: JSONValue, to parts: inout PartAssembler) {
        for source in Source.cohere(citation: citation) { parts.add(source) }
    }

    // MARK: The end

    /// A response that was not streamed, or an error in its place.
    private mutating func parse(document json: JSONValue, into parts: inout PartAssembler) throws {
        guard let message = json["message"], message.objectValue != nil else {
            throw LanguageModelError(reported: json, provider: Cohere.name)
        }
        id = json["id"]?.stringValue
        parts.start(ResponseMetadata(id: id))
        let content = message["content"]
        for (index, part) in (content?.arrayValue ?? []).enumerated() { add(content: part, at: index, to: &parts) }
        if let text = content?.stringValue { add(content: ["text": .string(text)], at: 0, to: &parts) }
        close(contentAt: nil, in: &parts)
        append(toolPlan: message["tool_plan"]?.stringValue ?? "", to: &parts)
        closeToolPlan(in: &parts)
        let isCut = FinishReason(cohere: json["finish_reason"]?.stringValue).isCut
        for (index, call) in (message["tool_calls"]?.arrayValue ?? []).enumerated() {
            calls.start(call, at: index, in: &parts)
            if !isCut || calls.isJSON(at: index) { calls.end(at: index, in: &parts) }
        }
        for citation in message["citations"]?.arrayValue ?? [] { add(citation: citation, to: &parts) }
        logprobs = json["logprobs"]?.arrayValue ?? []
        try end(json, json, in: &parts)
    }

    /// - Parameters:
    ///   - end: Where the reason and the usage are.
    ///   - raw: What the server sent.
    private mutating func end(_ end: JSONValue, _ raw: JSONValue, in parts: inout PartAssembler) throws {
        if let usage = end["usage"], !usage.isNull { usageSoFar = Usage(cohere: usage) }
        let word = end["finish_reason"]?.stringValue
        let reason = FinishReason(cohere: word)
        if reason.kind == .error, let text = end["error"]?.stringValue, !text.isEmpty {
            var error = LanguageModelError(reported: ["message": .string(text)], provider: Cohere.name)
            error.details.code = word
            if word == "TIMEOUT" { error.code = .timeout }
            error.rawBody = raw.jsonText
            throw error
        }
        for content in contents { close(content, in: &parts) }
        closeToolPlan(in: &parts)
        calls.endAll(isCut: reason.isCut, in: &parts)
        var own = CohereMetadata()
        own.logprobs = logprobs.isEmpty ? nil : logprobs
        let metadata = own == CohereMetadata() ? ProviderMetadata() : ProviderMetadata(own, named: Cohere.name)
        parts.finish(reason, usage: usageSoFar ?? Usage(), metadata: ResponseMetadata(id: id, provider: metadata))
    }
}
