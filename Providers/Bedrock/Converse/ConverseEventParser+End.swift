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
