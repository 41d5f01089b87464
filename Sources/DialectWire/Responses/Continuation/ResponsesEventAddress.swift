public import Dialect

/// What an event says of where it belongs, read in one pass without a tree.
///
/// Like ``JSONSlice``, it must not outlive the bytes it was read from.
public struct ResponsesEventAddress {
    /// The event's `type`; nil for what is no event.
    public private(set) var type: JSONSlice?
    /// The lane that the event names; nil for the unnamed one.
    public private(set) var streamID: UnsafeRawBufferPointer?
    /// The `response.id` of an event that restates its response.
    public private(set) var responseID: JSONSlice?

    /// Reads an event. What is no JSON has no address: the parser reads it too, and reports what is wrong with it.
    ///
    /// - Parameter mayNameLane: False for a server that is known to name none, so that none is looked for in a delta.
    public init(_ event: UnsafeRawBufferPointer, mayNameLane: Bool = true) {
        // A delta restates nothing, and there are many: it is not read to its end.
        if let type = ResponsesEventHead.type(of: event), type.isDelta {
            self.type = type
            if mayNameLane { streamID = ResponsesEventRouting.lane(of: event) }
            return
        }
        do {
            try read(event, mayNameLane: mayNameLane)
        } catch {
            type = nil
        }
    }

    private mutating func read(_ event: UnsafeRawBufferPointer, mayNameLane: Bool) throws(JSONError) {
        var hasLane = !mayNameLane
        if let lane = event.laneAtEnd {
            streamID = lane
            hasLane = true
        }
        var reader = JSONReader(event)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("type"), try reader.peek() == .string {
                type = try reader.readSlice()
            } else if key.equals("stream_id"), try reader.peek() == .string {
                let lane = try reader.readSlice().bytes
                // Some servers name no lane by an empty string.
                streamID = lane.isEmpty ? nil : lane
            } else if key.equals("response"), try reader.peek() == .object {
                try reader.beginObject()
                while let member = try reader.nextKey() {
                    if member.equals("id"), try reader.peek() == .string {
                        let id = try reader.readSlice()
                        responseID = id.bytes.isEmpty ? nil : id
                        // What follows are the request's own words, which may be long.
                        if hasLane, let type, ResponsesRestatement.isRestatement(type) { return }
                    } else {
                        try reader.skipValue()
                    }
                }
            } else {
                try reader.skipValue()
            }
        }
    }
}

/// What an event means for the turn that it belongs to.
enum ResponsesEventRole {
    /// The response is announced.
    case lifecycle
    /// A piece of the answer, after which the request must not be sent again unseen.
    case content
    /// The response has ended, well or not.
    case terminal
    /// A failure is reported, whether of a response or of the connection.
    case error
    /// Anything else: steering, and what vendors add.
    case aside

    init(type: JSONSlice) {
        if type.isDelta {
            self = .content
        } else if type.isOne(of: Self.lifecycles) {
            self = .lifecycle
        } else if type.isOne(of: Self.terminals) {
            self = .terminal
        } else if type.isOne(of: Self.errors) {
            self = .error
        } else {
            self = Self.isContent(type.string) ? .content : .aside
        }
    }

    private static let lifecycles: [StaticString] = ["response.created", "response.queued", "response.in_progress"]
    private static let terminals: [StaticString] = [
        "response.completed", "response.incomplete", "response.failed", "response.done",
    ]
    private static let errors: [StaticString] = ["error", "response.error"]

    /// Whether an event with a name such as `response.output_item.done` is about output.
    private static func isContent(_ name: String) -> Bool {
        // Bytes, in which nobody looks for the ends of characters.
        let start = "response.".utf8
        guard name.utf8.starts(with: start) else { return false }
        let subject = Substring(name.utf8.dropFirst(start.count).prefix { $0 != UInt8(ascii: ".") })
        switch subject {
        case "output_item", "content_part", "output_text", "refusal", "reasoning_text", "reasoning_summary_part",
            "reasoning_summary_text", "audio", "compaction", "mcp_list_tools":
            return true
        default:
            // `function_call_arguments`, `web_search_call`, `shell_call_command` and their like.
            return subject.utf8.indices.contains { subject.utf8[$0...].starts(with: "_call".utf8) }
        }
    }
}

extension JSONSlice {
    fileprivate func isOne(of names: [StaticString]) -> Bool { names.contains { equals($0) } }
}
