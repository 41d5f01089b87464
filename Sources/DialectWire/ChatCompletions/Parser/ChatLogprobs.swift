import Dialect

/// How likely the tokens were, put together from the pieces of a stream.
struct ChatLogprobs {
    /// Lists by the field of the message that they are of.
    private var lists: [String: [JSONValue]] = [:]
    private var others: [String: JSONValue] = [:]

    mutating func append(_ news: JSONObject) {
        for (key, value) in news where !value.isNull {
            // Models print them to more digits than a number has when it is saved and read again.
            if let more = value.arrayValue {
                lists[key, default: []] += more.map(\.withDoubles)
            } else {
                others[key] = value.withDoubles
            }
        }
    }

    /// All of them, as one message would have them; nil if there are none.
    var json: JSONValue? {
        var all = others
        for (key, list) in lists { all[key] = .array(list) }
        guard !all.isEmpty else { return nil }
        var object = JSONObject()
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { object[key] = value }
        return .object(object)
    }
}

extension JSONValue {
    /// The value with every number rounded to what a `Double` holds.
    fileprivate var withDoubles: JSONValue {
        switch self {
        case .number(let number): return .number(JSONNumber(number.doubleValue))
        case .array(let elements): return .array(elements.map(\.withDoubles))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object { result[key] = value.withDoubles }
            return .object(result)
        default: return self
        }
    }
}
