import Dialect
import Foundation
import Testing
import TestSupport

@testable import DialectBedrock

@Suite(.throttled, .timeLimit(.minutes(10))) struct BedrockEmbeddingTests {
    private func embed(
        _ request: EmbeddingRequest, _ model: String, _ answer: String, headers: [String: String] = [:]
    ) async throws -> (response: EmbeddingResponse, sent: [String], path: String?) {
        try await TestHTTPServer.run(answering: { _ in .init(headers: headers, body: answer) }) { server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: .apiKey("k"), baseURL: server.url))
            let response = try await provider.embeddingModel(model).embed(request)
            return (
                response, server.requests.map { String(decoding: $0.body, as: UTF8.self) }, server.requests.first?.path
            )
        }
    }

    @Test func titanTakesOneTextInACall() async throws {
        var request = EmbeddingRequest(["a", "b"], dimensions: 2)
        request.providerOptions[BedrockEmbeddings.self].normalize = true
        let (response, sent, path) = try await embed(
            request, "amazon.titan-embed-text-v2:0", #"{"embedding":[0.5,-1],"inputTextTokenCount":3}"#)
        #expect(response.vectors == [[0.5, -1], [0.5, -1]])
        #expect(response.usage.input.total == 6)
        #expect(
            sent.sorted() == [
                #"{"dimensions":2,"inputText":"a","normalize":true}"#,
                #"{"dimensions":2,"inputText":"b","normalize":true}"#,
            ])
        #expect(path == "/model/amazon.titan-embed-text-v2%3A0/invoke")
    }

    @Test(arguments: [#"{"embeddings":[[1],[2]]}"#, #"{"embeddings":{"int8":[[9],[9]],"float":[[1],[2]]}}"#])
    func cohereTakesMany(answer: String) async throws {
        let (response, sent, _) = try await embed(
            EmbeddingRequest(["a", "b"], kind: .query), "cohere.embed-english-v3", answer,
            headers: ["x-amzn-bedrock-input-token-count": "4"])
        #expect(response.vectors == [[1], [2]])
        #expect(response.usage.input.total == 4)
        #expect(sent == [#"{"input_type":"search_query","texts":["a","b"]}"#])
    }

    @Test func novaTakesTextsAndImages() async throws {
        let answer = #"{"embeddings":[{"embeddingType":"TEXT","embedding":[1,2]}]}"#
        let model = "amazon.nova-2-multimodal-embeddings-v1:0"
        let (response, sent, _) = try await embed(
            EmbeddingRequest(["a"], kind: .document, dimensions: 256), model, answer)
        #expect(response.vectors == [[1, 2]])
        #expect(
            sent == [
                #"{"singleEmbeddingParams":{"embeddingDimension":256,"embeddingPurpose":"GENERIC_INDEX","#
                    + #""text":{"truncationMode":"NONE","value":"a"}},"taskType":"SINGLE_EMBEDDING"}"#
            ])
        let image = EmbeddingInput.image(Media(data: Data([1]), mediaType: "image/png"))
        let (_, sentImage, _) = try await embed(EmbeddingRequest(inputs: [image]), model, answer)
        #expect(sentImage.first?.contains(#""image":{"format":"png","source":{"bytes":"AQ=="}}"#) == true)
    }

    @Test func saysWhatAModelDoesNotKnow() async throws {
        let (response, sent, _) = try await embed(
            EmbeddingRequest(["a"], kind: .query, dimensions: 2), "amazon.titan-embed-text-v1", #"{"embedding":[1]}"#)
        #expect(response.warnings.map(\.subject) == ["dimensions", "kind"])
        #expect(sent == [#"{"inputText":"a"}"#])
    }

    @Test(arguments: ["[]", "{}", #"{"embedding":"x y"}"#, "<html>"])
    func refusesWhatIsNoEmbedding(answer: String) async {
        let error = await #expect(throws: LanguageModelError.self) {
            try await embed(EmbeddingRequest(["a"]), "amazon.titan-embed-text-v2:0", answer)
        }
        #expect(error?.code == .decoding && error?.model == "amazon.titan-embed-text-v2:0")
    }
}
