import Dialect
import DialectWire
import Testing

/// Blocks that a model makes at once, on wires that have them one after another.
@Suite("Blocks that overlap")
struct BlockOrderTests {
    private static let request = """
        {"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}],
         "tools":[{"name":"now","input_schema":{"type":"object"}}]}
        """

    /// The events of a streamed message: type, index and content in a word each.
    private func events(_ parts: [StreamPart]) throws -> [String] {
        let dialect = MessagesServer()
        let request = try dialect.decode(bytes: Array(Self.request.utf8), at: ServedTarget())
        var encoder = dialect.encoder(of: ServedReply(to: request, digits: "1", createdAt: 0))
        var bytes: [UInt8] = []
        for part in [.responseMetadata(ResponseMetadata())] + parts { bytes += encoder.encode(part) }
        return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("data: ") }
            .map { try Self.label(JSONValue(parsing: String($0.dropFirst(6)))) }
            .filter { $0 != "ping" && $0 != "message_start" }
    }

    private static func label(_ event: JSONValue) -> String {
        let delta = event["delta"]
        let words = [
            event["type"]?.stringValue?.replacing("content_block_", with: ""),
            event["index"]?.intValue.map { String($0) }, event["content_block"]?["type"]?.stringValue,
            delta?["text"]?.stringValue ?? delta?["thinking"]?.stringValue ?? delta?["partial_json"]?.stringValue,
            delta?["stop_reason"]?.stringValue,
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }

    private static let end = StreamPart.finish(.toolCalls, Usage(), ResponseMetadata())
    private static let ending = ["message_delta tool_use", "message_stop"]

    private func call(_ id: String, _ name: String = "now", isProviderExecuted: Bool = false) -> StreamPart {
        .toolCall(ToolCall(id: id, name: name, arguments: "{}", isProviderExecuted: isProviderExecuted))
    }

    @Test func partTextWhereACallComesBetween() throws {
        let events = try events([
            .textStart(id: "t"), .textDelta(id: "t", text: "One"), .toolInputStart(id: "a", name: "now"),
            .textDelta(id: "t", text: "two"), .toolInputDelta(id: "a", text: "{}"), .toolInputEnd(id: "a"),
            call("a"), .textDelta(id: "t", text: "three"), .textEnd(id: "t"), Self.end,
        ])
        #expect(
            events == [
                "start 0 text", "delta 0 One", "stop 0", "start 1 tool_use", "delta 1 {}", "stop 1", "start 2 text",
                "delta 2 two", "delta 2 three", "stop 2",
            ] + Self.ending)
    }

    @Test func keepCallsWhole() throws {
        let events = try events([
            .toolInputStart(id: "a", name: "now"), .toolInputDelta(id: "a", text: "{"),
            .toolInputStart(id: "b", name: "now"), .toolInputDelta(id: "b", text: "{}"),
            .toolInputDelta(id: "a", text: "}"), .toolInputEnd(id: "a"), call("a"), .toolInputEnd(id: "b"), call("b"),
            Self.end,
        ])
        #expect(
            events == [
                "start 0 tool_use", "delta 0 {", "delta 0 }", "stop 0", "start 1 tool_use", "delta 1 {}", "stop 1",
            ] + Self.ending)
    }

    @Test func leaveOutWhatTheProviderRan() throws {
        let events = try events([
            .toolInputStart(id: "a", name: "web_search"), .toolInputDelta(id: "a", text: "{}"), .toolInputEnd(id: "a"),
            call("a", "web_search", isProviderExecuted: true), .toolInputStart(id: "b", name: "other"),
            .toolInputDelta(id: "b", text: "{}"), .toolInputEnd(id: "b"), call("b", "other"), Self.end,
        ])
        #expect(events == ["start 0 tool_use", "delta 0 {}", "stop 0"] + Self.ending)
    }

    @Test func endWithTheAnswerThatIsCut() throws {
        let events = try events([
            .textStart(id: "t"), .textDelta(id: "t", text: "One"), .textEnd(id: "t"),
            .toolInputStart(id: "a", name: "now"), .toolInputDelta(id: "a", text: #"{"x"#),
            .finish(.length, Usage(), ResponseMetadata()),
        ])
        #expect(
            events == [
                "start 0 text", "delta 0 One", "stop 0", "start 1 tool_use", #"delta 1 {"x"#, "stop 1",
                "message_delta max_tokens", "message_stop",
            ])
    }

    @Test func wrapFreeTextIntoAnObject() throws {
        let call = StreamPart.toolCall(ToolCall(id: "a", name: "run", arguments: "say \"hi\"", kind: .custom))
        let events = try events([call, Self.end])
        #expect(
            events == [
                "start 0 tool_use", #"delta 0 {"input":""#, #"delta 0 say \"hi\""#, #"delta 0 "}"#, "stop 0",
            ] + Self.ending)
    }

    @Test func giveReasoningItsProof() throws {
        var own = ProviderMetadata()
        own[raw: "anthropic"] = ["block": ["type": "redacted_thinking", "data": "xyz"]]
        let events = try events([
            .reasoningStart(id: "r"), .reasoningEnd(id: "r", metadata: own), .reasoningStart(id: "s"),
            .reasoningDelta(id: "s", text: "Hm."), .reasoningEnd(id: "s"), Self.end,
        ])
        #expect(
            events == [
                "start 0 redacted_thinking", "stop 0", "start 1 thinking", "delta 1 Hm.", "delta 1", "stop 1",
            ] + Self.ending)
    }
}
