import Dialect

extension Usage {
    /// Reads the `usage` of a response. `tokens` is what the model read and wrote, with the prompt that Cohere adds;
    /// `billed_units`, which leaves that out, is kept in the raw report.
    init(cohere json: JSONValue?) {
        guard let json, !json.isNull else {
            self.init()
            return
        }
        let (tokens, billed) = (json["tokens"], json["billed_units"])
        self.init(
            input: Input(
                total: tokens?["input_tokens"]?.intValue ?? billed?["input_tokens"]?.intValue,
                cacheRead: json["cached_tokens"]?.intValue),
            output: Output(
                total: tokens?["output_tokens"]?.intValue ?? billed?["output_tokens"]?.intValue,
                reasoning: tokens?["reasoning_tokens"]?.intValue),
            raw: json)
    }
}
