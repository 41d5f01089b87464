public import Dialect

extension Usage {
    /// Reads the `usage` of a Responses object, in which cached tokens are part of `input_tokens` already.
    public init(responses json: JSONValue) {
        let input = json["input_tokens_details"]
        let output = json["output_tokens_details"]
        self.init(
            input: Input(
                total: json["input_tokens"]?.intValue,
                cacheRead: input?["cached_tokens"]?.intValue,
                cacheWrite: input?["cache_write_tokens"]?.intValue),
            output: Output(
                total: json["output_tokens"]?.intValue,
                reasoning: output?["reasoning_tokens"]?.intValue),
            raw: json)
    }
}
