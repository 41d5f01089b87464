import Dialect
import DialectCohere
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible
import DialectServer
import DialectSimulator
import DialectWire
import Foundation
import Testing

/// Every recorded call of an embedding model through a provider, over a socket.
@Suite("Recorded embeddings", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct RecordedEmbeddingTests {
    /// Vendors that speak otherwise than OpenAI.
    private static let others: Set<String> = ["cohere", "google", "vertex", "bedrock"]

    static let openAIShaped: [RecordedExchange] = recorded.filter { !others.contains($0.provider) }
    static let ofCohere: [RecordedExchange] = recorded.filter { $0.provider == "cohere" }
    static let ofGoogle: [RecordedExchange] = recorded.filter { ["google", "vertex"].contains($0.provider) }
    private static let recorded: [RecordedExchange] = Corpus.exchanges(where: { $0.api == "embeddings" })

    @Test("in OpenAI's form give the recorded vectors", arguments: openAIShaped)
    func vectorsInOpenAIsForm(_ exchange: RecordedExchange) async throws {
        let wire = try JSONValue(parsing: exchange.response.body)
        let items = wire["data"]?.arrayValue ?? []
        let expected = try items.map { try Self.vector($0["embedding"]) }
        let body = exchange.request.body
        let texts = body?["input"]?.arrayValue?.compactMap(\.stringValue) ?? items.map { _ in "?" }
        var request = EmbeddingRequest(texts)
        request.providerOptions[raw: exchange.provider] = try Self.options(of: body)
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let model = Self.model(for: exchange, at: server)
            try await check(model, request, exchange, expected: expected) { response in
                let usage = wire["usage"]
                let count = usage?["prompt_tokens"]?.intValue ?? usage?["total_tokens"]?.intValue
                #expect(response.usage.input.total == count)
                #expect(response.metadata.model == wire["model"]?.stringValue)
            }
            guard let body, let received = server.receivedRequests.first else { return }
            var sent = try JSONValue(parsing: received.body)
            // What the recording leaves to the vendor is said here: the exact form.
            if body["encoding_format"] == nil { sent["encoding_format"] = nil }
            #expect(sent.withoutNulls == body.withoutNulls, "\(exchange.id): law 24")
        }
    }

    @Test("of Cohere give the recorded vectors", arguments: ofCohere)
    func vectorsOfCohere(_ exchange: RecordedExchange) async throws {
        let wire = try JSONValue(parsing: exchange.response.body)
        let rows = (wire["embeddings"]?["float"] ?? wire["embeddings"])?.arrayValue ?? []
        let expected = try rows.map { try Self.vector($0) }
        let body = exchange.request.body
        var request = EmbeddingRequest(body?["texts"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        for image in body?["images"]?.arrayValue ?? [] {
            request.inputs.append(.image(Media(.url(image.stringValue ?? ""), mediaType: "image/png")))
        }
        if request.inputs.isEmpty { request.inputs = rows.map { _ in "?" } }
        request.kind = body?["input_type"]?.stringValue.flatMap { word in
            switch word {
            case "search_query": .query
            case "search_document": .document
            case "image": nil
            default: .init(word)
            }
        }
        request.dimensions = body?["output_dimension"]?.intValue
        request.providerOptions[CohereEmbeddings.self].truncate = body?["truncate"]?.stringValue
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let model = CohereProvider(.init(apiKey: "none", baseURL: "http://127.0.0.1:\(server.port)"))
                .embeddingModel(exchange.requestedModel)
            try await check(model, request, exchange, expected: expected) { response in
                #expect(response.usage.input.total == wire["meta"]?["billed_units"]?["input_tokens"]?.intValue)
                #expect(response.metadata.id == wire["id"]?.stringValue)
            }
            guard var body, let received = server.receivedRequests.first else { return }
            // The first version of the API answers with floats unasked.
            if body["embedding_types"] == nil { body["embedding_types"] = ["float"] }
            #expect(try JSONValue(parsing: received.body).withoutNulls == body.withoutNulls, "\(exchange.id): law 24")
        }
    }

    @Test("of Google give the recorded vectors", arguments: ofGoogle)
    func vectorsOfGoogle(_ exchange: RecordedExchange) async throws {
        let wire = try JSONValue(parsing: exchange.response.body)
        let predicted = wire["predictions"]?.arrayValue?.compactMap { $0["embeddings"] }
        let rows = wire["embeddings"]?.arrayValue ?? predicted ?? [wire["embedding"]].compactMap(\.self)
        let expected = try rows.map { try Self.vector($0["values"]) }
        let body = exchange.request.body
        let asked = body?["requests"]?.arrayValue ?? body?["instances"]?.arrayValue ?? [body].compactMap(\.self)
        var request = EmbeddingRequest(inputs: asked.map { EmbeddingInput(Self.text(ofGoogle: $0)) })
        if request.inputs.isEmpty { request.inputs = rows.map { _ in "?" } }
        let kind = asked.first?["taskType"] ?? asked.first?["task_type"]
        request.kind = kind?.stringValue.map { word in
            switch word {
            case "RETRIEVAL_QUERY": .query
            case "RETRIEVAL_DOCUMENT": .document
            case "SEMANTIC_SIMILARITY": .similarity
            default: .init(word.lowercased())
            }
        }
        let size = asked.first?["outputDimensionality"] ?? body?["parameters"]?["outputDimensionality"]
        request.dimensions = size?.intValue
        request.providerOptions[GoogleEmbeddings.self].title = asked.first?["title"]?.stringValue
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let root = "http://127.0.0.1:\(server.port)/v1beta"
            let endpoint: GoogleEndpoint =
                exchange.provider == "vertex"
                ? .vertex(project: "project", credentials: .token { "token" }, baseURL: root)
                : .gemini(apiKey: "key", baseURL: root)
            let model = GoogleProvider(.init(endpoint: endpoint)).embeddingModel(exchange.requestedModel)
            try await check(model, request, exchange, expected: expected) { response in
                guard let usage = wire["usageMetadata"] else { return }
                #expect(response.usage.input.total == usage["promptTokenCount"]?.intValue)
                #expect(response.usage.raw == usage)
            }
            guard let body, let received = server.receivedRequests.first else { return }
            #expect(try JSONValue(parsing: received.body).withoutNulls == body.withoutNulls, "\(exchange.id): law 24")
        }
    }

    private static func text(ofGoogle request: JSONValue) -> String {
        let parts = request["content"]?["parts"]?.arrayValue ?? []
        return request["content"]?.stringValue ?? parts.compactMap { $0["text"]?.stringValue }.joined()
    }

    private static func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any EmbeddingModel {
        if exchange.provider == "openai" {
            let endpoint = ResponsesEndpoint(baseURL: server.baseURL)
            return OpenAIProvider(.init(endpoint: endpoint)).embeddingModel(exchange.requestedModel)
        }
        let profile = CompatibleProfile(provider: exchange.provider, baseURL: server.baseURL)
        return OpenAICompatibleProvider(profile: profile).embeddingModel(exchange.requestedModel)
    }

    func check(
        _ model: any EmbeddingModel, _ request: EmbeddingRequest, _ exchange: RecordedExchange, expected: [[Float]],
        _ further: (EmbeddingResponse) -> Void
    ) async throws {
        if (200..<300).contains(exchange.response.status) {
            let response = try await model.embed(batch: request)
            #expect(!expected.isEmpty, "\(exchange.id) has no vectors")
            #expect(response.vectors == expected, "\(exchange.id): the vectors differ")
            further(response)
        } else {
            let error = await #expect(throws: LanguageModelError.self) { try await model.embed(batch: request) }
            #expect(error?.httpStatus == exchange.response.status, "\(exchange.id): law 16")
            #expect(error?.message.isEmpty == false && error?.rawBody?.isEmpty == false, "\(exchange.id): law 16")
        }
    }

    // MARK: What the recording says

    /// The options that say the recorded request's own fields.
    private static func options(of body: JSONValue?) throws -> JSONValue {
        var options = EmbeddingsOptions()
        var extra = JSONObject()
        for (key, value) in body?.objectValue ?? [:] where !["input", "model"].contains(key) && !value.isNull {
            extra[key] = value
        }
        options.extraBody = extra
        return try JSONValue(encoding: options)
    }

    static func vector(_ json: JSONValue?) throws -> [Float] {
        if let numbers = json?.arrayValue {
            return try numbers.map { number in
                guard case .number(let number) = number else { throw JSONError("Not a number", at: 0) }
                return try #require(Float(number.literal))
            }
        }
        let text = try #require(json?.stringValue)
        let data = try #require(Data(base64Encoded: text))
        return stride(from: 0, to: data.count, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
            return Float(bitPattern: bits)
        }
    }
}
