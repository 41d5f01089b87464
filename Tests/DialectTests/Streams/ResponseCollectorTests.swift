import Dialect
import Testing

/// Parts fold into the response that they describe.
struct ResponseCollectorTests {
    private var collector = ResponseCollector()

    private mutating func append(_ parts: StreamPart...) {
        for part in parts { collector.append(part) }
    }

    private func metadata(_ id: String) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        metadata[raw: "toy"] = ["itemID": .string(id)]
        return metadata
    }

    @Test mutating func interleavedBlocksKeepTheOrderInWhichTheyBegan() throws {
        append(
            .responseMetadata(ResponseMetadata(id: "r1", requestID: "req")),
            .reasoningStart(id: "r"), .textStart(id: "a"), .textStart(id: "b"),
            .textDelta(id: "b", text: "B1"), .textDelta(id: "a", text: "A1"), .reasoningDelta(id: "r", text: "hm"),
            .textDelta(id: "a", text: "A2"), .textEnd(id: "a", metadata: metadata("a")),
            .textDelta(id: "b", text: "B2"), .textEnd(id: "b"), .reasoningEnd(id: "r", metadata: metadata("r")),
            .finish(.stop, Usage(output: Usage.Output(total: 3)), ResponseMetadata(model: "toy-1")))
        let response = try collector.response()
        #expect(
            response.content == [
                .reasoning("hm", metadata: metadata("r")), .text("A1A2", metadata: metadata("a")), .text("B1B2"),
            ])
        #expect(response.text == "A1A2B1B2")
        #expect(response.reasoning == "hm")
        #expect(response.metadata == ResponseMetadata(id: "r1", model: "toy-1", requestID: "req"))
        #expect(response.usage.total == 3)
        #expect(response.message == Message(role: .assistant, content: response.content))
    }

    @Test mutating func everythingThatIsContentIsKeptAndNothingElse() throws {
        let call = ToolCall(id: "c", name: "weather", arguments: "{}")
        let served = ToolCall(id: "s", name: "search", arguments: "{}", isProviderExecuted: true)
        let result = ToolResult(callID: "s", name: "search", output: "found", isProviderExecuted: true)
        let source = Source(kind: .url, url: "https://example.com")
        let item = ProviderItem(provider: "toy", type: "compaction", json: ["id": 1])
        let warning = ModelWarning(.degradedContent, subject: "x", message: "y")
        append(
            .toolInputStart(id: "c", name: "weather"), .toolInputDelta(id: "c", text: "{}"), .toolInputEnd(id: "c"),
            .toolCall(call), .toolCall(served), .toolProgress(ToolProgress(callID: "s", name: "search", status: "on")),
            .toolResult(result), .source(source), .providerItem(item),
            .file(Media(.fileID("i"), mediaType: "image/png")), .file(Media(.fileID("a"), mediaType: "audio/wav")),
            .file(Media(.fileID("f"), mediaType: "application/pdf")), .warning(warning),
            .unknown(type: "new", json: nil), .finish(.toolCalls, Usage(), ResponseMetadata()))
        let response = try collector.response()
        #expect(
            response.content == [
                .toolCall(call), .toolCall(served), .toolResult(result), .source(source), .providerItem(item),
                .image(Media(.fileID("i"), mediaType: "image/png")),
                .audio(Media(.fileID("a"), mediaType: "audio/wav")),
                .file(Media(.fileID("f"), mediaType: "application/pdf")),
            ])
        #expect(response.warnings == [warning])
        #expect(response.toolCalls == [call])
        #expect(response.sources == [source])
    }

    @Test mutating func aPartialResponseHoldsWhatCame() throws {
        append(
            .responseMetadata(ResponseMetadata(id: "r1")), .textStart(id: "0"), .textDelta(id: "0", text: "Hel"))
        #expect(collector.content == [.text("Hel")])
        let partial = collector.partialResponse
        #expect(partial.text == "Hel")
        #expect(partial.finishReason == .error)
        #expect(partial.usage.isPartial)
        #expect(partial.metadata.id == "r1")
        let error = #expect(throws: LanguageModelError.self) { try collector.response() }
        #expect(error?.code == .connection)
    }

    @Test mutating func deltasOfBlocksThatNeverBeganAreDropped() {
        append(
            .textDelta(id: "x", text: "lost"), .textEnd(id: "x"), .textStart(id: "0"), .textDelta(id: "0", text: "a"))
        append(.textEnd(id: "0"), .textDelta(id: "x", text: "lost"))
        #expect(collector.content == [.text("a")])
    }

    /// Two consumers may fold the same stream from a common beginning.
    @Test mutating func aCopyGoesItsOwnWay() {
        append(.textStart(id: "0"), .textDelta(id: "0", text: "a"))
        var other = collector
        other.append(.textDelta(id: "0", text: "b"))
        append(.textDelta(id: "0", text: "c"))
        #expect(collector.content == [.text("ac")])
        #expect(other.content == [.text("ab")])
    }
}
