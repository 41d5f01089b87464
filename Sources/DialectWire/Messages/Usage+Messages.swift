public import Dialect

extension Usage {
    /// Reads the `usage` of a message.
    ///
    /// `input_tokens` counts only what no cache had to do with, so that the total is the sum of three fields
    /// (Anthropic's "Prompt caching"). What a compaction cost is told only in `iterations` (Anthropic's "Compaction")
    /// and is added; iterations of other models, such as an advisor's, are left to ``Usage/raw``.
    public init(messages json: JSONValue) {
        var input = Input()
        var output = Output(reasoning: json["output_tokens_details"]?["thinking_tokens"]?.intValue)
        Self.add(json, to: &input, &output)
        for iteration in json["iterations"]?.arrayValue ?? [] where iteration["type"] == "compaction" {
            Self.add(iteration, to: &input, &output)
        }
        self.init(input: input, output: output, raw: json)
    }

    private static func add(_ json: JSONValue, to input: inout Input, _ output: inout Output) {
        let fresh = json["input_tokens"]?.intValue
        let read = json["cache_read_input_tokens"]?.intValue
        let written = json["cache_creation_input_tokens"]?.intValue
        input.cacheRead = sum(input.cacheRead, read)
        input.cacheWrite = sum(input.cacheWrite, written)
        input.total = sum(input.total, fresh, read, written)
        output.total = sum(output.total, json["output_tokens"]?.intValue)
    }
}
