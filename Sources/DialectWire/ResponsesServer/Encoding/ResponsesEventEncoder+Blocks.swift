import Dialect

extension OutputItem.Kind {
    var isCall: Bool { self == .functionCall || self == .customCall }
}

/// Text, reasoning and calls: what comes piece by piece.
extension ResponsesEventEncoder {
    // MARK: Text

    mutating func beginText(_ id: String) {
        announce(OutputItem(.message, blockID: id))
        let item = open[open.count - 1]
        writeContentPart("response.content_part.added", item)
        let annotations = pendingAnnotations
        pendingAnnotations = []
        for annotation in annotations { annotate(annotation) }
    }

    /// The hot path: once for every few letters of an answer.
    mutating func addText(_ id: String, _ text: String) {
        guard let position = position(id) else { return }
        open[position].text += text
        let (itemID, outputIndex) = (open[position].itemID, open[position].outputIndex)
        writer.write("response.output_text.delta") { json in
            json.member("content_index", 0)
            json.member("delta", text)
            json.member("item_id", itemID)
            json.key("logprobs")
            json.beginArray()
            json.endArray()
            json.member("output_index", outputIndex)
        }
    }

    /// The message stays open: its sources may come after its text.
    mutating func endText(_ id: String, _ metadata: ProviderMetadata) {
        guard let position = position(id) else { return }
        open[position].isEnded = true
        open[position].metadata = metadata
    }

    mutating func finishEndedMessages() {
        while let position = open.firstIndex(where: { $0.kind == .message && $0.isEnded }) {
            close(open.remove(at: position), status: "completed")
        }
    }

    mutating func annotate(_ annotation: JSONValue) {
        guard let position = open.lastIndex(where: { $0.kind == .message }) else {
            pendingAnnotations.append(annotation)
            return
        }
        let item = open[position]
        open[position].annotations.append(annotation)
        writer.write("response.output_text.annotation.added") { json in
            json.member("annotation", annotation)
            json.member("annotation_index", item.annotations.count)
            json.member("content_index", 0)
            json.member("item_id", item.itemID)
            json.member("output_index", item.outputIndex)
        }
    }

    private mutating func writeContentPart(_ type: String, _ item: OutputItem) {
        writer.write(type) { json in
            json.member("content_index", 0)
            json.member("item_id", item.itemID)
            json.member("output_index", item.outputIndex)
            json.member("part", item.textPart)
        }
    }

    // MARK: Reasoning

    mutating func addReasoning(_ id: String, _ text: String) {
        guard let position = position(id) else { return }
        if !open[position].hasPart {
            writeSummaryPart("response.reasoning_summary_part.added", open[position])
            open[position].hasPart = true
        }
        open[position].text += text
        let (itemID, outputIndex) = (open[position].itemID, open[position].outputIndex)
        writer.write("response.reasoning_summary_text.delta") { json in
            json.member("delta", text)
            json.member("item_id", itemID)
            json.member("output_index", outputIndex)
            json.member("summary_index", 0)
        }
    }

    mutating func endReasoning(_ id: String, _ metadata: ProviderMetadata) {
        guard let position = position(id) else { return }
        var item = open.remove(at: position)
        item.metadata = metadata
        close(item, status: "completed")
    }

    private mutating func writeSummaryPart(_ type: String, _ item: OutputItem) {
        writer.write(type) { json in
            json.member("item_id", item.itemID)
            json.member("output_index", item.outputIndex)
            json.member("part", item.summaryPart)
            json.member("summary_index", 0)
        }
    }

    // MARK: Calls

    /// A tool that the client did not declare may be one that the provider runs: it is not announced before its call
    /// is complete, lest the client runs it.
    mutating func beginCall(_ id: String, _ name: String) {
        let isFreeForm = isFreeForm(name)
        let item = OutputItem(isFreeForm == true ? .customCall : .functionCall, blockID: id, name: name)
        if isFreeForm == nil { open.append(item) } else { announce(item) }
    }

    mutating func addArguments(_ id: String, _ text: String) {
        guard let position = position(id) else { return }
        open[position].text += text
        if open[position].isAnnounced { writeArguments(open[position], delta: text) }
    }

    mutating func finishCall(_ call: ToolCall) {
        // A block's id is made unique where a model uses one id twice.
        let position = position(call.id) ?? open.firstIndex { $0.kind.isCall && $0.blockID.hasPrefix(call.id + "#") }
        if call.isProviderExecuted {
            if let position, !open[position].isAnnounced { open.remove(at: position) }
            beginVerbatim(call)
            return
        }
        if call.kind != .function, call.kind != .custom, let json = ItemMetadata.item(in: call.metadata) {
            // A tool of the client that only OpenAI phrases, such as its shell.
            if let position, !open[position].isAnnounced { open.remove(at: position) }
            addVerbatim(ProviderItem(provider: ItemMetadata.provider, type: call.kind.rawValue, json: json))
            return
        }
        var item = position.map { open.remove(at: $0) } ?? OutputItem(.functionCall, blockID: call.id, name: call.name)
        if !item.isAnnounced {
            item.kind = call.kind == .custom ? .customCall : .functionCall
            item.text = ""
            place(&item)
        }
        // What the deltas left out.
        if item.text.isEmpty, !call.arguments.isEmpty { writeArguments(item, delta: call.arguments) }
        item.text = call.arguments
        close(item, status: "completed")
    }

    private mutating func writeArguments(_ item: OutputItem, delta: String) {
        let isCustom = item.kind == .customCall
        writer.write(isCustom ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta") {
            $0.member("delta", delta)
            $0.member("item_id", item.itemID)
            $0.member("output_index", item.outputIndex)
        }
    }

    // MARK: Closing

    /// Writes the events that end an item which was taken out of the open ones or is about to be.
    mutating func close(_ item: OutputItem, status: String) {
        var item = item
        if !item.isAnnounced {
            let text = item.text
            item.text = ""
            place(&item)
            item.text = text
            writeArguments(item, delta: text)
        }
        switch item.kind {
        case .message where item.isRefusal:
            writer.write("response.refusal.done") { json in
                json.member("content_index", 0)
                json.member("item_id", item.itemID)
                json.member("output_index", item.outputIndex)
                json.member("refusal", item.text)
            }
            writeContentPart("response.content_part.done", item)
        case .message:
            writer.write("response.output_text.done") { json in
                json.member("content_index", 0)
                json.member("item_id", item.itemID)
                json.member("logprobs", [])
                json.member("output_index", item.outputIndex)
                json.member("text", item.text)
            }
            writeContentPart("response.content_part.done", item)
        case .reasoning where item.hasPart:
            writer.write("response.reasoning_summary_text.done") { json in
                json.member("item_id", item.itemID)
                json.member("output_index", item.outputIndex)
                json.member("summary_index", 0)
                json.member("text", item.text)
            }
            writeSummaryPart("response.reasoning_summary_part.done", item)
        case .functionCall, .customCall: writeCallDone(item)
        case .reasoning, .verbatim: break
        }
        done(item, status: status)
    }

    private mutating func writeCallDone(_ item: OutputItem) {
        if item.kind == .customCall {
            writer.write("response.custom_tool_call_input.done") { json in
                json.member("input", item.text)
                json.member("item_id", item.itemID)
                json.member("output_index", item.outputIndex)
            }
        } else {
            writer.write("response.function_call_arguments.done") { json in
                json.member("arguments", item.text)
                json.member("item_id", item.itemID)
                json.member("output_index", item.outputIndex)
            }
        }
    }
}
