import Dialect
import DialectWire

/// How a provider's server speaks, written by hand after the vendors' documentation and as short as a server may be:
/// for tests in which it says little and then falls silent, refuses, or breaks a rule.
enum TestedWire: CaseIterable, Sendable {
    case responses, chatCompletions, messages, generateContent, converse, cohere

    /// The events until the word "Hel" of an answer.
    var opening: [String] {
        switch self {
        case .responses:
            [
                #"{"type":"response.created","response":{"id":"resp_1","object":"response","status":"in_progress"}}"#,
                #"{"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","role":"assistant","content":[]}}"#,
                #"{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hel"}"#,
            ]
        case .chatCompletions:
            [#"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]}"#]
        case .messages:
            [
                #"{"type":"message_start","message":{"id":"msg_1","model":"m","content":[],"usage":{"input_tokens":3}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}"#,
            ]
        case .generateContent:
            [#"{"candidates":[{"content":{"role":"model","parts":[{"text":"Hel"}]},"index":0}],"modelVersion":"m"}"#]
        case .converse:
            [
                #"{"messageStart":{"role":"assistant"}}"#,
                #"{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Hel"}}}"#,
            ]
        case .cohere:
            [
                #"{"id":"r1","type":"message-start","delta":{"message":{"role":"assistant"}}}"#,
                #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hel"}}}}"#,
            ]
        }
    }

    /// The head of an answer that is streamed and may last for ever.
    var head: [UInt8] {
        let type = self == .converse ? "application/vnd.amazon.eventstream" : "text/event-stream"
        return Array("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: 100000\r\n\r\n".utf8)
    }

    /// The bytes of events in an HTTP body.
    func framed(_ events: [String]) -> [UInt8] {
        guard self == .converse else { return events.flatMap { Array("data: \($0)\n\n".utf8) } }
        return events.flatMap { event -> [UInt8] in
            guard let (name, payload) = (try? JSONValue(parsing: event))?.objectValue?.first(where: { _ in true })
            else { return [] }
            return EventStreamFraming.message(
                headers: [
                    (":event-type", name), (":content-type", "application/json"), (":message-type", "event"),
                ], payload: payload.jsonBytes())
        }
    }

    /// The body of a refusal.
    func refusal(_ words: String) -> JSONValue {
        switch self {
        case .responses, .chatCompletions:
            ["error": ["message": .string(words), "type": "invalid_request_error", "code": "invalid_api_key"]]
        case .messages: ["type": "error", "error": ["type": "authentication_error", "message": .string(words)]]
        case .generateContent: ["error": ["code": 401, "message": .string(words), "status": "UNAUTHENTICATED"]]
        case .converse, .cohere: ["message": .string(words)]
        }
    }
}
