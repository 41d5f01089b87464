import Dialect
import DialectWire

extension ModelRequest {
    /// Says a recorded request as an app would: messages, tools and settings in the common vocabulary, the vendor's
    /// own settings as typed options, and what has no type as `extraBody`.
    init(recorded body: JSONValue, dialect: ResponsesDialect) throws {
        let decoded = try body.jsonBytes().withUnsafeBytes { try ResponsesRequestDecoder().decode(httpBody: $0) }
        self = decoded.request
        var options = ResponsesOptions()
        // The decoder reads instructions as a system message; the option is what was recorded.
        if let instructions = body["instructions"]?.stringValue {
            options.instructions = instructions
            messages.removeFirst()
        }
        options.store = body["store"]?.boolValue
        options.previousResponseID = body["previous_response_id"]?.stringValue
        options.include = body["include"]?.arrayValue?.compactMap { $0.stringValue.map { .init($0) } }
        options.reasoningSummary = body["reasoning"]?["summary"]?.stringValue.map { .init($0) }
        if body["reasoning"]?.objectValue?.keys.contains(where: { $0 != "effort" && $0 != "summary" }) == true {
            options.extraBody = ["reasoning": body["reasoning"] ?? .null]
        }
        options.verbosity = body["text"]?["verbosity"]?.stringValue.map { .init($0) }
        options.serviceTier = body["service_tier"]?.stringValue.map { .init($0) }
        options.truncation = body["truncation"]?.stringValue.map { .init($0) }
        options.promptCacheKey = body["prompt_cache_key"]?.stringValue
        let typed: Set<String> = [
            "model", "input", "stream", "tools", "tool_choice", "instructions", "store", "previous_response_id",
            "include", "reasoning", "text", "service_tier", "truncation", "prompt_cache_key", "max_output_tokens",
            "temperature", "top_p", "parallel_tool_calls",
        ]
        var extra = options.extraBody ?? JSONObject()
        for (key, value) in body.objectValue ?? JSONObject() where !typed.contains(key) && !value.isNull {
            extra[key] = value
        }
        if !extra.isEmpty { options.extraBody = extra }
        providerOptions = ProviderOptions()
        providerOptions[raw: dialect.provider] = try JSONValue(encoding: options)
        tools = tools.map { tool in
            // The decoder speaks for OpenAI; the vendor's own key is what its encoder reads.
            switch tool {
            case .provider(var tool):
                tool.provider = dialect.provider
                return .provider(tool)
            case .function(var tool):
                tool.providerOptions[raw: dialect.provider] = tool.providerOptions[raw: "openai"]
                return .function(tool)
            }
        }
    }
}
