import Dialect
import DialectBedrock
import DialectServer
import DialectSimulator
import Foundation
import Testing

extension RecordedEmbeddingTests {
    /// One that was asked for by an inference profile stands among those of other models behind InvokeModel.
    static let ofBedrock: [RecordedExchange] = Corpus.exchanges(where: {
        $0.api == "invoke-embeddings" || $0.api == "invoke" && $0.request.body?["inputText"] != nil
    })

    @Test("behind Bedrock give the recorded vectors", arguments: ofBedrock)
    func vectorsOfBedrock(_ exchange: RecordedExchange) async throws {
        let wire = try JSONValue(parsing: exchange.response.body)
        let rows = (wire["embeddings"]?["float"] ?? wire["embeddings"])?.arrayValue
        let expected = try rows?.map { try Self.vector($0["embedding"] ?? $0) } ?? [Self.vector(wire["embedding"])]
        let body = exchange.request.body
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: .apiKey("none"), baseURL: "http://127.0.0.1:\(server.port)"))
            let model = provider.embeddingModel(exchange.invokedModel)
            try await check(model, Self.request(invoking: body ?? [:]), exchange, expected: expected) { response in
                let counted = exchange.response.headers["x-amzn-bedrock-input-token-count"].flatMap { Int($0) }
                #expect(response.usage.input.total == counted ?? wire["inputTextTokenCount"]?.intValue)
            }
            guard let body, let received = server.receivedRequests.first else { return }
            #expect(try JSONValue(parsing: received.body).withoutNulls == body.withoutNulls, "\(exchange.id): law 24")
        }
    }

    /// Says a recorded request as an app would, in whosever words the model takes it.
    private static func request(invoking body: JSONValue) -> EmbeddingRequest {
        let parameters = body["singleEmbeddingParams"]
        let text = body["inputText"] ?? parameters?["text"]?["value"]
        let texts = body["texts"]?.arrayValue ?? text.map { [$0] } ?? []
        var request = EmbeddingRequest(texts.compactMap(\.stringValue))
        request.dimensions =
            (body["dimensions"] ?? body["output_dimension"] ?? parameters?["embeddingDimension"])?.intValue
        let kinds: [String: EmbeddingRequest.Kind] = [
            "search_query": .query, "search_document": .document, "GENERIC_RETRIEVAL": .query,
            "GENERIC_INDEX": .document,
        ]
        let purpose = (body["input_type"] ?? parameters?["embeddingPurpose"])?.stringValue
        request.kind = purpose.map { kinds[$0] ?? .init($0) }
        var options = BedrockEmbeddingOptions()
        options.truncate = (body["truncate"] ?? parameters?["text"]?["truncationMode"])?.stringValue
        options.normalize = body["normalize"]?.boolValue
        let common = ["inputText", "texts", "dimensions", "output_dimension", "input_type", "truncate", "normalize"]
        var others = JSONObject()
        for (name, value) in body.objectValue ?? [:]
        where !(common + ["taskType", "singleEmbeddingParams"]).contains(name) {
            others[name] = value
        }
        if !others.isEmpty { options.extraBody = others }
        request.providerOptions[BedrockEmbeddings.self] = options
        return request
    }
}

extension RecordedExchange {
    /// The model that was asked, by the URL: `/model/<id>/invoke`.
    fileprivate var invokedModel: String {
        let parts = request.url.split(separator: "/")
        guard let index = parts.firstIndex(of: "model"), index + 1 < parts.count else { return model ?? "model" }
        return String(parts[index + 1]).removingPercentEncoding ?? String(parts[index + 1])
    }
}
