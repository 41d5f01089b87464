import Dialect

/// An event that restates its response, without what only repeats the request. Tools and instructions may be many
/// kilobytes; they and some twenty settings come back with several events of every response, of no use to anybody here.
enum ResponsesRestatement {
    /// The event as a tree.
    static func tree(of event: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
        var reader = JSONReader(event)
        var object = JSONObject()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let name = key.string
            object[name] =
                if name == "response", try reader.peek() == .object {
                    try response(&reader)
                } else {
                    try reader.readValue()
                }
        }
        try reader.end()
        // Servers also say so in an event of another name. What failed is kept whole, for its error.
        if object["response"]?["status"] == "failed" { return try JSONValue(parsing: event) }
        return .object(object)
    }

    /// How a response ended.
    struct End {
        var id: String?
        var status: String?
        var incompleteReason: String?
        var output: [JSONValue] = []
    }

    /// What a terminal event says of the end, read only as far as it takes; nil for what is no JSON up to there.
    static func end(in event: UnsafeRawBufferPointer) -> End? {
        var reader = JSONReader(event)
        do {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("response"), try reader.peek() == .object { return try end(&reader) }
                try reader.skipValue()
            }
            return End()
        } catch {
            return nil
        }
    }

    private static func end(_ reader: inout JSONReader) throws(JSONError) -> End {
        var end = End()
        var missing = EndField.allCases
        try reader.beginObject()
        while !missing.isEmpty, let key = try reader.nextKey() {
            guard let index = missing.firstIndex(where: { key.equals($0.name) }) else {
                try reader.skipValue()
                continue
            }
            let value = try reader.readValue()
            switch missing.remove(at: index) {
            case .id: end.id = value.stringValue
            case .status: end.status = value.stringValue
            case .incompleteDetails: end.incompleteReason = value["reason"]?.stringValue
            case .output: end.output = value.arrayValue ?? []
            }
        }
        return end
    }

    private enum EndField: CaseIterable {
        case id, status, incompleteDetails, output

        var name: StaticString {
            switch self {
            case .id: "id"
            case .status: "status"
            case .incompleteDetails: "incomplete_details"
            case .output: "output"
            }
        }
    }

    /// Whether an event of this type is of use without the request's own words. A failure is kept whole, for its error.
    static func isRestatement(_ type: JSONSlice) -> Bool { types.contains { type.equals($0) } }

    private static let types: [StaticString] = [
        "response.created", "response.in_progress", "response.queued", "response.completed", "response.incomplete",
    ]

    private static func response(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
        var object = JSONObject()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if members.contains(where: { key.equals($0) }) {
                let name = key.string
                object[name] = try reader.readValue()
            } else {
                try reader.skipValue()
            }
        }
        return .object(object)
    }

    /// What the answer adds to the request, and whom it belongs to.
    private static let members: [StaticString] = [
        "id", "status", "output", "usage", "model", "error", "created_at", "conversation", "service_tier",
        "content_filters", "incomplete_details", "previous_response_id",
    ]
}
