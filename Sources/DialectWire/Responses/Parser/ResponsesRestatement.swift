import Dialect

/// An event that restates its response, without what only repeats the request. Tools and instructions may be many
/// kilobytes, come back with several events of every response, and are of no use to anybody here.
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
        var missing: Set = ["id", "status", "incomplete_details", "output"]
        try reader.beginObject()
        while !missing.isEmpty, let key = try reader.nextKey() {
            let name = key.string
            guard missing.remove(name) != nil else {
                try reader.skipValue()
                continue
            }
            let value = try reader.readValue()
            switch name {
            case "id": end.id = value.stringValue
            case "status": end.status = value.stringValue
            case "incomplete_details": end.incompleteReason = value["reason"]?.stringValue
            default: end.output = value.arrayValue ?? []
            }
        }
        return end
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
            if key.equals("tools") || key.equals("instructions") {
                try reader.skipValue()
            } else {
                let name = key.string
                object[name] = try reader.readValue()
            }
        }
        return .object(object)
    }
}
