import Dialect
import DialectCohere
import Testing

/// What the recordings do not show of Cohere's events.
struct CohereEventTests {
    /// The parts of events, and the error that ended them.
    private func parse(_ events: String...) -> (
        parts: [StreamPart], response: ModelResponse, error: LanguageModelError?
    ) {
        var driver = StreamDriver(
            parser: CohereEventParser(), model: ModelID(provider: "cohere", model: "command"))
        for event in events { Array(event.utf8).withUnsafeBytes { driver.received($0) } }
        driver.ended()
        var parts: [StreamPart] = []
        driver.takeParts(into: &parts)
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return (parts, collector.partialResponse, driver.failure as? LanguageModelError)
    }

    private static let start = #"{"id":"r1","type":"message-start","delta":{"message":{"role":"assistant"}}}"#

    private static func end(_ reason: String, _ more: String = "") -> String {
        #"{"type":"message-end","delta":{"finish_reason":"\#(reason)"\#(more),"usage":{"tokens":{"input_tokens":3}}}}"#
    }

    private static func text(_ text: String, at index: Int = 0) -> String {
        #"{"type":"content-delta","index":\#(index),"delta":{"message":{"content":{"text":"\#(text)"}}}}"#
    }

    private static func call(_ id: String, _ name: String, at index: Int = 0) -> String {
        """
        {"type":"tool-call-start","index":\(index),"delta":{"message":{"tool_calls":{"id":"\(id)","type":"function",\
        "function":{"name":"\(name)","arguments":""}}}}}
        """
    }

    private static func arguments(_ json: String, at index: Int = 0) -> String {
        """
        {"type":"tool-call-delta","index":\(index),"delta":{"message":{"tool_calls":{"function":{"arguments":\
        \(JSONValue.string(json).jsonText)}}}}}
        """
    }

    @Test(
        arguments: [
            ("COMPLETE", .stop), ("STOP_SEQUENCE", .stop), ("MAX_TOKENS", .length), ("ERROR_LIMIT", .length),
            ("ERROR_TOXIC", .contentFilter), ("ERROR", .error), ("TIMEOUT", .error), ("NEWS", .other),
        ] as [(String, FinishReason.Kind)])
    func reasons(_ word: String, _ kind: FinishReason.Kind) {
        let (_, response, error) = parse(Self.start, Self.text("Hi"), Self.end(word))
        #expect(error == nil)
        #expect(response.finishReason == FinishReason(kind, raw: word))
        #expect(response.text == "Hi")
        #expect(response.usage.input.total == 3)
    }

