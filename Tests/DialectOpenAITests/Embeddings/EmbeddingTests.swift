import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Foundation
import Testing
import TestSupport

/// OpenAI's embeddings over sockets.
@Suite("Embeddings", .throttled, .timeLimit(.minutes(10)))
struct EmbeddingTests {
    /// Makes a vector of every text, which holds a number; refuses the text "no".
    private struct Backend: ReplayingBackend {
        func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply {
            throw LanguageModelError(.notFound, "There are only embeddings.")
        }

        func replay(_ request: ReceivedRequest) async throws -> RecordedReply {
            let body = try JSONValue(parsing: request.body)
            let texts = body["input"]?.arrayValue?.compactMap(\.stringValue) ?? []
            if texts.contains("no") { throw LanguageModelError(.rateLimited, "Slow down.", httpStatus: 429) }
            let items = texts.enumerated().map { index, text -> JSONValue in
                let bits = (Float(text) ?? -1).bitPattern.littleEndian
                let bytes = withUnsafeBytes(of: bits) { Data($0) }
                return ["index": .integer(index), "embedding": .string(bytes.base64EncodedString())]
            }
            // In the wrong order, as nobody promises another.
            let answer: JSONValue = [
                "object": "list", "data": .array(items.reversed()), "model": "vectors-2",
                "usage": ["prompt_tokens": .integer(texts.count)],
            ]
            return RecordedReply(
                contentType: "application/json", headers: ["x-request-id": "req_1"], body: answer.jsonBytes())
        }
    }

    private func withModel(_ body: (OpenAIEmbeddingModel, ResponsesServer) async throws -> Void) async throws {
        try await withSimulator(backend: Backend(), configuration: .init(recordsRequests: true)) { server in
            let provider = OpenAIProvider(apiKey: Secret.key, baseURL: server.baseURL + "/?api-version=1")
            try await body(provider.embeddingModel("vectors"), server)
        }
    }

    @Test("arrive bit for bit and in the order of the inputs")
    func order() async throws {
        try await withModel { model, server in
            let response = try await model.embed(["0.1", "7", "-2.5"], dimensions: 1)
            #expect(response.vectors == [[0.1], [7], [-2.5]])
            #expect(response.usage.input.total == 3)
            #expect(response.metadata.model == "vectors-2")
            #expect(response.metadata.requestID == "req_1")
            let request = try #require(server.receivedRequests.first)
            #expect(request.path == "/v1/embeddings?api-version=1")
            #expect(request.headers["content-type"] == "application/json")
            #expect(
                try JSONValue(parsing: request.body) == [
                    "model": "vectors", "input": ["0.1", "7", "-2.5"], "encoding_format": "base64", "dimensions": 1,
                ])
        }
    }

    @Test("of more inputs than a call may hold are asked for in several")
    func batches() async throws {
        try await withModel { model, server in
            let texts = (0..<5000).map(String.init)
            let response = try await model.embed(texts)
            #expect(response.vectors == (0..<5000).map { [Float($0)] })
            #expect(response.usage.input.total == 5000)
            #expect(server.receivedRequests.count == 3)
        }
    }

    @Test("fail with the server's words and the batch's number")
    func failure() async throws {
        try await withModel { model, _ in
            let texts = (0..<2048).map(String.init) + ["no"]
            let error = await #expect(throws: LanguageModelError.self) { try await model.embed(texts) }
            #expect(error?.code == .rateLimited)
            #expect(error?.message == "Batch 2 of 2 (inputs 2048 to 2048) failed: Slow down.")
            #expect(error?.model == "vectors")
            #expect(error?.provider == "openai")
        }
    }

    @Test("keep the deadline")
    func deadline() async throws {
        try await withModel { model, _ in
            var request = EmbeddingRequest(["1"])
            request.deadline = ContinuousClock.now - .seconds(1)
            let error = await #expect(throws: LanguageModelError.self) { try await model.embed(request) }
            #expect(error?.code == .timeout)
        }
    }

    @Test("take what else goes with a request")
    func additions() async throws {
        try await withModel { model, server in
            var request = EmbeddingRequest(["1"], kind: .query)
            request.headers = ["X-Tenant": "a"]
            request.providerOptions[OpenAIEmbeddings.self].user = "u"
            let response = try await model.embed(request)
            #expect(response.warnings.map(\.subject) == ["kind"])
            let received = try #require(server.receivedRequests.first)
            #expect(received.headers["x-tenant"] == "a")
            #expect(try JSONValue(parsing: received.body)["user"] == "u")
        }
    }
}
