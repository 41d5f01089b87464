import Dialect
import DialectWire

/// A response of the Responses API with a JSON text in it, as the events that the server sends.
struct CannedAnswer: Sendable {
    /// What the text is.
    enum Form {
        /// An object with a list of many small objects.
        case plan
        /// That object, and a member that says what it is.
        case document
        /// Only the list.
        case steps
        /// An object with one long text.
        case story
    }

    let text: String
    let deltaCount: Int
    let events: [[UInt8]]
    private let stepCount: Int

    init(bytes: Int, _ form: Form) {
        var steps: [String] = []
        var size = 0
        while size < bytes {
            let number = steps.count
            let text = "Step \(number): whisk the eggs with \\\"care\\\", then fold in the flour.\\nRest."
            let step = form == .story ? text : #"{"text":"\#(text)","minutes":\#(number % 60 + 1)}"#
            steps.append(step)
            size += step.utf8.count + 1
        }
        stepCount = steps.count
        let list = "[\(steps.joined(separator: ","))]"
        text =
            switch form {
            case .plan: #"{"title":"A long plan","steps":\#(list)}"#
            case .document: #"{"type":"plan","title":"A long plan","steps":\#(list)}"#
            case .steps: list
            case .story: #"{"title":"A long story","text":"\#(steps.joined(separator: " "))"}"#
            }
        var events = [Self.event("response.created", #""response":\#(Self.response("in_progress", "", "null"))"#)]
        let item = #"{"id":"msg_1","type":"message","status":"in_progress","content":[],"role":"assistant"}"#
        events.append(Self.event("response.output_item.added", #""item":\#(item),"output_index":0"#))
        var rest = text[...]
        var count = 0
        while !rest.isEmpty {
            // Lengths as tokens have them, always the same.
            let delta = JSONValue.string(String(rest.prefix(2 + count * 7 % 6))).jsonText
            rest = rest.dropFirst(2 + count * 7 % 6)
            count += 1
            let padding = String(repeating: "x", count: 16)
            events.append(
                Self.event(
                    "response.output_text.delta",
                    #""content_index":0,"delta":\#(delta),"item_id":"msg_1","logprobs":[],"obfuscation":"\#(padding)","#
                        + #""output_index":0"#))
        }
        let done = """
            {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":\
            [{"type":"output_text","annotations":[],"logprobs":[],"text":\(JSONValue.string(text).jsonText)}]}
            """
        events.append(Self.event("response.output_item.done", #""item":\#(done),"output_index":0"#))
        let usage = #"{"input_tokens":10,"output_tokens":\#(count),"total_tokens":\#(count + 10)}"#
        events.append(Self.event("response.completed", #""response":\#(Self.response("completed", done, usage))"#))
        self.events = events
        deltaCount = count
    }

    /// What a reader must have seen.
    func expected(_ mode: String) -> Int {
        switch mode {
        case "text": text.utf8.count
        case "json": changingDeltas
        case "story": (try? JSONValue(parsing: text))?["text"]?.stringValue?.utf8.count ?? 0
        default: stepCount
        }
    }

    /// How many deltas change a tree: all but those that hold keys, colons and commas only.
    private var changingDeltas: Int {
        var builder = PartialBuilder<JSONValue>()
        var rest = text[...]
        var (count, changes) = (0, 0)
        while !rest.isEmpty {
            if builder.append(String(rest.prefix(2 + count * 7 % 6))) { changes += 1 }
            rest = rest.dropFirst(2 + count * 7 % 6)
            count += 1
        }
        return changes
    }

    private static func event(_ type: String, _ members: String) -> [UInt8] {
        Array(#"{"type":"\#(type)",\#(members)}"#.utf8)
    }

    private static func response(_ status: String, _ output: String, _ usage: String) -> String {
        """
        {"id":"resp_1","object":"response","created_at":1,"status":"\(status)","model":"canned","output":[\(output)],\
        "usage":\(usage)}
        """
    }
}

/// A model whose events are in memory.
struct CannedModel: LanguageModel {
    let id = ModelID(provider: "canned", model: "canned")
    let answer: CannedAnswer

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream {
            DrivenPartSource(parser: ResponsesEventParser(), model: id) { CannedEvents(answer.events) }
        }
    }
}

/// Hands out events as a connection does: some in one read.
private final class CannedEvents: EventSource {
    private static let burst = 4

    let metadata = ResponseMetadata()
    private let events: [[UInt8]]
    private var position = 0

    init(_ events: [[UInt8]]) { self.events = events }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        let end = min(position + Self.burst, events.count)
        for index in position..<end { events[index].withUnsafeBytes { receive($0) } }
        position = end
        return position < events.count
    }

    func complete() {}
}
