import Dialect
import DialectCohere
import DialectServer
import DialectSimulator

/// Cohere's own chat.
struct CohereConformance: ConformingDialect {
    let name = "cohere"
    let folders: Set<String> = ["Providers/Cohere"]
    let unknownEvent: JSONValue? = ["type": "news-of-tomorrow", "index": 7, "delta": ["message": ["content": "none"]]]

    func speaks(_ exchange: RecordedExchange) -> Bool { exchange.provider == "cohere" && exchange.api == "chat" }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        Outcome(events: events, parser: CohereEventParser(), model: ModelID(provider: "cohere", model: "model"))
    }

    // MARK: Facts

    func facts(of exchange: RecordedExchange) -> WireFacts {
        let events = Outcome.events(of: exchange.response.body).compactMap { try? JSONValue(parsing: $0) }
        if events.count == 1, let message = events[0]["message"], message.objectValue != nil {
            return facts(message: message, end: events[0])
        }
        let end = events.first { $0["type"] == "message-end" }?["delta"]
        return facts(message: Self.message(of: events), end: end)
    }

    private func facts(message: JSONValue, end: JSONValue?) -> WireFacts {
        var facts = WireFacts()
        facts.isTerminated = end?["finish_reason"] != nil
        facts.reportsError = end?["error"]?.stringValue != nil
        let content = message["content"]?.arrayValue ?? []
        facts.text = content.compactMap { $0["text"]?.stringValue }.joined()
        facts.reasoning =
            content.compactMap { $0["thinking"]?.stringValue }.joined() + (message["tool_plan"]?.stringValue ?? "")
        facts.toolCalls = (message["tool_calls"]?.arrayValue ?? []).map { call in
            let function = call["function"]
            return (function?["name"]?.stringValue ?? "", function?["arguments"]?.stringValue ?? "")
        }
        facts.sourceCount = (message["citations"]?.arrayValue ?? []).reduce(0) { count, citation in
            count + max(1, citation["sources"]?.arrayValue?.count ?? 0)
        }
        facts.finishWord = end?["finish_reason"]?.stringValue
        if let usage = end?["usage"], !usage.isNull {
            facts.rawUsage = usage
            facts.inputTokens = usage["tokens"]?["input_tokens"]?.intValue
            facts.outputTokens = usage["tokens"]?["output_tokens"]?.intValue
            facts.cachedTokens = usage["cached_tokens"]?.intValue
        }
        return facts
    }

    /// The message that the events of a stream make together, as a one-shot answer has it.
    private static func message(of events: [JSONValue]) -> JSONValue {
        var contents: [(text: String, thinking: String)] = []
        var calls: [JSONValue] = []
        var citations: [JSONValue] = []
        var plan = ""
        for event in events {
            guard let message = event["delta"]?["message"] else { continue }
            plan += message["tool_plan"]?.stringValue ?? ""
            if let citation = message["citations"], citation.objectValue != nil { citations.append(citation) }
            if let content = message["content"], content.objectValue != nil, let index = event["index"]?.intValue {
                while contents.count <= index { contents.append(("", "")) }
                contents[index].text += content["text"]?.stringValue ?? ""
                contents[index].thinking += content["thinking"]?.stringValue ?? ""
            }
            guard let call = message["tool_calls"], call.objectValue != nil else { continue }
            if event["type"] == "tool-call-start" {
                calls.append(call)
            } else if let index = event["index"]?.intValue, calls.indices.contains(index) {
                let soFar = calls[index]["function"]?["arguments"]?.stringValue ?? ""
                let more = call["function"]?["arguments"]?.stringValue ?? ""
                calls[index]["function"]?["arguments"] = .string(soFar + more)
            }
        }
        let content = contents.map { ["text": .string($0.text), "thinking": .string($0.thinking)] as JSONValue }
        return [
            "content": .array(content), "tool_plan": .string(plan), "tool_calls": .array(calls),
            "citations": .array(citations),
        ]
    }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        CohereProvider(.init(apiKey: "none", baseURL: "http://127.0.0.1:\(server.port)"))
            .model(exchange.requestedModel)
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        guard let body = exchange.request.body, let messages = body["messages"]?.arrayValue else { return nil }
        var request = ModelRequest(messages: messages.flatMap { message(recorded: $0, in: exchange) })
        request.tools = (body["tools"]?.arrayValue ?? []).compactMap { tool in
            guard let function = tool["function"], let name = function["name"]?.stringValue else { return nil }
            return .function(
                FunctionTool(
                    name: name, description: function["description"]?.stringValue,
                    inputSchema: function["parameters"] ?? [:]))
        }
        switch body["tool_choice"]?.stringValue {
        case "NONE": request.toolChoice = ToolChoice.none
        case "REQUIRED": request.toolChoice = .required
        default: break
        }
        request.options = GenerationOptions(
            maxOutputTokens: body["max_tokens"]?.intValue, temperature: body["temperature"]?.doubleValue,
            topP: body["p"]?.doubleValue, topK: body["k"]?.intValue,
            stopSequences: body["stop_sequences"]?.arrayValue?.compactMap(\.stringValue),
            seed: body["seed"]?.intValue, presencePenalty: body["presence_penalty"]?.doubleValue,
            frequencyPenalty: body["frequency_penalty"]?.doubleValue)
        var options = CohereOptions()
        options.documents = try body["documents"]?.arrayValue?.map { try $0.decode(CohereDocument.self) }
        options.safetyMode = body["safety_mode"]?.stringValue.map { .init($0) }
        options.citationMode = body["citation_options"]?["mode"]?.stringValue.map { .init($0) }
        let typed: Set<String> = [
            "model", "messages", "stream", "tools", "tool_choice", "documents", "safety_mode", "citation_options",
            "max_tokens", "temperature", "p", "k", "stop_sequences", "seed", "presence_penalty", "frequency_penalty",
        ]
        var extra = JSONObject()
        for (key, value) in body.objectValue ?? [:] where !typed.contains(key) && !value.isNull { extra[key] = value }
        if !extra.isEmpty { options.extraBody = extra }
        request.providerOptions[Cohere.self] = options
        return request
    }

    private func message(recorded json: JSONValue, in exchange: RecordedExchange) -> [Message] {
        let texts: [ContentPart] =
            json["content"]?.stringValue.map { [.text($0)] }
            ?? (json["content"]?.arrayValue ?? []).map { part in
                if let url = part["image_url"]?["url"]?.stringValue {
                    return .image(Media(.url(url), mediaType: "image/png"))
                }
                return .text(part["text"]?.stringValue ?? "")
            }
        switch json["role"]?.stringValue {
        case "assistant":
            // As an app holds what the model once said.
            let body: JSONValue = ["message": json, "finish_reason": "COMPLETE"]
            return [outcome(of: [body.jsonBytes()], in: exchange).response.message]
        case "tool":
            let output: ToolOutput = texts.count == 1 ? .text(Message.user(texts).text) : .content(texts)
            return [.tool([ToolResult(callID: json["tool_call_id"]?.stringValue ?? "", name: "", output: output)])]
        case let role:
            return [Message(role: .init(role ?? "user"), content: texts)]
        }
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        try CohereRequestEncoder().encode(request, model: exchange.requestedModel)
            .body(stream: exchange.request.body?["stream"]?.boolValue ?? false)
    }

    func meaning(_ body: JSONValue) -> JSONValue {
        var result = body
        if result["stream"] == nil { result["stream"] = false }
        if result["documents"] == .array([]) { result["documents"] = nil }
        result["messages"] = .array(
            (result["messages"]?.arrayValue ?? []).map { message in
                var message = message
                if let text = message["content"]?.stringValue {
                    message["content"] = [["type": "text", "text": .string(text)]]
                }
                for name in ["content", "citations", "tool_calls"] where message[name] == .array([]) {
                    message[name] = nil
                }
                return message
            })
        return result
    }
}
