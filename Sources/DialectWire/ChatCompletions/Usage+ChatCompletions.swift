public import Dialect

extension Usage {
    /// Reads the `usage` of a chat completion, in which cached tokens are part of `prompt_tokens` already.
    ///
    /// Where cached tokens are told: in `prompt_tokens_details` (OpenAI and most), as `prompt_cache_hit_tokens`
    /// (DeepSeek), `cached_tokens` (Moonshot), `num_cached_tokens` (Mistral) or `cache_read_input_tokens` (gateways to
    /// Anthropic).
    public init(chatCompletions json: JSONValue) {
        let input = json["prompt_tokens_details"]
        let output = json["completion_tokens_details"]
        let prompt = json["prompt_tokens"]?.intValue
        let completion = json["completion_tokens"]?.intValue
        let reasoning = output?["reasoning_tokens"]?.intValue ?? json["reasoning_tokens"]?.intValue
        self.init(
            input: Input(
                total: prompt,
                cacheRead: input?["cached_tokens"]?.intValue ?? json["prompt_cache_hit_tokens"]?.intValue
                    ?? json["cached_tokens"]?.intValue ?? json["num_cached_tokens"]?.intValue
                    ?? json["cache_read_input_tokens"]?.intValue,
                cacheWrite: input?["cache_write_tokens"]?.intValue ?? json["cache_creation_input_tokens"]?.intValue),
            output: Output(
                total: Self.output(completion, reasoning, prompt: prompt, total: json["total_tokens"]?.intValue),
                reasoning: reasoning),
            raw: json)
    }

    /// All tokens of the output. xAI counts reasoning beside `completion_tokens`, which the total gives away.
    private static func output(_ completion: Int?, _ reasoning: Int?, prompt: Int?, total: Int?) -> Int? {
        guard let completion, let reasoning, let prompt, let total, reasoning > 0,
            total == sum(prompt, completion, reasoning)
        else { return completion }
        return sum(completion, reasoning)
    }
}
