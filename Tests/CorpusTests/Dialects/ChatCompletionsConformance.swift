import Dialect
import DialectOpenAI
import DialectOpenAICompatible
import DialectServer
import DialectSimulator
import DialectWire

/// Chat Completions, of OpenAI and of all who copied it.
struct ChatCompletionsConformance: ConformingDialect {
    let name = "chat-completions"
    let folders: Set<String> = ["Sources/DialectWire/ChatCompletions", "Providers/OpenAICompatible"]
    let unknownEvent: JSONValue? = ["object": "chat.completion.news_of_tomorrow", "id": "news_1", "news": [1, 2]]

    func speaks(_ exchange: RecordedExchange) -> Bool {
        // Azure has a provider of its own.
        exchange.api == "chat-completions" && exchange.provider != "azure"
    }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        let dialect = exchange.chatDialect
        return Outcome(
            events: events, parser: ChatCompletionsParser(dialect: dialect),
            model: ModelID(provider: dialect.provider, model: "model"))
    }

    func facts(of exchange: RecordedExchange) -> WireFacts { RecordedChat(exchange).facts }

    func verbatim(of exchange: RecordedExchange) -> [JSONValue] {
        let wire = RecordedChat(exchange)
        guard exchange.chatDialect.reasoningReplay == .asReceived else { return [] }
        let details = wire.messages.flatMap { $0["reasoning_details"]?.arrayValue ?? [] }
        // Pieces of a stream are put together; encrypted ones come whole.
        return wire.isOneShot ? details : details.filter { $0["data"]?.stringValue != nil }
    }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        if exchange.provider == "openai" {
            let endpoint = ResponsesEndpoint(baseURL: server.baseURL)
            return OpenAIProvider(.init(endpoint: endpoint)).chatModel(exchange.requestedModel)
        }
        return OpenAICompatibleProvider(profile: exchange.profile.at(server.baseURL))
            .model(exchange.requestedModel)
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        guard let body = exchange.request.body, body["messages"] != nil else { return nil }
        return try ModelRequest(recordedChat: body, dialect: exchange.chatDialect)
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        let stream = exchange.request.body?["stream"]?.boolValue ?? false
        return try ChatCompletionsRequestEncoder(dialect: exchange.chatDialect)
            .encode(request, model: exchange.requestedModel, stream: stream).body
    }

    func meaning(_ body: JSONValue) -> JSONValue {
        var result = body
        if result["stream"] == nil { result["stream"] = false }
        result["messages"] = .array((body["messages"]?.arrayValue ?? []).map(Self.messageMeaning))
        if let tools = body["tools"]?.arrayValue {
            result["tools"] = .array(
                tools.map { tool in
                    var tool = tool
                    if tool["type"] == nil { tool["type"] = "function" }
                    return tool.withSortedRequired
                })
        }
        return result
    }

    func label(of element: JSONValue, at path: String) -> String {
        path == "messages" ? element["role"]?.stringValue ?? "" : ""
    }

    /// A single text is the same as a string or as a part; an assistant may say nothing in several ways.
    private static func messageMeaning(_ message: JSONValue) -> JSONValue {
        var message = message
        if let parts = message["content"]?.arrayValue, parts.count == 1, parts[0]["type"] == "text",
            parts[0].objectValue?.count == 2
        {
            message["content"] = parts[0]["text"]
        }
        let nothing: [JSONValue?] = ["", []]
        if message["role"] == "assistant", nothing.contains(message["content"]) { message["content"] = nil }
        return message
    }
}

extension JSONValue {
    /// A schema in which the order of required properties, which means nothing, is that of their names.
    var withSortedRequired: JSONValue {
        switch self {
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object {
                if key == "required", let names = value.arrayValue?.compactMap(\.stringValue) {
                    result[key] = .array(names.sorted().map(JSONValue.string))
                } else {
                    result[key] = value.withSortedRequired
                }
            }
            return .object(result)
        case .array(let elements): return .array(elements.map(\.withSortedRequired))
        default: return self
        }
    }
}

extension RecordedExchange {
    /// The recorded vendor, as a user of the library would name it.
    var profile: CompatibleProfile {
        var profile = namedProfile
        // Placeholders that stand for the ids in some recordings do not have their form.
        if profile.dialect.callIDs == .exactly(9), callIDs.contains(where: { $0.utf8.count > 9 }) {
            profile.dialect.callIDs = .any
        }
        return profile
    }

    /// The ids of the calls in the recorded request.
    private var callIDs: [String] {
        (request.body?["messages"]?.arrayValue ?? []).flatMap { message in
            (message["tool_calls"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        }
    }

    private var namedProfile: CompatibleProfile {
        switch provider {
        case "groq": .groq
        case "deepseek": .deepSeek
        case "xai": .xAI
        case "mistral": .mistral
        case "cerebras": .cerebras
        case "perplexity": .perplexity
        case "moonshot": .moonshot
        case "zai": .zai
        case "alibaba": .alibaba
        case "openrouter": .openRouter
        case "vercel-gateway": .vercel
        case "ollama": .ollama
        case "llamacpp": .llamaCpp
        // A vendor without a profile of its own is a plain one.
        default: CompatibleProfile(provider: provider, baseURL: "https://\(provider).example/v1")
        }
    }

    var chatDialect: ChatCompletionsDialect { provider == "openai" ? .openAI : profile.dialect }
}