    @Test func aFailureIsThrownInCoheresWords() {
        let (_, response, error) = parse(
            Self.start, Self.text("Hi"), Self.end("ERROR", #","error":"too many tokens: the limit is 5""#))
        #expect(response.text == "Hi")
        #expect(error?.code == .contextLengthExceeded)
        #expect(error?.message == "too many tokens: the limit is 5")
        #expect(error?.details.code == "ERROR")
        #expect(error?.usage?.input.total == 3)
        #expect(error?.rawBody?.contains("message-end") == true)
        #expect(parse(Self.start, Self.end("TIMEOUT", #","error":"too slow""#)).error?.code == .timeout)
    }

    @Test func anErrorInPlaceOfAnAnswerIsThrown() {
        let (parts, _, error) = parse(#"{"id":"e1","message":"internal server error"}"#)
        #expect(parts.isEmpty)
        #expect(error?.message == "internal server error")
        #expect(error?.code == .server)
    }

    @Test func aBodyWithoutItsEndIsTruncated() {
        let (_, response, error) = parse(Self.start, Self.text("Hi"), "[DONE]")
        #expect(response.text == "Hi")
        #expect(error?.code == .connection)
    }

    @Test func blocksOpenWithoutTheirStart() {
        let thinking = #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Hm"}}}}"#
        let (_, response, error) = parse(thinking, Self.text("A", at: 1), Self.text("B", at: 1), Self.end("COMPLETE"))
        #expect(error == nil)
        #expect(response.reasoning == "Hm")
        #expect(response.text == "AB")
    }

    @Test(arguments: ["", "null", " null "])
    func noArgumentsAreAnEmptyObject(_ arguments: String) {
        let (_, response, _) = parse(
            Self.call("c1", "now"), Self.arguments(arguments), #"{"type":"tool-call-end","index":0}"#,
            Self.end("TOOL_CALL"))
        #expect(response.toolCalls == [ToolCall(id: "c1", name: "now", arguments: "{}")])
        #expect(response.finishReason.kind == .toolCalls)
    }

    @Test func callsAreToldApartByIndex() {
        let (_, response, _) = parse(
            Self.call("c1", "a"), Self.call("c2", "b", at: 1), Self.arguments(#"{"x":1"#), Self.arguments("{}", at: 1),
            Self.arguments("}"), #"{"type":"tool-call-end","index":0}"#, Self.end("TOOL_CALL"))
        #expect(response.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
    }

    @Test func aNewIdUnderAnOldIndexIsANewCall() {
        let (_, response, _) = parse(
            Self.call("c1", "a"), Self.arguments("{}"), Self.call("c2", "b"), Self.arguments(#"{"y":2}"#),
            Self.end("TOOL_CALL"))
        #expect(response.toolCalls.map(\.id).sorted() == ["c1", "c2"])
        #expect(response.toolCalls.first { $0.id == "c2" }?.arguments == #"{"y":2}"#)
    }

    @Test func aCallThatWasCutIsReportedAndNotMade() {
        let (parts, response, error) = parse(
            Self.call("c1", "a"), Self.arguments("{}"), #"{"type":"tool-call-end","index":0}"#,
            Self.call("c2", "b", at: 1), Self.arguments(#"{"x":"#, at: 1), Self.end("MAX_TOKENS"))
        #expect(error == nil)
        #expect(response.toolCalls.map(\.id) == ["c1"])
        #expect(response.warnings.map(\.subject) == ["c2"])
        #expect(response.warnings.first?.kind == .incompleteToolCall)
        #expect(parts.contains(.toolInputEnd(id: "c2")))
    }

    @Test func aOneShotAnswerThatWasCutIsTooCautious() {
        let (_, response, _) = parse(
            """
            {"id":"r1","finish_reason":"MAX_TOKENS","message":{"role":"assistant","tool_calls":[
            {"id":"c1","type":"function","function":{"name":"a","arguments":"{}"}},
            {"id":"c2","type":"function","function":{"name":"b","arguments":"{\\"x\\":"}}]}}
            """)
        #expect(response.toolCalls.map(\.id) == ["c1"])
        #expect(response.warnings.map(\.kind) == [.incompleteToolCall])
    }

    @Test func citationsAreSourcesWithTheirDocuments() throws {
        let (_, response, _) = parse(
            Self.text("Dock Seven."),
            """
            {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":10,"text":"Dock Seven",\
            "type":"TEXT_CONTENT","sources":[{"type":"document","id":"d1","document":{"id":"d1","title":"Registry",\
            "url":"https://example.com"}},{"type":"tool","id":"t:0","tool_output":{"content":"7"}}]}}}}
            """, #"{"type":"citation-end","index":0}"#, Self.end("COMPLETE"))
        let sources = response.sources
        try #require(sources.count == 2)
        #expect(sources[0].kind == .file)
        #expect(sources[0].fileID == "d1")
        #expect(sources[0].title == "Registry")
        #expect(sources[0].url == "https://example.com")
        #expect(sources[0].span == Source.Span(start: 0, end: 10))
        #expect(sources[0].metadata[Cohere.self].citation?["text"] == "Dock Seven")
        #expect(sources[1].kind == Source.Kind("tool"))
        #expect(sources[1].metadata[Cohere.self].source?["tool_output"] == ["content": "7"])
    }

    @Test func unknownContentIsKept() {
        let (_, response, error) = parse(
            #"{"finish_reason":"COMPLETE","message":{"content":[{"type":"news","x":1},{"type":"text","text":"Hi"}]}}"#)
        #expect(error == nil)
        #expect(
            response.content == [
                .providerItem(ProviderItem(provider: "cohere", type: "news", json: ["type": "news", "x": 1])),
                .text("Hi"),
            ])
    }

    @Test func probabilitiesAreKept() {
        let (_, response, _) = parse(
            #"{"type":"content-delta","index":0,"logprobs":{"text":"Hi","logprobs":[-1]},"delta":{"message":{"content":{"text":"Hi"}}}}"#,
            Self.end("COMPLETE"))
        #expect(response.text == "Hi")
        #expect(response.metadata.provider[Cohere.self].logprobs == [["text": "Hi", "logprobs": [-1]]])
    }
}
