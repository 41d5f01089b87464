import Dialect
import DialectAnthropic
import DialectGoogle
import DialectServer
import DialectSimulator
import DialectWire

/// Anthropic's Messages API, of Anthropic and of all who speak it.
struct MessagesConformance: ConformingDialect {
    let name = "messages"
    let folders: Set<String> = ["Sources/DialectWire/Messages", "Providers/Anthropic"]
    let unknownEvent: JSONValue? = ["type": "news_of_tomorrow", "index": 7, "delta": ["type": "news", "text": "N"]]

    func speaks(_ exchange: RecordedExchange) -> Bool {
        exchange.api == "messages" && exchange.operation != "count_tokens"
    }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        let dialect = exchange.messagesDialect
        return Outcome(
            events: events, parser: MessagesEventParser(dialect: dialect),
            model: ModelID(provider: dialect.provider, model: exchange.messagesModel))
    }

    func eventCount(of exchange: RecordedExchange) -> Int? { RecordedMessage(exchange).eventCount }

    func restated(_ exchange: RecordedExchange) -> [UInt8]? {
        let wire = RecordedMessage(exchange)
        // A streamed input keeps the model's own spelling, which a whole message does not have.
        guard wire.eventCount > 1, wire.isTerminated, !wire.hasStreamedInput else { return nil }
        return wire.message.jsonBytes()
    }

    func facts(of exchange: RecordedExchange) -> WireFacts {
        let wire = RecordedMessage(exchange)
        var facts = WireFacts()
        facts.isTerminated = wire.isTerminated
        facts.reportsError = wire.reportsError
        facts.finishWord = wire.message["stop_reason"]?.stringValue
        func blocks(_ type: JSONValue) -> [JSONValue] { wire.blocks.filter { $0["type"] == type } }
        facts.text = blocks("text").compactMap { $0["text"]?.stringValue }.joined()
        facts.reasoning = blocks("thinking").compactMap { $0["thinking"]?.stringValue }.joined()
        facts.sourceCount = blocks("text").reduce(0) { $0 + ($1["citations"]?.arrayValue?.count ?? 0) }
        let isCut = ["max_tokens", "refusal", "model_context_window_exceeded"].contains(facts.finishWord)
        let calls =
            isCut && wire.blocks.last?["type"] == "tool_use" ? blocks("tool_use").dropLast() : blocks("tool_use")[...]
        facts.toolCalls = calls.compactMap { block in
            block["name"]?.stringValue.map { ($0, block["input"]?.jsonText ?? "{}") }
        }
        guard let usage = wire.message["usage"], usage.objectValue != nil else { return facts }
        facts.rawUsage = usage
        // A compaction is told apart from the rest, and costs as well.
        let all = [usage] + (usage["iterations"]?.arrayValue ?? []).filter { $0["type"] == "compaction" }
        func sum(_ keys: String...) -> Int {
            all.reduce(0) { sum, report in keys.reduce(sum) { $0 + (report[$1]?.intValue ?? 0) } }
        }
        facts.inputTokens = sum("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        facts.outputTokens = sum("output_tokens")
        facts.cachedTokens = usage["cache_read_input_tokens"]?.intValue.map { _ in sum("cache_read_input_tokens") }
        return facts
    }

    /// Every block but plain text, which needs nothing beside it, and calls of the app's own tools.
    func verbatim(of exchange: RecordedExchange) -> [JSONValue] {
        RecordedMessage(exchange).blocks.filter { block in
            switch block["type"]?.stringValue {
            case "text", "tool_use": false
            case "thinking": block["signature"]?.stringValue?.isEmpty == false
            default: true
            }
        }
    }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        if exchange.provider == "vertex" {
            let endpoint = GoogleEndpoint.vertex(
                project: "project", credentials: .token { "token" }, baseURL: server.baseURL)
            return GoogleProvider(.init(endpoint: endpoint)).claude(exchange.messagesModel)
        }
        let endpoint = AnthropicEndpoint(
            baseURL: server.baseURL, headers: ["x-api-key": "key"], dialect: exchange.messagesDialect)
        return AnthropicProvider(.init(endpoint: endpoint)).model(exchange.messagesModel)
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        guard let body = exchange.request.body, body["messages"] != nil else { return nil }
        return try ModelRequest(recordedMessages: body, dialect: exchange.messagesDialect)
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        let stream = exchange.request.body?["stream"]?.boolValue ?? false
        return try MessagesRequestEncoder(dialect: exchange.messagesDialect)
            .encode(request, model: exchange.messagesModel).body(stream: stream)
    }

    func meaning(_ body: JSONValue) -> JSONValue {
        var result = body
        if result["stream"] == nil { result["stream"] = false }
        if result["tools"] == [] { result["tools"] = nil }
        if let system = body["system"] { result["system"] = Self.blocks(system) }
        if let choice = body["tool_choice"] {
            if choice["disable_parallel_tool_use"] == false {
                result["tool_choice"]?["disable_parallel_tool_use"] = nil
            }
            if result["tool_choice"] == ["type": "auto"] { result["tool_choice"] = nil }
        }
        // Messages of one role in a row are one turn.
        var turns: [JSONValue] = []
        for message in body["messages"]?.arrayValue ?? [] {
            let content = Self.blocks(message["content"] ?? .null).arrayValue ?? []
            if let last = turns.last, last["role"] == message["role"] {
                turns[turns.count - 1]["content"] = .array((last["content"]?.arrayValue ?? []) + content)
            } else {
                turns.append(["role": message["role"] ?? .null, "content": .array(content)])
            }
        }
        result["messages"] = .array(turns)
        return result
    }

    /// A string is shorthand for one text; a result that is no failure need not say so.
    private static func blocks(_ content: JSONValue) -> JSONValue {
        if let text = content.stringValue { return [["type": "text", "text": .string(text)]] }
        return .array(
            (content.arrayValue ?? []).map { block in
                guard block["type"] == "tool_result" else { return block }
                var block = block
                if block["is_error"] == false { block["is_error"] = nil }
                if let content = block["content"] { block["content"] = blocks(content) }
                return block
            })
    }

    func label(of element: JSONValue, at path: String) -> String {
        switch path {
        case "messages": element["role"]?.stringValue ?? ""
        case "tools": element["type"]?.stringValue ?? "function"
        default: element["type"]?.stringValue ?? ""
        }
    }
}

extension RecordedExchange {
    /// The dialect that the recording's vendor speaks.
    var messagesDialect: MessagesDialect {
        switch provider {
        case "vertex": .vertex
        case "anthropic": .anthropic
        default:
            MessagesDialect(
                provider: provider, versionHeader: MessagesDialect.anthropic.versionHeader, placesCacheBreakpoints: true
            )
        }
    }

    /// The model that was asked for, by the body or by the URL.
    var messagesModel: String { request.body?["model"]?.stringValue ?? model ?? "claude" }
}
