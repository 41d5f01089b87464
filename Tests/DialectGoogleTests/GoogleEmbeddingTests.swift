import Dialect
import DialectGoogle
import TestSupport
import Testing

/// Embeddings in Google's three forms.
@Suite(.throttled, .timeLimit(.minutes(10))) struct GoogleEmbeddingTests {
    @Test func theGeminiAPITakesManyInputsInACall() async throws {
        try await withJSONServer { _ in
            .init(
                #"{"embeddings":[{"values":[0.5,-1]},{"values":[2,3]}],"usageMetadata":{"promptTokenCount":7}}"#)
        } _: { server in
            let model = GoogleProvider(apiKey: "k", baseURL: server.root).embeddingModel("gemini-embedding-x")
            let response = try await model.embed(["a", "b"], as: .query, dimensions: 2)
            #expect(response.vectors == [[0.5, -1], [2, 3]])
            #expect(response.usage.input.total == 7)
            let request = try #require(server.requests.first)
            #expect(request.target == "/models/gemini-embedding-x:batchEmbedContents")
            #expect(request.headers["x-goog-api-key"] == "k")
            #expect(
                request.json?["requests"]?[1] == [
                    "model": "models/gemini-embedding-x", "content": ["parts": [["text": "b"]]],
                    "taskType": "RETRIEVAL_QUERY", "outputDimensionality": 2,
                ])
        }
    }

    private static func vertex(_ server: JSONServer, _ name: String) -> GoogleEmbeddingModel {
        let endpoint = GoogleEndpoint.vertex(
            project: "p", credentials: .token { "tok" }, baseURL: "\(server.root)/v1")
        return GoogleProvider(.init(endpoint: endpoint)).embeddingModel(name)
    }

    @Test func vertexAITakesOneInputOfItsNewerModels() async throws {
        try await withJSONServer { request in
            .init(request.body.contains("one") ? #"{"embedding":{"values":[1]}}"# : #"{"embedding":{"values":[2]}}"#)
        } _: { server in
            let response = try await Self.vertex(server, "gemini-embedding-2").embed(["one", "two"])
            #expect(response.vectors == [[1], [2]])
            #expect(server.requests.count == 2)
            #expect(server.requests.allSatisfy { $0.target.hasSuffix("/models/gemini-embedding-2:embedContent") })
        }
    }

    @Test func vertexAIIsAskedToPredictWithItsOlderModels() async throws {
        try await withJSONServer { _ in
            .init(
                #"{"predictions":[{"embeddings":{"statistics":{"token_count":2},"values":[1]}},{"embeddings":{"statistics":{"token_count":3},"values":[2]}}]}"#
            )
        } _: { server in
            let response = try await Self.vertex(server, "text-embedding-005")
                .embed(["a", "b"], as: .document, dimensions: 1)
            #expect(response.vectors == [[1], [2]])
            #expect(response.usage.input.total == 5)
            #expect(
                server.requests.first?.json == [
                    "instances": [
                        ["content": "a", "task_type": "RETRIEVAL_DOCUMENT"],
                        ["content": "b", "task_type": "RETRIEVAL_DOCUMENT"],
                    ], "parameters": ["outputDimensionality": 1],
                ])
        }
    }

    /// A server may report any number.
    @Test func tokensNeverOverflow() throws {
        let one = #"{"embeddings":{"statistics":{"token_count":9223372036854775807},"values":[1]}}"#
        let response = try GoogleEmbeddingDecoder().decode(Array(#"{"predictions":[\#(one),\#(one)]}"#.utf8))
        #expect(response.usage.input.total == Int.max)
    }

    @Test func anAnswerThatIsNoJSONIsADecodingError() async throws {
        try await withJSONServer { _ in
            .init(#"{"embeddings":[{"values":["x"]}]}"#)
        } _: { server in
            let model = GoogleProvider(apiKey: "k", baseURL: server.root).embeddingModel("m")
            let error = await #expect(throws: LanguageModelError.self) { try await model.embed(["a"]) }
            #expect(error?.code == .decoding)
            #expect(error?.provider == "google" && error?.model == "m")
        }
    }
}
