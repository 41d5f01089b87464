import Dialect
import DialectCohere
import Testing

/// Cohere's embeddings, as bytes.
struct CohereEmbeddingTests {
    private func body(
        _ request: EmbeddingRequest, model: String = "embed-v4.0"
    ) throws -> (json: JSONValue, warnings: [ModelWarning]) {
        let encoded = try CohereEmbeddingEncoder().encode(request, model: model)
        return (try JSONValue(parsing: encoded.body), encoded.warnings)
    }

    private static let image = Media(.url("data:image/png;base64,AQID"), mediaType: "image/png")

    @Test(
        arguments: [
            (nil, "search_document"), (.document, "search_document"), (.query, "search_query"),
            (.classification, "classification"), (.clustering, "clustering"), (.init("own_word"), "own_word"),
        ] as [(EmbeddingRequest.Kind?, String)])
    func kindsAreSaid(_ kind: EmbeddingRequest.Kind?, _ word: String) throws {
        let (json, warnings) = try body(EmbeddingRequest(["a"], kind: kind))
        #expect(
            json == ["model": "embed-v4.0", "texts": ["a"], "embedding_types": ["float"], "input_type": .string(word)])
        #expect(warnings.isEmpty)
    }

    @Test func similarityIsAWarning() throws {
        #expect(try body(EmbeddingRequest(["a"], kind: .similarity)).warnings.map(\.subject) == ["kind"])
    }

    @Test func imagesAreSaid() throws {
        let alone = try body(EmbeddingRequest(inputs: [.image(Self.image)])).json
        #expect(alone["images"] == ["data:image/png;base64,AQID"])
        #expect(alone["input_type"] == "image")
        let mixed = try body(
            EmbeddingRequest(inputs: [.image(Self.image), "b", EmbeddingInput(["c", .image(Self.image)])])
        ).json
        let image: JSONValue = ["type": "image_url", "image_url": ["url": "data:image/png;base64,AQID"]]
        #expect(
            mixed["inputs"] == [
                ["content": [image]], ["content": [["type": "text", "text": "b"]]],
                ["content": [["type": "text", "text": "c"], image]],
            ])
        let several = try body(EmbeddingRequest(inputs: [.image(Self.image), .image(Self.image)])).json
        #expect(several["inputs"] == [["content": [image]], ["content": [image]]])
        #expect(several["input_type"] == "search_document" && several["images"] == nil)
        let audio = EmbeddingInput([.audio(Self.image)])
        #expect(throws: LanguageModelError.self) { try body(EmbeddingRequest(inputs: [audio])) }
    }

    @Test func imagesThatMustBeFetchedAreRefused() {
        let image = Media(.url("https://example.com/a.png"), mediaType: "image/png")
        for inputs in [[.image(image)], [.image(image), "b"]] as [[EmbeddingInput]] {
            let error = #expect(throws: LanguageModelError.self) { try body(EmbeddingRequest(inputs: inputs)) }
            #expect(error?.code == .invalidRequest && error?.message.contains("bytes") == true)
        }
    }

    @Test func olderModelsEmbedAnImageByItself() throws {
        let older = "embed-english-v3.0"
        let alone = EmbeddingRequest(inputs: [.image(Self.image)])
        #expect(try body(alone, model: older).json["images"] == ["data:image/png;base64,AQID"])
        let inputs: [EmbeddingInput] = ["a", "b", .image(Self.image), .image(Self.image), "c"]
        let error = #expect(throws: LanguageModelError.self) {
            try body(EmbeddingRequest(inputs: inputs), model: older)
        }
        #expect(error?.code == .invalidRequest)
        let provider = CohereProvider(apiKey: "k")
        let batches = provider.embeddingModel(older).limits.batches(of: inputs)
        #expect(batches == [0..<2, 2..<3, 3..<4, 4..<5])
        #expect(provider.embeddingModel("embed-v4.0").limits.batches(of: inputs) == [0..<5])
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

    /// A server may report any number.
    @Test func tokensNeverOverflow() throws {
        let units = #"{"input_tokens":9223372036854775807,"image_tokens":9223372036854775807}"#
        let text = #"{"embeddings":{"float":[[1]]},"meta":{"billed_units":\#(units)}}"#
        let response = try CohereEmbeddingDecoder(type: "float").decode(Array(text.utf8))
        #expect(response.usage.input.total == Int.max)
    }

    @Test(arguments: ["", "{}", #"{"embeddings":{}}"#, #"{"embeddings":{"float":[["?"]]}}"#])
    func whatIsNoAnswerIsAnError(_ text: String) {
        let error = #expect(throws: LanguageModelError.self) {
            try CohereEmbeddingDecoder(type: "float").decode(Array(text.utf8))
        }
        #expect(error?.code == .decoding)
    }
}
