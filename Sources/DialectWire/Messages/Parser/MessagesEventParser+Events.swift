import Dialect

extension MessagesEventParser {
    /// Takes an event that is no plain delta, or a body that was not streamed.
    mutating func parse(tree event: JSONValue, into parts: inout PartAssembler) throws {
        guard let object = event.objectValue else { throw JSONError("Expected an object", at: 0) }
        switch object["type"]?.stringValue {
        case "message_start":
            let message = event["message"] ?? .null
            learn(message)
            parts.start(metadata)
            addBlocks(of: message, into: &parts)
        case "content_block_start":
            guard let block = event["content_block"], block.objectValue != nil else {
                return parts.addUnknown(type: "content_block_start", json: event)
            }
            addBlock(block, index: event["index"]?.intValue, in: &parts)
        case "content_block_delta":
            parseRareDelta(event, into: &parts)
        case "content_block_stop":
            if let position = openBlock(event["index"]?.intValue) { completeBlock(at: position, into: &parts) }
        case "message_delta":
            learn(event)
            learn(event["delta"] ?? .null)
        case "message_stop": finish(into: &parts)
        case "ping": break
        case "error": throw failure(event)
        case "message": parseBody(event, into: &parts)
        case let type:
            if type == nil, event["content"]?.arrayValue != nil {
                parseBody(event, into: &parts)
            } else if event["error"]?.nonNull != nil {
                throw failure(event)
            } else {
                parts.addUnknown(type: type ?? "", json: event)
            }
        }
    }

    /// A body that was not streamed.
    private mutating func parseBody(_ body: JSONValue, into parts: inout PartAssembler) {
        learn(body)
        parts.start(metadata)
        addBlocks(of: body, into: &parts)
        finish(into: &parts)
    }

    /// Blocks that are known as a whole.
    private mutating func addBlocks(of message: JSONValue, into parts: inout PartAssembler) {
        for block in message["content"]?.arrayValue ?? [] {
            let position = addBlock(block, index: nil, in: &parts)
            completeBlock(at: position, into: &parts)
        }
    }

    /// A delta that brings a citation, or one of a kind that has no common form.
    private mutating func parseRareDelta(_ event: JSONValue, into parts: inout PartAssembler) {
        guard let delta = event["delta"]?.objectValue, let position = openBlock(event["index"]?.intValue) else {
            return parts.addUnknown(type: "content_block_delta", json: event)
        }
        if delta["type"] == "citations_delta", let citation = delta["citation"] {
            blocks[position].append(citation: citation, provider: dialect.provider, to: &parts)
        } else if blocks[position].kind == .item {
            blocks[position].merge(delta)
        } else {
            parts.addUnknown(type: "content_block_delta", json: event)
        }
    }

    /// Keeps what a message, or a report on its way, says beside its content.
    private mutating func learn(_ json: JSONValue) {
        metadata.merge(ResponseMetadata(messages: json, provider: dialect.provider))
        stopReason = json["stop_reason"]?.stringValue ?? stopReason
        guard let report = json["usage"]?.objectValue else { return }
        var merged = usage ?? JSONObject()
        for (key, value) in report where !value.isNull || merged[key] == nil { merged[key] = value }
        usage = merged
    }

    private func failure(_ event: JSONValue) -> LanguageModelError {
        LanguageModelError(reported: event, provider: dialect.provider)
    }

    // MARK: The end

    private mutating func finish(into parts: inout PartAssembler) {
        var isCut = FinishReason.cutsBlocks(messagesStopReason: stopReason)
        for position in blocks.indices where !blocks[position].isDone {
            completeBlock(at: position, into: &parts)
            // Without an end of its own, a call is whole only if it can be read.
            if let heldCall, (try? heldCall.argumentsJSON) == nil { isCut = true }
        }
        if isCut, let call = heldCall, blocks.last?.kind == .clientCall {
            parts.addIncompleteCall(id: call.id, name: call.name)
            heldCall = nil
        }
        releaseHeldCall(into: &parts)
        // A fallback names the model that took over.
        for block in blocks where block.json["type"] == "fallback" {
            metadata.model = block.json["to"]?["model"]?.nonEmptyString ?? metadata.model
        }
        parts.finish(
            FinishReason(messagesStopReason: stopReason), usage: usageSoFar ?? Usage(), metadata: metadata)
    }
}
