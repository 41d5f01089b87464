import Dialect

extension ConverseEventParser {
    /// A `messageStop`, or the same fields of a one-shot body.
    mutating func stopped(_ message: JSONValue, in parts: inout PartAssembler) {
        parts.start()
        isStopped = true
        stopReason = message["stopReason"]?.stringValue
        let isCut = stopReason == "max_tokens" || stopReason == "model_context_window_exceeded"
        for slot in slots.indices { end(slot, in: &parts) }
        settleDoubtful(isCut: isCut, into: &parts)
        if let fields = message["additionalModelResponseFields"], !fields.isNull {
            own["additionalModelResponseFields"] = fields
        }
        if let usageSoFar { finish(usageSoFar, in: &parts) }
    }

    /// A `metadata` event, or the same fields of a one-shot body.
    mutating func tell(_ metadata: JSONValue) {
        if let usage = metadata["usage"], usage.objectValue != nil { usageSoFar = Usage(converse: usage) }
        for name in ["metrics", "trace", "performanceConfig", "serviceTier"] {
            if let value = metadata[name], !value.isNull { own[name] = value }
        }
        invokedModel = metadata["trace"]?["promptRouter"]?["invokedModelId"]?.stringValue ?? invokedModel
    }

    mutating func finish(_ usage: Usage, in parts: inout PartAssembler) {
        parts.finish(
            FinishReason(converse: stopReason), usage: usage,
            metadata: ResponseMetadata(model: invokedModel, provider: .bedrock(own)))
    }
}

extension FinishReason {
    /// Why a message of Converse ended ("stopReason" in the API reference).
    init(converse word: String?) {
        let kind: Kind =
            switch word {
            case "end_turn", "stop_sequence": .stop
            case "tool_use": .toolCalls
            case "max_tokens", "model_context_window_exceeded": .length
            case "guardrail_intervened", "content_filtered", "refusal": .contentFilter
            case "malformed_model_output", "malformed_tool_use": .error
            default: .other
            }
        self.init(kind, raw: word)
    }
}

extension Usage {
    /// Reads a `TokenUsage`, which reports cached tokens beside `inputTokens` and not among them.
    init(converse json: JSONValue) {
        // The longer names are those of the first preview; the service sends both.
        let read = (json["cacheReadInputTokens"] ?? json["cacheReadInputTokenCount"])?.intValue
        let write = (json["cacheWriteInputTokens"] ?? json["cacheWriteInputTokenCount"])?.intValue
        self.init(
            input: Input(
                total: json["inputTokens"]?.intValue.map { $0 + (read ?? 0) + (write ?? 0) }, cacheRead: read,
                cacheWrite: write),
            output: Output(total: json["outputTokens"]?.intValue), raw: json)
    }
}

extension Source {
    /// Reads a citation. Its place is one in the source, not in the answer, and stays in the metadata.
    init(bedrockCitation json: JSONValue) {
        let web = json["location"]?["web"]
        let search = json["location"]?["searchResultLocation"] != nil
        let source = json["source"]?.stringValue
        let url = web?["url"]?.stringValue ?? (search || source?.hasPrefix("http") == true ? source : nil)
        self.init(
            kind: url == nil ? .file : .url, url: url, title: json["title"]?.stringValue ?? web?["domain"]?.stringValue,
            metadata: .bedrock(["citation": json]))
    }
}
