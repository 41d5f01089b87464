import Dialect

/// Writes a whole completion.
enum ChatCompletionBody {
    static func encode(_ response: ModelResponse, in reply: ServedReply) -> [UInt8] {
        let reason = ChatCompletionsServer.word(response.finishReason)
        var message: JSONObject = ["role": "assistant"]
        let calls = response.toolCalls.map(call)
        message["content"] = response.text.isEmpty && !calls.isEmpty ? .null : .string(response.text)
        if !response.reasoning.isEmpty { message["reasoning_content"] = .string(response.reasoning) }
        if !calls.isEmpty { message["tool_calls"] = .array(calls) }
        message["refusal"] = .null
        message["annotations"] = []
        let body: JSONValue = [
            "id": .string("chatcmpl-\(reply.digits)"), "object": "chat.completion",
            "created": .integer(reply.createdAt), "model": .string(response.metadata.model ?? reply.request.model),
            "choices": [
                ["index": 0, "message": .object(message), "logprobs": .null, "finish_reason": .string(reason)]
            ],
            "usage": ChatCompletionsServer.json(response.usage), "service_tier": "default",
        ]
        return body.jsonBytes()
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        guard call.kind == .custom else {
            return [
                "id": .string(call.id), "type": "function",
                "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
            ]
        }
        return [
            "id": .string(call.id), "type": "custom",
            "custom": ["name": .string(call.name), "input": .string(call.arguments)],
        ]
    }
}
