import Dialect
import DialectWire

extension ModelRequest {
    /// Says a recorded request as an app would: messages, tools and settings in the common vocabulary, the vendor's
    /// own settings as typed options, and what has no type as `extraBody`.
    init(recorded body: JSONValue, dialect: ResponsesDialect) throws {
        let decoded = try body.jsonBytes().withUnsafeBytes { try ResponsesRequestDecoder().decode(httpBody: $0) }
        self = decoded.request
        messages = try Self.conversation(of: decoded.input, dialect: dialect)
        var options = ResponsesOptions()
        options.instructions = body["instructions"]?.stringValue
        options.store = body["store"]?.boolValue
        options.previousResponseID = body["previous_response_id"]?.stringValue
        options.include = body["include"]?.arrayValue?.compactMap { $0.stringValue.map { .init($0) } }
        options.reasoningSummary = body["reasoning"]?["summary"]?.stringValue.map { .init($0) }
        options.verbosity = body["text"]?["verbosity"]?.stringValue.map { .init($0) }
        options.serviceTier = body["service_tier"]?.stringValue.map { .init($0) }
        options.truncation = body["truncation"]?.stringValue.map { .init($0) }
        options.promptCacheKey = body["prompt_cache_key"]?.stringValue
        let typed: Set<String> = [
            "model", "input", "stream", "tools", "tool_choice", "instructions", "store", "previous_response_id",
            "include", "reasoning", "text", "service_tier", "truncation", "prompt_cache_key", "max_output_tokens",
            "temperature", "top_p", "parallel_tool_calls",
        ]
        var extra = JSONObject()
        // Parts of a field that have no type are said by the whole field; so are choices other than of a function.
        if body["reasoning"]?.hasMembers(beside: ["effort", "summary"]) == true {
            extra["reasoning"] = body["reasoning"]
        }
        if body["text"]?.hasMembers(beside: ["format", "verbosity"]) == true { extra["text"] = body["text"] }
        if let choice = body["tool_choice"], choice.objectValue != nil, choice["type"] != "function" {
            extra["tool_choice"] = choice
        }
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

    /// The messages of recorded items. What a model once said is read by the parser that would have read it then, so
    /// that it comes back as an app holds it: as ``ModelResponse/message``.
    private static func conversation(of items: [JSONValue], dialect: ResponsesDialect) throws -> [Message] {
        var messages: [Message] = []
        var answer: [JSONValue] = []
        func endAnswer() {
            guard !answer.isEmpty else { return }
            let body: JSONValue = ["object": "response", "status": "completed", "output": .array(answer)]
            messages.append(Outcome(events: [body.jsonBytes()], dialect: dialect).response.message)
            answer = []
        }
        for item in items {
            if isAnswer(item) {
                answer.append(item)
                continue
            }
            endAnswer()
            let body: JSONValue = ["model": "model", "input": [item]]
            messages += try body.jsonBytes().withUnsafeBytes {
                try ResponsesRequestDecoder().decode(httpBody: $0).request.messages
            }.map { $0.speaking(dialect) }
        }
        endAnswer()
        return messages
    }

    /// Whether a model made the item as part of a response. A bare assistant message was written by an app.
    static func isAnswer(_ item: JSONValue) -> Bool {
        switch item["type"]?.stringValue {
        case "message": item["role"] == "assistant" && item["content"]?.arrayValue != nil
        case nil: item["role"] == "assistant" && Set(item.objectValue?.keys ?? []) != ["role", "content"]
        case "reasoning", "compaction", "program", "program_output": true
        case let type?: type.hasSuffix("_call") || type == "tool_search_output" && item["execution"] != "client"
        }
    }
}

extension JSONValue {
    fileprivate func hasMembers(beside known: Set<String>) -> Bool {
        objectValue?.keys.contains { !known.contains($0) } ?? false
    }
}

extension Message {
    /// Gives the items that pass through to the vendor that the request is for.
    fileprivate func speaking(_ dialect: ResponsesDialect) -> Message {
        Message(
            role: role,
            content: content.map { part in
                guard case .providerItem(var item) = part else { return part }
                item.provider = dialect.provider
                return .providerItem(item)
            })
    }
}
