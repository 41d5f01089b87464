import Dialect
import DialectGoogle
import Testing

/// Why answers end: finish reasons, blocks, errors, and what an answer is based on.
@Suite struct GeminiEndTests {
    static let reasons: [(String, FinishReason.Kind)] = [
        ("STOP", .stop), ("MAX_TOKENS", .length), ("SAFETY", .contentFilter), ("RECITATION", .contentFilter),
        ("BLOCKLIST", .contentFilter), ("PROHIBITED_CONTENT", .contentFilter), ("SPII", .contentFilter),
        ("IMAGE_SAFETY", .contentFilter), ("MODEL_ARMOR", .contentFilter), ("MALFORMED_FUNCTION_CALL", .error),
        ("UNEXPECTED_TOOL_CALL", .error), ("LANGUAGE", .other), ("OTHER", .other),
    ]

    @Test("finish reasons keep Google's word", arguments: reasons)
    func reason(_ word: String, _ kind: FinishReason.Kind) {
        let parsed = GeminiParsed(#"{"candidates":[{"content":{},"finishReason":"\#(word)","finishMessage":"Why."}]}"#)
        #expect(parsed.response.finishReason == FinishReason(kind, raw: word))
        #expect(parsed.response.metadata.provider[Google.self].finishMessage == "Why.")
    }

    @Test func aBlockedPromptIsAnAnswerWithoutContent() {
        let parsed = GeminiParsed(
            #"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3}}"#)
        #expect(parsed.error == nil)
        #expect(parsed.response.content.isEmpty)
        #expect(parsed.response.finishReason == FinishReason(.contentFilter, raw: "PROHIBITED_CONTENT"))
        #expect(parsed.response.usage.input.total == 3)
        let feedback = parsed.response.metadata.provider[Google.self].promptFeedback
        #expect(feedback?["blockReason"] == "PROHIBITED_CONTENT")
    }

    @Test func anErrorInAStreamIsThrown() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"text":"Hi"}"#))
            [{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]
            """)
        #expect(parsed.error?.code == .overloaded)
        #expect(parsed.error?.message == "The model is overloaded.")
        #expect(parsed.error?.replaySafety == .unsafe)
        #expect(parsed.error?.rawBody?.contains("UNAVAILABLE") == true)
    }

    @Test func sourcesAreCitationsAndWhatIsNotCited() {
        let parsed = GeminiParsed(
            #"""
            {"candidates":[{"content":{"parts":[{"text":"Paris is the capital."}]},"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}},{"web":{"uri":"https://b.example","title":"B"}},{"retrievedContext":{"title":"doc","text":"Paris","fileSearchStore":"fileSearchStores/s"}}],"groundingSupports":[{"segment":{"endIndex":5,"text":"Paris"},"groundingChunkIndices":[0,2]},{"segment":{"startIndex":6,"endIndex":21},"groundingChunkIndices":[0,9]}],"webSearchQueries":["q"]}}]}
            {"candidates":[{"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q","r"]},"urlContextMetadata":{"urlMetadata":[{"retrievedUrl":"https://a.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_SUCCESS"},{"retrievedUrl":"https://c.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_SUCCESS"},{"retrievedUrl":"https://d.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_ERROR"}]},"citationMetadata":{"citationSources":[{"startIndex":1,"endIndex":4,"uri":"https://e.example"}]}}]}
            """#)
        #expect(
            parsed.lines.filter { $0.hasPrefix("source") } == [
                "source https://a.example A 0-5", "source  doc 0-5", "source https://a.example A 6-21",
                "source https://b.example B ", "source https://c.example  ", "source https://e.example  1-4",
            ])
        let metadata = parsed.response.metadata.provider[Google.self]
        #expect(metadata.groundingMetadata?["webSearchQueries"] == ["q", "r"])
        #expect(metadata.groundingMetadata?["groundingChunks"]?.arrayValue?.count == 3)
        #expect(parsed.response.sources[1].kind == .file)
        #expect(parsed.response.sources[1].fileID == "fileSearchStores/s")
    }

    @Test func logProbabilitiesOfAllChunksAreKept() throws {
        let parsed = GeminiParsed(
            #"""
            {"candidates":[{"content":{"parts":[{"text":"a"}]},"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-0.1}]}}]}
            {"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP","avgLogprobs":-0.87936477661132817,"logprobsResult":{"chosenCandidates":[{"token":"b","logProbability":-0.2}]}}]}
            """#)
        let metadata = parsed.response.metadata.provider[Google.self]
        #expect(metadata.logprobsResult?["chosenCandidates"]?.arrayValue?.compactMap { $0["token"] } == ["a", "b"])
        #expect(metadata.avgLogprobs == -0.87936477661132817)
        let saved = try JSONValue(encoding: parsed.response).decode(ModelResponse.self)
        #expect(saved == parsed.response)
    }
}
