import Dialect

extension ChatCompletionsParser {
    /// Takes a delta, or a whole message, which restates all deltas before it.
    mutating func take(_ message: JSONValue, isWhole: Bool, into parts: inout PartAssembler) {
        takeReasoning(of: message, isWhole: isWhole, into: &parts)
        takeContent(of: message, isWhole: isWhole, into: &parts)
        if let words = message["refusal"]?.nonEmptyString {
            if refusal == nil { refusal = DeltaBlock(parts.openText()) }
            refusal.add(words, isWhole: isWhole, to: &parts)
        }
        if let audio = message["audio"]?.objectValue {
            self.audio.take(.object(audio), isWhole: isWhole, in: &parts)
        }
        for image in message["images"]?.arrayValue ?? [] {
            if let media = Media(chatImage: image) { parts.add(media) }
        }
        for call in message["tool_calls"]?.arrayValue ?? [] { calls.take(call, isWhole: isWhole, in: &parts) }
        // The form before there were tools; some servers send it empty beside the calls.
        if let call = message["function_call"], call["name"]?.nonEmptyString != nil || calls.isLegacy {
            calls.take(legacy: call, isWhole: isWhole, in: &parts)
        }
        let annotations = message["annotations"]?.arrayValue ?? []
        let news = isWhole ? Array(annotations.dropFirst(annotationCount)) : annotations
        annotationCount += news.count
        for annotation in news {
            parts.add(Source(chatAnnotation: annotation, namespace: dialect.namespace))
        }
        for tool in message["executed_tools"]?.arrayValue ?? [] {
            executedTools.take(tool, namespace: dialect.namespace, in: &parts)
        }
        for (key, value) in message.objectValue ?? JSONObject()
        where !Self.messageKeys.contains(key) && !value.isNull { messageFields[key] = value }
    }

    private static let messageKeys: Set<String> = [
        "role", "content", "reasoning", "reasoning_content", "reasoning_details", "refusal", "audio", "images",
        "tool_calls", "function_call", "annotations", "executed_tools", "padding",
    ]

    // MARK: Reasoning

    private mutating func takeReasoning(of message: JSONValue, isWhole: Bool, into parts: inout PartAssembler) {
        let pieces = message["reasoning_details"]?.arrayValue ?? []
        if !pieces.isEmpty {
            openReasoning(field: nil, in: &parts)
            if isWhole { details.restate(pieces) } else { details.append(pieces) }
        }
        // Gateways say the same in several fields.
        for field in ["reasoning_content", "reasoning"] {
            guard let words = message[field]?.nonEmptyString else { continue }
            openReasoning(field: field, in: &parts)
            return reasoning.add(words, isWhole: isWhole, to: &parts)
        }
        let words = ReasoningDetails.text(of: pieces)
        if !words.isEmpty { reasoning.add(words, isWhole: isWhole, to: &parts) }
    }

    // MARK: Content

    private mutating func takeContent(of message: JSONValue, isWhole: Bool, into parts: inout PartAssembler) {
        guard let pieces = message["content"]?.arrayValue else {
            if let words = message["content"]?.nonEmptyString { addText(words, isWhole: isWhole, to: &parts) }
            return
        }
        // Mistral's content, in which the model's thinking has a place.
        var (thoughts, words) = ("", "")
        for piece in pieces {
            switch piece["type"]?.stringValue {
            case "text": words += piece["text"]?.stringValue ?? ""
            case "thinking":
                thoughts +=
                    piece["thinking"]?.stringValue
                    ?? (piece["thinking"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined()
            case "reference":
                for id in piece["reference_ids"]?.arrayValue ?? [] {
                    parts.add(Source(chatReference: id, chunk: piece, namespace: dialect.namespace))
                }
            case "image_url":
                if let media = Media(chatImage: piece) { parts.add(media) }
            default: parts.addUnknown(type: piece["type"]?.stringValue ?? "content", json: piece)
            }
        }
        if !thoughts.isEmpty {
            openReasoning(field: "thinking", in: &parts)
            reasoning.add(thoughts, isWhole: isWhole, to: &parts)
        }
        if !words.isEmpty { addText(words, isWhole: isWhole, to: &parts) }
    }

    private mutating func addText(_ words: String, isWhole: Bool, to parts: inout PartAssembler) {
        if text == nil { text = DeltaBlock(parts.openText()) }
        text.add(words, isWhole: isWhole, to: &parts)
    }
}

extension DeltaBlock? {
    /// Adds a piece, or what the whole has beyond the pieces before.
    fileprivate mutating func add(_ words: String, isWhole: Bool, to parts: inout PartAssembler) {
        guard isWhole else { return self?.append(words, to: &parts) ?? () }
        guard let missing = self?.missing(of: words), !missing.isEmpty else { return }
        self?.append(missing, to: &parts)
    }
}
