import Dialect

/// The response object, which the first events and the terminal one carry whole, and which is the one-shot body.
struct ResponseBody: Sendable {
    let id: String
    let createdAt: Int
    /// The model that answers.
    var model: String
    private let request: JSONObject
    private let isStored: Bool

    init(id: String, createdAt: Int, request: ResponsesServerRequest) {
        self.id = id
        self.createdAt = createdAt
        model = request.model
        self.request = request.body
        isStored = request.isStored
    }

    /// What a terminal event knows beyond the request.
    struct Outcome {
        var status: String
        var completedAt: Int?
        var error: JSONValue = .null
        var incompleteReason: String?
        var output: [JSONValue] = []
        var usage: Usage?
    }

    /// The keys come in the order of the live service.
    func json(_ outcome: Outcome) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        func member(_ key: String, _ value: JSONValue) {
            writer.key(key)
            writer.value(value)
        }
        member("id", .string(id))
        member("object", "response")
        member("created_at", .integer(createdAt))
        member("status", .string(outcome.status))
        member("background", false)
        member("completed_at", outcome.completedAt.map(JSONValue.integer) ?? .null)
        member("error", outcome.error)
        member("frequency_penalty", given("frequency_penalty", 0))
        member("incomplete_details", outcome.incompleteReason.map { ["reason": .string($0)] } ?? .null)
        for key in ["instructions", "max_output_tokens", "max_tool_calls"] { member(key, given(key)) }
        member("model", .string(model))
        member("output", .array(outcome.output))
        member("parallel_tool_calls", given("parallel_tool_calls", true))
        member("presence_penalty", given("presence_penalty", 0))
        for key in ["previous_response_id", "prompt_cache_key", "prompt_cache_retention"] { member(key, given(key)) }
        member("reasoning", merged("reasoning", into: ["effort": nil, "summary": nil]))
        member("safety_identifier", given("safety_identifier"))
        member("service_tier", given("service_tier", "default"))
        member("store", .bool(isStored))
        member("temperature", given("temperature", 1))
        member("text", merged("text", into: ["format": ["type": "text"], "verbosity": "medium"]))
        member("tool_choice", given("tool_choice", "auto"))
        member("tools", given("tools", []))
        member("top_logprobs", given("top_logprobs", 0))
        member("top_p", given("top_p", 1))
        member("truncation", given("truncation", "disabled"))
        member("usage", outcome.usage.map(Self.usage) ?? .null)
        member("user", given("user"))
        member("metadata", given("metadata", [:]))
        writer.endObject()
        return writer.bytes
    }

    private func given(_ key: String, _ standard: JSONValue = .null) -> JSONValue {
        guard let value = request[key], !value.isNull else { return standard }
        return value
    }

    private func merged(_ key: String, into standard: JSONValue) -> JSONValue {
        var merged = standard
        for (name, value) in request[key]?.objectValue ?? [:] { merged[name] = value }
        return merged
    }

    private static func usage(_ usage: Usage) -> JSONValue {
        [
            "input_tokens": .integer(usage.input.total ?? 0),
            // Both are required in OpenAI's own SDKs.
            "input_tokens_details": [
                "cache_write_tokens": .integer(usage.input.cacheWrite ?? 0),
                "cached_tokens": .integer(usage.input.cacheRead ?? 0),
            ],
            "output_tokens": .integer(usage.output.total ?? 0),
            "output_tokens_details": ["reasoning_tokens": .integer(usage.output.reasoning ?? 0)],
            "total_tokens": .integer(usage.total ?? 0),
        ]
    }
}
