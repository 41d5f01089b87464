import Dialect
import DialectGoogle
import DialectServer
import DialectSimulator

/// Gemini's `generateContent` and `streamGenerateContent`, at the Gemini API, at Vertex AI and behind gateways.
struct GoogleConformance: ConformingDialect {
    let name = "generate-content"
    let folders: Set<String> = ["Providers/Google"]
    let unknownEvent: JSONValue? = ["newsOfTomorrow": ["nested": [1, "two"]]]

    func speaks(_ exchange: RecordedExchange) -> Bool {
        exchange.api == "generate-content" && ["create", "stream"].contains(exchange.operation)
    }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        Outcome(
            events: events, parser: GeminiEventParser(provider: exchange.geminiProvider),
            model: ModelID(provider: exchange.geminiProvider, model: "model"))
    }

    func facts(of exchange: RecordedExchange) -> WireFacts {
        let chunks = chunks(of: exchange)
        var facts = WireFacts()
        facts.reportsError = chunks.contains { $0["error"] != nil }
        let candidates = chunks.compactMap { $0["candidates"]?.arrayValue?.first { ($0["index"]?.intValue ?? 0) == 0 } }
        facts.finishWord =
            candidates.compactMap { $0["finishReason"]?.stringValue }.last
            ?? chunks.compactMap { $0["promptFeedback"]?["blockReason"]?.stringValue }.last
        // A candidate that is finished may go on: the terminal is a finish after which there is no content.
        let last = candidates.last { Self.parts(of: $0).contains { $0 != ["text": ""] } || $0["finishReason"] != nil }
        facts.isTerminated = last.map { $0["finishReason"] != nil } ?? (facts.finishWord != nil)
        let parts = candidates.flatMap(Self.parts)
        func text(thought: Bool) -> String {
            parts.filter { ($0["thought"] == true) == thought }.compactMap { $0["text"]?.stringValue }.joined()
        }
        facts.text = text(thought: false)
        facts.reasoning = text(thought: true)
        facts.toolCalls = Self.calls(parts)
        facts.sourceCount = Self.sourceCount(candidates)
        if let usage = chunks.compactMap({ $0["usageMetadata"] }).last {
            func sum(_ names: String...) -> Int? {
                let counts = names.compactMap { usage[$0]?.intValue }
                return counts.isEmpty ? nil : counts.reduce(0, +)
            }
            facts.rawUsage = usage
            facts.inputTokens = sum("promptTokenCount", "toolUsePromptTokenCount")
            facts.outputTokens = sum("candidatesTokenCount", "thoughtsTokenCount")
            facts.cachedTokens = sum("cachedContentTokenCount")
        }
        return facts
    }

    /// Signatures go back on the part they came with; a call whose arguments came in pieces comes as a whole.
    func verbatim(of exchange: RecordedExchange) -> [JSONValue] {
        chunks(of: exchange).flatMap { $0["candidates"]?[0].map(Self.parts) ?? [] }.compactMap { part in
            let isWhole = part["functionCall"] == nil || part["functionCall"]?["args"] != nil
            if part["thoughtSignature"] != nil, isWhole { return part }
            if part["executableCode"] != nil || part["codeExecutionResult"] != nil { return part }
            return part["thoughtSignature"]
        }
    }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        let root = "http://127.0.0.1:\(server.port)/v1beta"
        let endpoint =
            exchange.geminiProvider == "vertex"
            ? GoogleEndpoint.vertex(project: "project", credentials: .token { "token" }, baseURL: root)
            : GoogleEndpoint.gemini(apiKey: "key", baseURL: root)
        return GoogleProvider(.init(endpoint: endpoint)).model(exchange.requestedModel)
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        try exchange.request.body.map { try ModelRequest(geminiBody: Self.canonical($0)) }
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        let filesURL =
            exchange.geminiProvider == "vertex" ? GoogleEndpoint.geminiBaseURL : "http://127.0.0.1/v1beta"
        return try GeminiRequestEncoder(filesURL: filesURL).encode(request, model: exchange.requestedModel).body
    }

    func meaning(_ body: JSONValue) -> JSONValue { GeminiMeaning.of(body) }

    static func canonical(_ body: JSONValue) -> JSONValue { GeminiMeaning.canonical(body) }

    func label(of element: JSONValue, at path: String) -> String {
        path == "contents" ? element["role"]?.stringValue ?? "" : ""
    }

    // MARK: The wire

    private func chunks(of exchange: RecordedExchange) -> [JSONValue] {
        Outcome.events(of: exchange.response.body).compactMap { try? JSONValue(parsing: $0) }
    }

    private static func parts(of candidate: JSONValue) -> [JSONValue] {
        candidate["content"]?["parts"]?.arrayValue ?? []
    }

    /// Calls as the wire has them; one in pieces has the arguments that its pieces name at the first level.
    private static func calls(_ parts: [JSONValue]) -> [(name: String, arguments: String)] {
        var calls: [(name: String, arguments: JSONValue?)] = []
        for call in parts.compactMap({ $0["functionCall"] }) {
            if let name = call["name"]?.stringValue { calls.append((name, call["args"])) }
            for piece in call["partialArgs"]?.arrayValue ?? [] where !calls.isEmpty {
                let path = GeminiMeaning.path(piece["jsonPath"]?.stringValue ?? "")
                let value = piece["stringValue"] ?? piece["numberValue"] ?? piece["boolValue"] ?? .null
                let old = calls[calls.count - 1].arguments ?? .object(JSONObject())
                calls[calls.count - 1].arguments = GeminiMeaning.joined(old, path[...], value)
            }
        }
        return calls.map { ($0.name, $0.arguments?.jsonText ?? "{}") }
    }

    /// Each citation of a source, each source that is not cited, and each page that was read and is no source.
    private static func sourceCount(_ candidates: [JSONValue]) -> Int {
        let grounding = candidates.compactMap { $0["groundingMetadata"] }.last
        let chunks = grounding?["groundingChunks"]?.arrayValue ?? []
        let cited = (grounding?["groundingSupports"]?.arrayValue ?? [])
            .flatMap { $0["groundingChunkIndices"]?.arrayValue?.compactMap(\.intValue) ?? [] }
            .filter { chunks.indices.contains($0) }
        let known = Set(chunks.compactMap { $0["web"]?["uri"]?.stringValue })
        let pages = candidates.compactMap { $0["urlContextMetadata"] }.last?["urlMetadata"]?.arrayValue ?? []
        let read = Set(pages.compactMap { $0["retrievedUrl"]?.stringValue })
        return cited.count + chunks.indices.filter { !cited.contains($0) }.count + read.subtracting(known).count
    }
}

extension RecordedExchange {
    /// Whose errors and models these are.
    fileprivate var geminiProvider: String { url.contains("/projects/") || provider == "vertex" ? "vertex" : "google" }
    private var url: String { request.url }
}
