import Dialect
import DialectAnthropic
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible
import DialectServer
import DialectSimulator
import DialectWire
import Testing

/// Every recorded list of models through a provider, over a socket.
@Suite("Recorded lists of models", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct RecordedModelListTests {
    /// Vendors that speak otherwise than OpenAI.
    private static let others: Set<String> = ["anthropic", "google"]

    static let inOpenAIsForm: [RecordedExchange] = recorded.filter { !others.contains($0.provider) }
    static let ofAnthropic: [RecordedExchange] = recorded.filter { $0.provider == "anthropic" }
    static let ofGoogle: [RecordedExchange] = recorded.filter { $0.provider == "google" }
    private static let recorded = Corpus.exchanges {
        $0.api == "models" && $0.operation == "list" && UnspokenRecordings.reason(for: $0) == nil
    }

    @Test("in OpenAI's form are understood", arguments: inOpenAIsForm)
    func listInOpenAIsForm(_ exchange: RecordedExchange) async throws {
        try await replay(exchange, target: "/v1/models") { server in
            if exchange.provider == "openai" {
                return try await OpenAIProvider(.init(endpoint: ResponsesEndpoint(baseURL: server.baseURL))).models()
            }
            let profile = CompatibleProfile(provider: exchange.provider, baseURL: server.baseURL)
            return try await OpenAICompatibleProvider(profile: profile).models()
        } check: { (models: [OpenAIModelInfo], wire) in
            let entries = wire["data"]?.arrayValue ?? []
            #expect(models.map(\.id) == entries.compactMap { $0["id"]?.stringValue })
            #expect(models.map(\.raw) == entries)
            #expect(models.map(\.owner) == entries.map { $0["owned_by"]?.stringValue })
            for (model, entry) in zip(models, entries) {
                let limits = entry["capabilities"]?["limits"]
                let sizes = [
                    entry["context_window"], entry["max_context_length"], entry["meta"]?["n_ctx"],
                    limits?["max_context_window_tokens"],
                ]
                for size in sizes { if let size { #expect(model.contextWindow == size.intValue, "\(model.id)") } }
                for size in [entry["max_completion_tokens"], limits?["max_output_tokens"]] {
                    if let size { #expect(model.maxOutputTokens == size.intValue, "\(model.id)") }
                }
            }
        }
    }

    @Test("of Anthropic are understood", arguments: ofAnthropic)
    func listOfAnthropic(_ exchange: RecordedExchange) async throws {
        try await replay(exchange, target: "/v1/models?limit=1000") { server in
            try await AnthropicProvider(apiKey: "key", baseURL: server.baseURL).models()
        } check: { (models: [AnthropicModelInfo], wire) in
            let entries = wire["data"]?.arrayValue ?? []
            #expect(models.map(\.id) == entries.compactMap { $0["id"]?.stringValue })
            #expect(models.map(\.displayName) == entries.map { $0["display_name"]?.stringValue })
            #expect(models.map(\.maxInputTokens) == entries.map { $0["max_input_tokens"]?.intValue })
            #expect(models.map(\.maxOutputTokens) == entries.map { $0["max_tokens"]?.intValue })
            #expect(models.map(\.capabilities) == entries.map { $0["capabilities"] })
        }
    }

    @Test("of Google are understood", arguments: ofGoogle)
    func listOfGoogle(_ exchange: RecordedExchange) async throws {
        // The recorded client had its key in the URL, where logs and proxies see it; ours has it in a header.
        try await replay(exchange, target: "/v1beta/models?pageSize=1000") { server in
            try await GoogleProvider(apiKey: "key", baseURL: "http://127.0.0.1:\(server.port)/v1beta").models()
        } check: { (models: [GoogleModelInfo], wire) in
            let entries = wire["models"]?.arrayValue ?? []
            #expect(models.map { "models/\($0.name)" } == entries.compactMap { $0["name"]?.stringValue })
            #expect(models.map(\.displayName) == entries.map { $0["displayName"]?.stringValue })
            #expect(models.map(\.inputTokenLimit) == entries.map { $0["inputTokenLimit"]?.intValue })
            #expect(models.map(\.outputTokenLimit) == entries.map { $0["outputTokenLimit"]?.intValue })
            #expect(
                models.map(\.methods)
                    == entries.map { $0["supportedGenerationMethods"]?.arrayValue?.compactMap(\.stringValue) ?? [] })
        }
    }

    /// - Parameter target: Path and query that must be asked for.
    private func replay<Info: Sendable>(
        _ exchange: RecordedExchange, target: String, ask: (ResponsesServer) async throws -> [Info],
        check: ([Info], JSONValue) -> Void
    ) async throws {
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            if (200..<300).contains(exchange.response.status) {
                let models = try await ask(server)
                #expect(!models.isEmpty, "\(exchange.id) lists nothing")
                check(models, try JSONValue(parsing: exchange.response.body))
            } else {
                let error = await #expect(throws: LanguageModelError.self) { try await ask(server) }
                let words = String(decoding: exchange.response.body, as: UTF8.self)
                #expect(error?.httpStatus == exchange.response.status, "\(exchange.id): law 16")
                #expect(error?.provider == exchange.provider, "\(exchange.id): law 16")
                #expect(error.map { words.contains($0.message) } == true, "\(exchange.id): law 16")
                // Google refuses a wrong key with status 400.
                if exchange.response.status == 401 || words.contains("API_KEY_INVALID") {
                    #expect(error?.code == .authentication, "\(exchange.id): law 16")
                }
            }
            let request = try #require(server.receivedRequests.first)
            #expect(request.method == exchange.request.method)
            #expect(request.path == target)
            #expect(request.body.isEmpty)
            #expect(server.receivedRequests.count == 1)
        }
    }
}
