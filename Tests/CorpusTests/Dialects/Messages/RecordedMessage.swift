import Dialect
import DialectSimulator

/// What a recording of the Messages API says by itself, read without the parser under test.
struct RecordedMessage {
    /// The message as it would be without streaming.
    private(set) var message: JSONValue = ["type": "message", "role": "assistant"]
    private(set) var blocks: [JSONValue] = []
    /// The events of the first message; what comes after is another.
    private(set) var eventCount = 0
    private(set) var isTerminated = false
    private(set) var reportsError = false
    private(set) var hasStreamedInput = false
    private var inputs: [Int: String] = [:]
    /// Where a block of an index stands.
    private var positions: [Int: Int] = [:]

    init(_ exchange: RecordedExchange) {
        for event in Outcome.events(of: exchange.response.body) {
            eventCount += 1
            if let json = try? JSONValue(parsing: event) { read(json) }
            if isTerminated || reportsError { break }
        }
        message["content"] = .array(blocks)
    }

    private mutating func read(_ event: JSONValue) {
        switch event["type"]?.stringValue {
        case "message":
            message = event
            blocks = event["content"]?.arrayValue ?? []
            isTerminated = true
        case "message_start":
            message = event["message"] ?? message
            blocks = message["content"]?.arrayValue ?? []
        case "content_block_start":
            positions[event["index"]?.intValue ?? 0] = blocks.count
            blocks.append(event["content_block"] ?? .null)
        case "content_block_delta": change(event["delta"] ?? .null, index: event["index"]?.intValue ?? 0)
        case "message_delta":
            for (key, value) in event["delta"]?.objectValue ?? JSONObject() where !value.isNull { message[key] = value }
            if let management = event["context_management"], !management.isNull {
                message["context_management"] = management
            }
            var usage = message["usage"] ?? .object(JSONObject())
            for (key, value) in event["usage"]?.objectValue ?? JSONObject() where !value.isNull || usage[key] == nil {
                usage[key] = value
            }
            message["usage"] = usage
        case "message_stop": isTerminated = true
        case "error": reportsError = true
        default: break
        }
    }

    private mutating func change(_ delta: JSONValue, index: Int) {
        guard let position = positions[index] else { return }
        func longer(_ key: String) -> JSONValue {
            .string((blocks[position][key]?.stringValue ?? "") + (delta[key]?.stringValue ?? ""))
        }
        switch delta["type"]?.stringValue {
        case "text_delta": blocks[position]["text"] = longer("text")
        case "thinking_delta": blocks[position]["thinking"] = longer("thinking")
        case "signature_delta": blocks[position]["signature"] = longer("signature")
        case "compaction_delta": blocks[position]["content"] = longer("content")
        case "citations_delta":
            let citations = blocks[position]["citations"]?.arrayValue ?? []
            blocks[position]["citations"] = .array(citations + [delta["citation"] ?? .null])
        case "input_json_delta":
            hasStreamedInput = true
            inputs[index, default: ""] += delta["partial_json"]?.stringValue ?? ""
            if let input = inputs[index], let json = try? JSONValue(parsing: input) { blocks[position]["input"] = json }
        default: break
        }
    }
}
