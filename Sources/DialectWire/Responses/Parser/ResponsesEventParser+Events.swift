import Dialect

extension ResponsesEventParser {
    /// Takes an event that is no delta, or a body that was not streamed.
    mutating func parse(tree event: JSONValue, into parts: inout PartAssembler) throws {
        guard let object = event.objectValue else {
            throw JSONError("Expected an object", at: 0)
        }
        guard let type = object["type"]?.stringValue else {
            return try parseBody(event, into: &parts)
        }
        switch type {
        case "response.created" where succession.isAwaited:
            addSteeredInput(to: &parts)
            beginSuccessor()
        case "response.created", "response.in_progress", "response.queued":
            parts.start(responseMetadata(event["response"]))
        case "response.completed", "response.incomplete", "response.failed", "response.done":
            try finish(event, type: type, into: &parts)
        case "error", "response.error":
            throw LanguageModelError(responsesError: event, provider: dialect.provider)
        case "response.output_item.added":
            addItem(event, in: &parts)
        case "response.output_item.done":
            guard let item = event["item"] else { break }
            let slot = openSlot(
                outputIndex: event["output_index"]?.intValue, itemID: item["id"]?.nonEmptyString, isNewItem: true)
            completeItem(item, in: slot, into: &parts)
        case "response.steer.accepted", "response.steer.pending", "response.steer.failed":
            parseSteering(event, type: type, into: &parts)
        case "response.audio.done":
            audio.end(in: &parts)
        case "response.audio.transcript.done":
            audio.endTranscript(in: &parts)
        default:
            guard !parseContent(event, type: type, into: &parts), !parseToolInput(event, type: type, into: &parts),
                !parseProgress(event, type: type, into: &parts)
            else { break }
            parts.addUnknown(type: type, json: event)
        }
    }

    /// A body that was not streamed: a response, which equals its terminal event, or an error.
    private mutating func parseBody(_ body: JSONValue, into parts: inout PartAssembler) throws {
        let isResponse = body["object"]?.stringValue == "response" || body["output"]?.arrayValue != nil
        if isResponse {
            try finish(["response": body], type: "response", into: &parts)
        } else if body["error"]?.nonNull != nil {
            throw LanguageModelError(responsesError: body, provider: dialect.provider)
        } else {
            parts.addUnknown(type: "", json: body)
        }
    }

    private func responseMetadata(_ response: JSONValue?) -> ResponseMetadata {
        ResponseMetadata(responses: response ?? .null, provider: dialect.provider)
    }

    // MARK: The end

    private mutating func finish(_ event: JSONValue, type: String, into parts: inout PartAssembler) throws {
        let response = event["response"] ?? .null
        if let usage = response["usage"]?.nonNull { spent(Usage(responses: usage)) }
        // The event's own name is the surer sign where a server forgets the status.
        let status = response["status"]?.stringValue ?? Self.status(ofTerminal: type)
        parts.start(responseMetadata(response))
        let isFailed = type == "response.failed" || status == "failed"
        let isCut = isFailed || status == "incomplete"
        for (index, item) in (response["output"]?.arrayValue ?? []).enumerated() {
            var item = item
            // Some servers restate a call that was cut without a word about it.
            if isCut, ResponsesSlot.isClientCall(item["type"]?.stringValue), item["status"] != "completed" {
                item["status"] = "incomplete"
            }
            completeRestated(item, at: index, into: &parts)
        }
        let incompleteReason = response["incomplete_details"]?["reason"]?.stringValue
        settleOpenItems(isCut: isCut, into: &parts)
        audio.endTranscript(in: &parts)
        audio.end(in: &parts)
        if isFailed {
            throw LanguageModelError(responsesError: event, provider: dialect.provider)
        }
        let finish = HeldFinish(
            reason: FinishReason(responsesStatus: status, incompleteReason: incompleteReason, isRefusal: hasRefusal),
            metadata: responseMetadata(response))
        if !isCut || incompleteReason == "steered", succession.ended() {
            heldFinish = finish
            return
        }
        addPendingInput(to: &parts)
        end(finish, in: &parts)
    }

    /// Ends the stream.
    mutating func end(_ finish: HeldFinish, in parts: inout PartAssembler) {
        heldFinish = nil
        parts.finish(finish.reason, usage: usageSoFar ?? Usage(), metadata: finish.metadata)
    }

    private static func status(ofTerminal type: String) -> String? {
        switch type {
        case "response.completed": "completed"
        case "response.incomplete": "incomplete"
        case "response.failed": "failed"
        default: nil
        }
    }

    /// An item of the terminal event; only news if its own `done` never came.
    private mutating func completeRestated(_ item: JSONValue, at index: Int, into parts: inout PartAssembler) {
        if let id = item["id"]?.nonEmptyString, let known = slots.firstIndex(where: { $0.itemID == id }) {
            return completeItem(item, in: known, into: &parts)
        }
        completeItem(item, in: openSlot(outputIndex: index, itemID: item["id"]?.nonEmptyString), into: &parts)
    }

    /// Items that neither their `done` nor the terminal event completed: what came of them is all there is.
    private mutating func settleOpenItems(isCut: Bool, into parts: inout PartAssembler) {
        for index in slots.indices where !slots[index].isDone {
            slots[index].isDone = true
            guard slots[index].toolInput != nil else { continue }
            if let item = slots[index].assembledCall(isCut: isCut) {
                slots[index].completeClientCall(item, dialect: dialect, into: &parts)
            } else {
                slots[index].closeToolInput(in: &parts)
                parts.addIncompleteCall(id: slots[index].toolCallID, name: slots[index].name)
            }
        }
    }
}
