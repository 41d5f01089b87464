import Dialect
import DialectAnthropic
import DialectServer
import DialectSimulator

extension RecordedExchange {
    /// An exchange that a server may have had.
    static func answer(
        _ body: String, status: Int = 200, contentType: String = "application/json", headers: [String: String] = [:]
    ) throws -> RecordedExchange {
        var recorded = JSONObject()
        for (name, value) in headers { recorded[name] = .string(value) }
        recorded["content-type"] = .string(contentType)
        let json: JSONValue = [
            "id": "test", "provider": "anthropic", "api": "messages",
            "request": ["method": "POST", "url": "https://api.anthropic.com/v1/messages"],
            "response": ["status": .integer(status), "headers": .object(recorded), "body": .string(body)],
        ]
        return try RecordedExchange(json: json.jsonBytes())
    }

    /// A stream that says one thing.
    static func stream(saying text: String) throws -> RecordedExchange {
        let events: [(String, String)] = [
            (
                "message_start",
                #"{"type":"message_start","message":{"id":"msg_1","model":"claude-test","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}"#
            ),
            (
                "content_block_start",
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
            ),
            (
                "content_block_delta",
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(text)"}}"#
            ),
            ("content_block_stop", #"{"type":"content_block_stop","index":0}"#),
            (
                "message_delta",
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#
            ),
            ("message_stop", #"{"type":"message_stop"}"#),
        ]
        let body = events.map { "event: \($0.0)\ndata: \($0.1)\n\n" }.joined()
        return try answer(body, contentType: "text/event-stream", headers: ["request-id": "req_1"])
    }
}

/// Runs a server that gives one answer to all that is asked.
func withServer<Result>(
    answering exchange: RecordedExchange, _ body: (ResponsesServer) async throws -> Result
) async throws -> Result {
    try await withSimulator(
        backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true), body)
}
