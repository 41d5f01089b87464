import NIOCore

/// The events of one canned response, as OpenAI sends them: a text of `count` deltas of some 220 bytes of JSON each.
///
/// The same count gives the same bytes, always.
struct Script: Sendable {
    /// Each event's JSON.
    private(set) var payloads: [ByteBuffer] = []
    /// Each event with the framing of server-sent events.
    private(set) var framed: [ByteBuffer] = []
    /// The positions of the deltas among the events.
    private(set) var deltas: Range<Int> = 0..<0

    private static let words = [
        " the", " lighthouse", " keeper", " counted", " ships", ",", " and", " wind", ".", " é",
    ]
    private static let jsonSize = 220
    private static let item = "msg_0f3a9c5e7b1d2846a0c4e8f21b3d5a7c9e1f0b2d4a6c8e0f13"
    private static let padding = "QkZ3vX8aYpL0mN5rT7wB2cD4eF6gH9iJ1kM3oP5qS7uV9xZ0yA2bC4dE6fG8hI0jK2lM4nO6pQ8"

    /// Ends every event, as the lane does at OpenAI.
    private let lane: String

    /// - Parameter namesLane: Whether every event names the lane `1`.
    init(deltaCount count: Int, namesLane: Bool = false) {
        lane = namesLane ? #","stream_id":"1""# : ""
        // SplitMix64 with a fixed seed.
        var state: UInt64 = 42
        func random() -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) >> 33)
        }
        let item = Self.item
        add("response.created", #""response":\#(Self.response("in_progress", output: "", usage: "null"))"#)
        add("response.in_progress", #""response":\#(Self.response("in_progress", output: "", usage: "null"))"#)
        let emptyMessage = #"{"id":"\#(item)","type":"message","status":"in_progress","content":[],"role":"assistant"}"#
        add("response.output_item.added", #""item":\#(emptyMessage),"output_index":0"#)
        let place = #""content_index":0,"item_id":"\#(item)","output_index":0"#
        add("response.content_part.added", place + #","part":\#(Self.part(""))"#)

        var text = ""
        let first = payloads.count
        for _ in 0..<count {
            let word = Self.words[random() % Self.words.count]
            text += word
            let base = #""content_index":0,"delta":"\#(word)","item_id":"\#(item)","logprobs":[],"obfuscation":""#
            let missing = max(0, Self.jsonSize - base.utf8.count - 90)
            add(
                "response.output_text.delta",
                base + Self.padding.prefix(missing + random() % 8) + #"","output_index":0"#)
        }
        deltas = first..<payloads.count

        add("response.output_text.done", place + #","logprobs":[],"text":"\#(text)""#)
        add("response.content_part.done", place + #","part":\#(Self.part(text))"#)
        let message = """
            {"id":"\(item)","type":"message","status":"completed","content":[\(Self.part(text))],"role":"assistant"}
            """
        add("response.output_item.done", #""item":\#(message),"output_index":0"#)
        let usage = """
            {"input_tokens":12,"input_tokens_details":{"cached_tokens":0},"output_tokens":\(count),\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":\(count + 12)}
            """
        add("response.completed", #""response":\#(Self.response("completed", output: message, usage: usage))"#)
    }

    private mutating func add(_ type: String, _ fields: String) {
        let json = #"{"type":"\#(type)",\#(fields),"sequence_number":\#(payloads.count)\#(lane)}"#
        payloads.append(ByteBuffer(string: json))
        framed.append(ByteBuffer(string: "event: \(type)\ndata: \(json)\n\n"))
    }

    private static func part(_ text: String) -> String {
        #"{"type":"output_text","annotations":[],"logprobs":[],"text":"\#(text)"}"#
    }

    private static func response(_ status: String, output: String, usage: String) -> String {
        """
        {"id":"resp_0f3a9c5e7b1d2846a0c4e8f21b3d5a7c9e1f0b2d4a6c8e0f12","object":"response",\
        "created_at":1763596800,"status":"\(status)","background":false,"error":null,"incomplete_details":null,\
        "instructions":null,"max_output_tokens":null,"max_tool_calls":null,"model":"canned","output":[\(output)],\
        "parallel_tool_calls":true,"previous_response_id":null,"prompt_cache_key":null,\
        "reasoning":{"effort":"none","summary":null},"safety_identifier":null,"service_tier":"default","store":true,\
        "temperature":1.0,"text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto","tools":[],\
        "top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":\(usage),"user":null,"metadata":{}}
        """
    }
}
