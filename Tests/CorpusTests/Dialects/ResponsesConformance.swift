import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectWire

/// OpenAI's Responses API, of OpenAI and of all who speak it.
struct ResponsesConformance: ConformingDialect {
    let name = "responses"
    let folders: Set<String> = ["Sources/DialectWire/Responses", "Providers/OpenAI"]
    let unknownEvent: JSONValue? = ["type": "response.news_of_tomorrow", "sequence_number": 1, "output_index": 7]

    func speaks(_ exchange: RecordedExchange) -> Bool { exchange.api == "responses" }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        Outcome(events: events, dialect: exchange.dialect)
    }

    func eventCount(of exchange: RecordedExchange) -> Int? { RecordedWire(exchange).events.count }

    func restated(_ exchange: RecordedExchange) -> [UInt8]? {
        let wire = RecordedWire(exchange)
        guard wire.events.count > 1, var terminal = wire.terminal else { return nil }
        // A terminal may be poorer than the items, or name them otherwise; the items are what counts.
        terminal["output"] = .array(wire.items)
        return terminal.jsonBytes()
    }

    func facts(of exchange: RecordedExchange) -> WireFacts {
        let wire = RecordedWire(exchange)
        var facts = WireFacts()
        facts.isTerminated = wire.terminal != nil
        facts.reportsError =
            wire.terminal?["error"]?.objectValue != nil || wire.events.contains { $0["type"] == "error" }
        let messages = wire.items.filter { $0["type"] == "message" }
        let content = messages.flatMap { $0["content"]?.arrayValue ?? [] }
        facts.text = content.compactMap { ($0["text"] ?? $0["refusal"])?.stringValue }.joined()
        let offered = (exchange.request.body?["tools"]?.arrayValue ?? []).map { $0["name"] }
        facts.toolCalls = wire.items.compactMap { item in
            // xAI's own tools are called in the form of free-form ones; the app offered none of that name.
            if exchange.provider == "xai", item["type"] == "custom_tool_call", !offered.contains(item["name"]) {
                return nil
            }
            let input = item["type"] == "function_call" ? item["arguments"] : item["input"]
            guard ["function_call", "custom_tool_call"].contains(item["type"]), item["status"] != "incomplete",
                let name = item["name"]?.stringValue
            else { return nil }
            return (name, input?.stringValue ?? "")
        }
        if let usage = wire.terminal?["usage"], !usage.isNull {
            facts.rawUsage = usage
            facts.inputTokens = usage["input_tokens"]?.intValue
            facts.outputTokens = usage["output_tokens"]?.intValue
            facts.cachedTokens = usage["input_tokens_details"]?["cached_tokens"]?.intValue
        }
        let status = wire.terminal?["status"]?.stringValue
        if status == "incomplete" {
            facts.finishWord = wire.terminal?["incomplete_details"]?["reason"]?.stringValue ?? status
        } else if status != nil {
            facts.finishWord = content.contains { $0["type"] == "refusal" } ? "refusal" : status
        }
        return facts
    }

    func verbatim(of exchange: RecordedExchange) -> [JSONValue] {
        RecordedWire(exchange).items.filter { $0["type"] == "reasoning" }
    }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        let endpoint = ResponsesEndpoint(baseURL: server.baseURL, dialect: exchange.dialect)
        return OpenAIProvider(.init(endpoint: endpoint)).model(exchange.requestedModel)
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        guard let body = exchange.request.body, body["input"] != nil else { return nil }
        return try ModelRequest(recorded: body, dialect: exchange.dialect)
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        let stream = exchange.request.body?["stream"]?.boolValue ?? false
        return try ResponsesRequestEncoder(dialect: exchange.dialect)
            .encode(request, model: exchange.requestedModel).body(stream: stream)
    }

    func meaning(_ body: JSONValue) -> JSONValue {
        var result = body
        if result["stream"] == nil { result["stream"] = false }
        if body["text"] == ["format": ["type": "text"]] { result["text"] = nil }
        if let text = body["input"]?.stringValue {
            result["input"] = [["type": "message", "role": "user", "content": .string(text)]]
        }
        result["input"] = .array((result["input"]?.arrayValue ?? []).map(Self.itemMeaning))
        for field in ["text", "tools"] { result[field] = result[field]?.withSortedRequired }
        return result
    }

    func label(of element: JSONValue, at path: String) -> String {
        guard path == "input" else { return "" }
        return ModelRequest.isAnswer(element) ? "model" : "app"
    }

    private static func itemMeaning(_ item: JSONValue) -> JSONValue {
        var item = item
        if item["type"] == nil, item["role"] != nil { item["type"] = "message" }
        guard item["type"] == "message" else { return item }
        // An answer of the model that lost its id is told apart by its role alone.
        let kind: JSONValue = item["role"] == "assistant" ? "output_text" : "input_text"
        if let text = item["content"]?.stringValue { item["content"] = [["type": kind, "text": .string(text)]] }
        return item
    }
}

extension RecordedExchange {
    /// The model that was asked for, by the body.
    var requestedModel: String { request.body?["model"]?.stringValue ?? model ?? "model" }
}
