import Dialect
import DialectWire
import Testing

/// What a model said, sent back: verbatim where it is unchanged, from its content where it was edited.
@Suite struct RoundTripTests {
    private static let reasoning =
        #"{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"A plan"}]}"#
    private static let message =
        #"{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hel","annotations":[{"type":"url_citation","url":"https://example.org","start_index":0,"end_index":1}]},{"type":"output_text","text":"lo"}]}"#
    private static let call =
        #"{"id":"fc_1","type":"function_call","status":"completed","arguments":"{ }","call_id":"call_1","name":"f"}"#
    private static let search =
        #"{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}"#
    private static let compaction = #"{"id":"cmp_1","type":"compaction","encrypted_content":"e"}"#

    private func response(_ items: String..., dialect: ResponsesDialect = .openAI) -> ModelResponse {
        let events = items.enumerated().map {
            #"{"type":"response.output_item.done","output_index":\#($0.offset),"item":\#($0.element)}"#
        }
        return ParsedStream(ParsedStream.framed(events.joined(separator: "\n")), dialect: dialect).response
    }

    private func lines(_ message: Message, dialect: ResponsesDialect = .openAI) throws -> [String] {
        Array(try ModelRequest(messages: [.user("Go"), message]).inputLines(dialect: dialect).dropFirst())
    }

    @Test func unchangedItemsGoBackByteForByte() throws {
        let all = response(Self.reasoning, Self.message, Self.search, Self.call, Self.compaction)
        #expect(all.content.count == 8)
        #expect(try lines(all.message) == [Self.reasoning, Self.message, Self.search, Self.call, Self.compaction])
        #expect(try ModelRequest(messages: [.user("Go"), all.message]).encoded().warnings == [])
    }

    @Test func theyStillDoAfterAWayThroughStorage() throws {
        let message = response(Self.reasoning, Self.message, Self.call).message
        let stored = try JSONValue(encoding: message).decode(Message.self)
        #expect(stored == message)
        // A store may give keys another order; the items stay equal.
        let items = try lines(stored).map { try JSONValue(parsing: $0) }
        #expect(items == (try [Self.reasoning, Self.message, Self.call].map { try JSONValue(parsing: $0) }))
    }

    @Test func editedTextIsEncodedFromItsContent() throws {
        var message = response(Self.message).message
        guard case .text(_, let metadata) = message.content[0] else { return }
        message.content[0] = .text("Hal", metadata: metadata)
        #expect(
            try lines(message) == [
                #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hal"},{"type":"output_text","text":"lo"}]}"#
            ])
    }

    @Test func anEditedCallIsEncodedFromItsContent() throws {
        var message = response(Self.call).message
        guard case .toolCall(var call) = message.content[0] else { return }
        call.arguments = #"{"a":1}"#
        message.content[0] = .toolCall(call)
        #expect(
            try lines(message) == [#"{"type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}"#])
    }

    @Test func aRemovedPartTakesItsItemWithIt() throws {
        var message = response(Self.reasoning, Self.message, Self.call).message
        message.content.removeFirst()
        #expect(try lines(message) == [Self.message, Self.call])
    }

    @Test func whatAnotherProviderSaidIsDegradedWithWarnings() throws {
        let all = response(Self.reasoning, Self.message, Self.search, Self.call, Self.compaction)
        #expect(
            try lines(all.message, dialect: .xAI) == [
                #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hel"},{"type":"output_text","text":"lo"}]}"#,
                #"{"type":"function_call","call_id":"call_1","name":"f","arguments":"{ }"}"#,
            ])
        #expect(
            try ModelRequest(messages: [.user("Go"), all.message]).encoded(dialect: .xAI).warningLines == [
                "degradedContent reasoning", "degradedContent web_search", "degradedContent web_search",
                "degradedContent compaction",
            ])
    }

    @Test func reasoningThatNobodyKeepsIsLeftOutWithAWarning() throws {
        let request = try ModelRequest(messages: [.user("Go"), response(Self.reasoning, Self.message).message])
            .with { $0.store = false }
        #expect(try request.inputLines().dropFirst() == [Self.message])
        #expect(try request.encoded().warningLines == ["degradedContent reasoning"])
    }

    @Test func aCallOfACustomToolWithoutItemIsEncoded() throws {
        let call = ToolCall(id: "c", name: "sql", arguments: "SELECT 1", kind: .custom)
        #expect(
            try lines(Message(role: .assistant, content: [.toolCall(call)])) == [
                #"{"type":"custom_tool_call","call_id":"c","name":"sql","input":"SELECT 1"}"#
            ])
        let shell = ToolCall(id: "c", name: "shell", arguments: "{}", kind: .shell)
        #expect(try lines(Message(role: .assistant, content: [.toolCall(shell)])) == [])
    }
}
