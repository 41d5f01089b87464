import Dialect
import DialectCohere
import Testing

/// Cohere's embeddings, as bytes.
struct CohereEmbeddingTests {
    private func body(_ request: EmbeddingRequest) throws -> (json: JSONValue, warnings: [ModelWarning]) {
        let encoded = try CohereEmbeddingEncoder().encode(request, model: "m")
        return (try JSONValue(parsing: encoded.body), encoded.warnings)
    }

    private static let image = Media(.url("https://example.com/a.png"), mediaType: "image/png")

    @Test(
        arguments: [
            (nil, "search_document"), (.document, "search_document"), (.query, "search_query"),
            (.classification, "classification"), (.clustering, "clustering"), (.init("own_word"), "own_word"),
        ] as [(EmbeddingRequest.Kind?, String)])
    func kindsAreSaid(_ kind: EmbeddingRequest.Kind?, _ word: String) throws {
        let (json, warnings) = try body(EmbeddingRequest(["a"], kind: kind))
        #expect(
            json == ["model": "m", "texts": ["a"], "embedding_types": ["float"], "input_type": .string(word)])
        #expect(warnings.isEmpty)
    }

    @Test func similarityIsAWarning() throws {
        #expect(try body(EmbeddingRequest(["a"], kind: .similarity)).warnings.map(\.subject) == ["kind"])
    }

    @Test func imagesAreSaid() throws {
        let alone = try body(EmbeddingRequest(inputs: [.image(Self.image)])).json
        #expect(alone["images"] == ["https://example.com/a.png"])
        #expect(alone["input_type"] == "image")
        let mixed = try body(
            EmbeddingRequest(inputs: [.image(Self.image), "b", EmbeddingInput(["c", .image(Self.image)])])
        ).json
        let image: JSONValue = ["type": "image_url", "image_url": ["url": "https://example.com/a.png"]]
        #expect(
            mixed["inputs"] == [
                ["content": [image]], ["content": [["type": "text", "text": "b"]]],
                ["content": [["type": "text", "text": "c"], image]],
            ])
        let audio = EmbeddingInput([.audio(Self.image)])
        #expect(throws: LanguageModelError.self) { try body(EmbeddingRequest(inputs: [audio])) }
    }

    @Test func optionsAreSaid() throws {
        var request = EmbeddingRequest(["a"])
        request.providerOptions[CohereEmbeddings.self].embeddingType = "int8"
        request.providerOptions[CohereEmbeddings.self].truncate = "END"
        request.providerOptions[CohereEmbeddings.self].extraBody = ["max_tokens": 9]
        let json = try body(request).json
        #expect(json["embedding_types"] == ["int8"])
        #expect(json["truncate"] == "END")
        #expect(json["max_tokens"] == 9)
    }

    @Test(
        arguments: [
            ("float", #"{"embeddings":{"int8":[[1]],"float":[[0.1,2]]}}"#, [[0.1, 2]]),
            ("int8", #"{"embeddings":{"int8":[[-128,127]],"float":null}}"#, [[-128, 127]]),
            ("base64", #"{"embeddings":{"base64":["zczMPQAAAMA="]}}"#, [[0.1, -2]]),
            ("float", #"{"embeddings":[[0.5],[1]],"response_type":"embeddings_floats"}"#, [[0.5], [1]]),
        ] as [(String, String, [[Float]])])
    func vectorsAreRead(_ type: String, _ text: String, _ vectors: [[Float]]) throws {
        #expect(try CohereEmbeddingDecoder(type: type).decode(Array(text.utf8)).vectors == vectors)
    }

    @Test(arguments: ["", "{}", #"{"embeddings":{}}"#, #"{"embeddings":{"float":[["?"]]}}"#])
    func whatIsNoAnswerIsAnError(_ text: String) {
        let error = #expect(throws: LanguageModelError.self) {
            try CohereEmbeddingDecoder(type: "float").decode(Array(text.utf8))
        }
        #expect(error?.code == .decoding)
    }
}
