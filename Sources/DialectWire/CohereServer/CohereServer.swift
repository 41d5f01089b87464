package import Dialect

/// Cohere's chat as a server speaks it (its API reference, "Chat" of version 2).
package struct CohereServer: ServedDialect {
    private static let settings = ServedSettings(
        maxOutputTokens: ["max_tokens"], topP: "p", topK: "k", stopSequences: "stop_sequences", seed: "seed",
        presencePenalty: "presence_penalty", frequencyPenalty: "frequency_penalty")

    package init() {}

    package var streamContentType: String { "text/event-stream" }

    /// `…/v2/chat`, under any prefix.
    package func target(of place: ServedPlace) -> ServedTarget? {
        place.ends(with: "v2", "chat") ? ServedTarget() : nil
    }

    /// Messages and tools have the form of Chat Completions.
    package func decode(
        _ body: RequestField, at target: ServedTarget
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        var conversation = ServedConversation()
        for message in try body.required("messages").elements() {
            try ChatMessageDecoder.read(message, into: &conversation)
        }
        let request = ModelRequest(
            messages: conversation.messages, tools: try ChatRequestDecoder.tools(body["tools"]),
            toolChoice: try Self.toolChoice(body["tool_choice"]),
            outputFormat: try Self.format(body["response_format"]), options: try Self.settings.read(body))
        return ResponsesServerRequest(
            request, model: try body.required("model").string(), isStreaming: try body["stream"]?.bool() ?? false,
            body: body)
    }

    private static func toolChoice(_ field: RequestField?) throws(LanguageModelError) -> ToolChoice? {
        guard let field else { return nil }
        switch try field.string() {
        case "REQUIRED": return .required
        case "NONE": return ToolChoice.none
        default: throw field.wrongValue(supported: ["REQUIRED", "NONE"])
        }
    }

    private static func format(_ field: RequestField?) throws(LanguageModelError) -> OutputFormat {
        guard let field, try field.required("type").string() == "json_object" else { return .text }
        guard let schema = field["json_schema"] ?? field["schema"] else { return .json }
        return .jsonSchema(JSONSchemaFormat(name: "answer", schema: .object(try schema.object())))
    }

    package func encoder(of reply: ServedReply) -> any ServedEventEncoder {
        SequencedEncoder(reply, writer: CohereEventWriter(reply))
    }

    package func body(of response: ModelResponse, in reply: ServedReply) -> [UInt8] {
        var content: [JSONValue] = []
        for part in response.content {
            if case .text(let text, _) = part { content.append(["type": "text", "text": .string(text)]) }
            if case .reasoning(let text, _) = part { content.append(["type": "thinking", "thinking": .string(text)]) }
        }
        var message: JSONObject = ["role": "assistant"]
        if !content.isEmpty { message["content"] = .array(content) }
        let calls = response.toolCalls.map { call in
            let isJSON = call.kind != .custom
            return Self.call(
                call.id, call.name,
                arguments: isJSON ? call.arguments : ServedConversation.input(call.arguments).jsonText)
        }
        if !calls.isEmpty { message["tool_calls"] = .array(calls) }
        let body: JSONValue = [
            "id": .string(reply.digits), "message": .object(message),
            "finish_reason": .string(Self.word(response.finishReason)), "usage": Self.json(response.usage),
        ]
        return body.jsonBytes()
    }

    static func call(_ id: String, _ name: String, arguments: String) -> JSONValue {
        [
            "id": .string(id), "type": "function",
            "function": ["name": .string(name), "arguments": .string(arguments)],
        ]
    }

    // MARK: The end

    static func word(_ reason: FinishReason) -> String {
        let own: [String: FinishReason.Kind] = ["STOP_SEQUENCE": .stop, "TIMEOUT": .error]
        return reason.word(
            [
                .stop: "COMPLETE", .length: "MAX_TOKENS", .toolCalls: "TOOL_CALL", .contentFilter: "ERROR_TOXIC",
                .error: "ERROR",
            ], otherwise: "COMPLETE"
        ) { FinishReason(own[$0] ?? .other) }
    }

    static func json(_ usage: Usage) -> JSONValue {
        let (input, output) = (JSONValue.integer(usage.input.total ?? 0), JSONValue.integer(usage.output.total ?? 0))
        var tokens: JSONObject = ["input_tokens": input, "output_tokens": output]
        tokens["reasoning_tokens"] = usage.output.reasoning.map(JSONValue.integer)
        return [
            "billed_units": ["input_tokens": input, "output_tokens": output], "tokens": .object(tokens),
            "cached_tokens": .integer(usage.input.cacheRead ?? 0),
        ]
    }

    // MARK: Errors

    package func refusal(_ failure: ServedFailure, requestID: String) -> ServedRefusal {
        let message = failure.message(forOverflow: "too many tokens")
        return ServedRefusal(
            status: Self.status(failure), json: ["id": .string(requestID), "message": .string(message)],
            failure: failure)
    }

    /// The statuses of the reference's page "Errors".
    private static func status(_ failure: ServedFailure) -> Int {
        switch failure.code {
        case .rateLimited: 429
        case .quotaExceeded: 402
        case .overloaded: 503
        case .authentication: 401
        case .permissionDenied: 403
        case .notFound: 404
        case .timeout: 504
        case .invalidRequest, .contextLengthExceeded, .contentFiltered: failure.clientStatus
        default: 500
        }
    }
}
