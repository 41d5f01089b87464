import Measuring

/// The events of one response, about as OpenAI sends them, each delta of some 220 bytes. The request's model says how
/// many deltas there are and how the response is called: `500-17`.
///
/// A delta's text tells the response, its number and when it was sent, so that a client can tell what is lost, doubled,
/// late, or another response's.
struct LaneAnswer {
    let tag: String
    let count: Int
    private let lane: String
    private let place: String
    private static let padding = "QkZ3vX8aYpL0mN5rT7wB2cD4eF6gH9iJ1kM3oP5qS7uV9xZ"

    init?(request: String) {
        guard let words = Self.string("model", in: request)?.split(separator: "-"), words.count == 2,
            let count = Int(words[0])
        else { return nil }
        tag = String(words[1])
        self.count = count
        lane = Self.string("stream_id", in: request).map { #","stream_id":"\#($0)""# } ?? ""
        place = #""content_index":0,"item_id":"msg_\#(tag)","output_index":0"#
    }

    var opening: [String] {
        let item = #"{"id":"msg_\#(tag)","type":"message","status":"in_progress","content":[],"role":"assistant"}"#
        return [
            event("response.created", #""response":\#(response("in_progress"))"#),
            event("response.output_item.added", #""item":\#(item),"output_index":0"#),
            event("response.content_part.added", #"\#(place),"part":\#(Self.part)"#),
        ]
    }

    func delta(_ index: Int) -> String {
        let text = "\(tag) \(index) \(ThisProcess.nanoseconds)"
        return event(
            "response.output_text.delta",
            #"\#(place),"delta":"\#(text)","logprobs":[],"obfuscation":"\#(Self.padding)""#)
    }

    /// The server does not keep what it sent, and does not restate it: clients must have it from the deltas.
    var ending: [String] {
        [event("response.completed", #""response":\#(response("completed"))"#)]
    }

    private func event(_ type: String, _ fields: String) -> String { #"{"type":"\#(type)",\#(fields)\#(lane)}"# }

    private static let part = #"{"type":"output_text","annotations":[],"logprobs":[],"text":""}"#

    private func response(_ status: String) -> String {
        let usage = status == "completed" ? #"{"input_tokens":1,"output_tokens":\#(count),"total_tokens":1}"# : "null"
        return #"{"id":"resp_\#(tag)","object":"response","status":"\#(status)","error":null,"output":[],"#
            + #""model":"lanes","usage":\#(usage)}"#
    }

    /// The value of a field, which is a string without escapes.
    private static func string(_ name: String, in json: String) -> Substring? {
        guard let key = json.firstRange(of: #""\#(name)":""#) else { return nil }
        return json[key.upperBound...].prefix { $0 != "\"" }
    }
}
