import Dialect
import DialectSimulator
import NIOHTTP1
import Testing
import TestSupport

/// The bytes that the simulator sends in each dialect, read without this package's parsers: the order and the names are
/// those of recorded answers of the live services.
@Suite("Bytes in every dialect", .throttled, .timeLimit(.minutes(10)))
struct ServedBytesTests {
    private static let turn: ScriptedTurn = [
        .reasoning("Hm."), .text(deltas: ["Good", " day"]), .toolCall("now", arguments: "{}", id: "call_a"),
        .toolCall("now", arguments: "{}", id: "call_b"),
    ]
    private static let user: JSONValue = [["role": "user", "content": "Hi"]]
    private static let schema: JSONValue = ["type": "object", "properties": [:]]

    private func stream(_ path: String, _ body: JSONValue) async throws -> ServedAnswer {
        try await withSimulator(ScriptedModel([Self.turn])) { try await $0.send(.POST, path, body) }
    }

    @Test func chatCompletions() async throws {
        let body: JSONValue = [
            "model": "m", "messages": Self.user, "stream": true, "stream_options": ["include_usage": true],
            "tools": [["type": "function", "function": ["name": "now", "parameters": Self.schema]]],
        ]
        let answer = try await stream("/v1/chat/completions", body)
        #expect(answer.headers.first(name: "content-type") == "text/event-stream; charset=utf-8")
        let chunks = try answer.data.map { try JSONValue(parsing: $0) }
        #expect(answer.lines.last == "data: [DONE]")
        #expect(Set(chunks.map { $0["object"] }) == ["chat.completion.chunk"])
        #expect(Set(chunks.map { $0["id"] }).count == 1)
        let labels = chunks.map { chunk -> String in
            let choice = chunk["choices"]?[0]
            if let reason = choice?["finish_reason"]?.stringValue { return reason }
            if let call = choice?["delta"]?["tool_calls"]?[0] {
                return "\(call["id"]?.stringValue ?? "arguments") \(call["index"] ?? .null)"
            }
            return choice?["delta"]?.objectValue?.keys.first ?? "usage"
        }
        #expect(
            labels.collapsed == [
                "role", "reasoning_content", "content", "call_a 0", "arguments 0", "call_b 1", "arguments 1",
                "tool_calls", "usage",
            ])
        #expect(chunks.last?["choices"] == [])
        #expect(chunks.last?["usage"]?["total_tokens"]?.intValue ?? 0 > 0)
    }

    @Test func chatCompletionsTellUsageOnlyWhenAsked() async throws {
        let answer = try await stream("/v1/chat/completions", ["model": "m", "messages": Self.user, "stream": true])
        #expect(!answer.lines.contains { $0.contains("usage") })
    }

    @Test func messages() async throws {
        let body: JSONValue = [
            "model": "m", "max_tokens": 99, "messages": Self.user, "stream": true,
            "tools": [["name": "now", "input_schema": Self.schema]],
        ]
        let answer = try await stream("/v1/messages", body)
        let events = try answer.data.map { try JSONValue(parsing: $0) }
        #expect(answer.names == events.compactMap { $0["type"]?.stringValue })
        let labels = events.map { event -> String in
            let block = event["content_block"]?["type"] ?? event["delta"]?["type"]
            return [event["type"]?.stringValue, block?.stringValue, event["index"]?.intValue.map { String($0) }]
                .compactMap(\.self).joined(separator: " ")
        }
        #expect(
            labels.collapsed == [
                "message_start", "content_block_start thinking 0", "ping", "content_block_delta thinking_delta 0",
                "content_block_delta signature_delta 0", "content_block_stop 0", "content_block_start text 1",
                "content_block_delta text_delta 1", "content_block_stop 1", "content_block_start tool_use 2",
                "content_block_delta input_json_delta 2", "content_block_stop 2", "content_block_start tool_use 3",
                "content_block_delta input_json_delta 3", "content_block_stop 3", "message_delta", "message_stop",
            ])
        #expect(events[events.count - 2]["delta"]?["stop_reason"] == "tool_use")
        #expect(events.first?["message"]?["role"] == "assistant")
        #expect(events.first?["message"]?["stop_reason"] == .null)
    }

    @Test func generateContent() async throws {
        let body: JSONValue = [
            "contents": [["role": "user", "parts": [["text": "Hi"]]]],
            "tools": [["functionDeclarations": [["name": "now"]]]],
        ]
        let answer = try await stream("/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse", body)
        #expect(String(decoding: answer.bytes, as: UTF8.self).hasSuffix("}\r\n\r\n"))
        let chunks = try answer.data.map { try JSONValue(parsing: $0) }
        let labels = chunks.map { chunk -> String in
            let candidate = chunk["candidates"]?[0]
            if let reason = candidate?["finishReason"]?.stringValue { return reason }
            let part = candidate?["content"]?["parts"]?[0]
            return part?["functionCall"]?["id"]?.stringValue ?? (part?["thought"] == true ? "thought" : "text")
        }
        #expect(labels.collapsed == ["thought", "text", "call_a", "call_b", "STOP"])
        #expect(chunks.last?["usageMetadata"]?["totalTokenCount"]?.intValue ?? 0 > 0)
        #expect(Set(chunks.map { $0["modelVersion"] }) == ["scripted"])
    }

    @Test func cohere() async throws {
        let body: JSONValue = [
            "model": "m", "messages": Self.user, "stream": true,
            "tools": [["type": "function", "function": ["name": "now", "parameters": Self.schema]]],
        ]
        let answer = try await stream("/v2/chat", body)
        let events = try answer.data.map { try JSONValue(parsing: $0) }
        #expect(answer.names == events.compactMap { $0["type"]?.stringValue })
        let labels = events.map { "\($0["type"]?.stringValue ?? "") \($0["index"]?.intValue ?? -1)" }
        #expect(
            labels.collapsed == [
                "message-start -1", "content-start 0", "content-delta 0", "content-end 0", "content-start 1",
                "content-delta 1", "content-end 1", "tool-call-start 0", "tool-call-delta 0", "tool-call-end 0",
                "tool-call-start 1", "tool-call-delta 1", "tool-call-end 1", "message-end -1",
            ])
        #expect(events.last?["delta"]?["finish_reason"] == "TOOL_CALL")
    }

    @Test func converse() async throws {
        let body: JSONValue = [
            "messages": [["role": "user", "content": [["text": "Hi"]]]],
            "toolConfig": ["tools": [["toolSpec": ["name": "now", "inputSchema": ["json": Self.schema]]]]],
        ]
        let answer = try await stream("/model/a.b-v1%3A0/converse-stream", body)
        #expect(answer.headers.first(name: "content-type") == "application/vnd.amazon.eventstream")
        let frames = try EventFrame.all(in: answer.bytes)
        #expect(frames.allSatisfy { $0.headers[":message-type"] == "event" })
        let labels = frames.map { frame -> String in
            let delta = frame.payload["delta"]?["reasoningContent"] ?? frame.payload["delta"]
            return [
                frame.headers[":event-type"], frame.payload["contentBlockIndex"]?.intValue.map { String($0) },
                delta?.objectValue?.keys.first,
            ].compactMap(\.self).joined(separator: " ")
        }
        #expect(
            labels.collapsed == [
                "messageStart", "contentBlockDelta 0 text", "contentBlockDelta 0 signature", "contentBlockStop 0",
                "contentBlockDelta 1 text", "contentBlockStop 1", "contentBlockStart 2", "contentBlockDelta 2 toolUse",
                "contentBlockStop 2", "contentBlockStart 3", "contentBlockDelta 3 toolUse", "contentBlockStop 3",
                "messageStop", "metadata",
            ])
        #expect(frames[frames.count - 2].payload["stopReason"] == "tool_use")
    }
}

extension ServedAnswer {
    /// The data of each event but the mark of the end.
    var data: [String] {
        lines.filter { $0.hasPrefix("data: ") && $0 != "data: [DONE]" }.map { String($0.dropFirst(6)) }
    }

    /// The names of the events.
    var names: [String] { lines.filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) } }
}

extension [String] {
    /// Without those that repeat the one before: how texts are cut is not of interest.
    var collapsed: [String] {
        reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
