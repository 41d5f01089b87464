import Dialect
import DialectWire
import Testing

/// OpenAI's embeddings, as bytes.
struct EmbeddingsWireTests {
    // MARK: Requests

    private func body(
        _ request: EmbeddingRequest, _ dialect: EmbeddingsDialect = .openAI
    ) throws -> (json: JSONValue, warnings: [ModelWarning]) {
        let encoded = try EmbeddingsRequestEncoder(dialect: dialect).encode(request, model: "m")
        return (try JSONValue(parsing: encoded.body), encoded.warnings)
    }

    @Test func aRequestIsSaid() throws {
        let (json, warnings) = try body(EmbeddingRequest(["a", "b"], dimensions: 256))
        #expect(json == ["model": "m", "input": ["a", "b"], "encoding_format": "base64", "dimensions": 256])
        #expect(warnings.isEmpty)
    }

    @Test func whatAVendorDoesNotKnowIsAWarning() throws {
        var dialect = EmbeddingsDialect(provider: "plain", dimensionsField: nil)
        let request = EmbeddingRequest(["a"], kind: .query, dimensions: 256)
        let (json, warnings) = try body(request, dialect)
        #expect(json == ["model": "m", "input": ["a"]])
        #expect(warnings.map(\.subject) == ["dimensions", "kind"])
        #expect(warnings.allSatisfy { $0.kind == .unsupportedSetting })
        dialect.dimensionsField = "output_dimension"
        dialect.kindField = "input_type"
        dialect.kindWords = [.query: "question"]
        #expect(
            try body(request, dialect).json == [
                "model": "m", "input": ["a"], "output_dimension": 256, "input_type": "question",
            ])
    }

    @Test func optionsWin() throws {
        var request = EmbeddingRequest(["a"])
        request.providerOptions[raw: "openai"] = [
            "encodingFormat": "float", "user": "u", "extraBody": ["input": "no", "truncate": true],
        ]
        #expect(
            try body(request).json == [
                "model": "m", "input": ["a"], "encoding_format": "float", "user": "u", "truncate": true,
            ])
        request.providerOptions[raw: "openai"] = ["user": 7]
        #expect(throws: LanguageModelError.self) { try body(request) }
    }

    @Test func imagesCannotBeSaid() throws {
        let image = EmbeddingInput.image(Media(.url("https://example.com/a.png"), mediaType: "image/png"))
        let error = #expect(throws: LanguageModelError.self) { try body(EmbeddingRequest(inputs: ["a", image])) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("Input 1") == true)
    }

    @Test func equalRequestsAreEqualBytes() throws {
        var request = EmbeddingRequest(["a"], dimensions: 3)
        request.providerOptions[raw: "openai"] = ["user": "u", "extraBody": ["z": 1, "b": 2]]
        let encoder = EmbeddingsRequestEncoder(dialect: .openAI)
        #expect(try encoder.encode(request, model: "m").body == encoder.encode(request, model: "m").body)
    }

    // MARK: Answers

    private func decode(_ text: String) throws -> EmbeddingResponse {
        try EmbeddingsResponseDecoder(dialect: .openAI).decode(Array(text.utf8))
    }

    @Test func vectorsAreReadInBothForms() throws {
        // 0.1 and -2 as 32-bit floats, little-endian.
        let response = try decode(
            """
            {"object":"list","data":[{"index":0,"embedding":"zczMPQAAAMA="},{"index":1,"embedding":[0.1,-2e0]}],
             "model":"m-1","id":"e1","usage":{"prompt_tokens":5,"total_tokens":5},"news":[{}]}
            """)
        #expect(response.vectors == [[0.1, -2], [0.1, -2]])
        #expect(response.metadata.model == "m-1")
        #expect(response.metadata.id == "e1")
        #expect(response.usage == Usage(input: .init(total: 5), raw: ["prompt_tokens": 5, "total_tokens": 5]))
    }

    @Test func theIndexCounts() throws {
        let response = try decode(#"{"data":[{"embedding":[1],"index":1},{"embedding":[0],"index":0}]}"#)
        #expect(response.vectors == [[0], [1]])
        #expect(try decode(#"{"data":[{"embedding":[1]},{"embedding":[2]}]}"#).vectors == [[1], [2]])
        #expect(response.usage == Usage())
    }

    @Test(
        arguments: [
            (#"{"data":[{"embedding":[1],"index":1},{"embedding":[0],"index":1}]}"#, .protocolViolation),
            (#"{"data":[{"embedding":[1],"index":1}]}"#, .protocolViolation),
            (#"{"data":[{"embedding":[1],"index":-1}]}"#, .protocolViolation),
            (#"{"data":[{"index":0}]}"#, .decoding), (#"{"data":[{"embedding":[null]}]}"#, .decoding),
            (#"{"data":[{"embedding":"AAA="}]}"#, .decoding), (#"{"data":[{"embedding":"?"}]}"#, .decoding),
            (#"{"data":[{"embedding":[1e39]}]}"#, .decoding), ("<html>", .decoding), ("", .decoding),
            (#"{"error":{"message":"No.","code":"model_not_found"}}"#, .notFound),
            (#"{"error":{"code":429,"message":"Slow down."}}"#, .rateLimited),
        ] as [(String, LanguageModelError.Code)])
    func whatIsNoAnswerIsAnError(_ text: String, _ code: LanguageModelError.Code) {
        let error = #expect(throws: LanguageModelError.self) { try decode(text) }
        #expect(error?.code == code)
    }
}
