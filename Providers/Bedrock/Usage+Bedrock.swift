import Dialect

extension Usage {
    /// Reads a `TokenUsage`, which reports cached tokens beside `inputTokens` and not among them.
    init(converse json: JSONValue) {
        // The longer names are those of the first preview; the service sends both.
        let read = (json["cacheReadInputTokens"] ?? json["cacheReadInputTokenCount"])?.intValue
        let write = (json["cacheWriteInputTokens"] ?? json["cacheWriteInputTokenCount"])?.intValue
        self.init(
            input: Input(
                total: json["inputTokens"]?.intValue.flatMap { Self.sum($0, read, write) }, cacheRead: read,
                cacheWrite: write),
            output: Output(total: json["outputTokens"]?.intValue), raw: json)
    }
}
