package import Dialect

/// A message of a WebSocket client, and the lane that its answer belongs to.
package struct ResponsesClientMessage: Sendable {
    /// The lane that the message names lawfully; nil is the unnamed one.
    package var lane: String?
    package var content: Content

    package enum Content: Sendable {
        case create(ResponsesServerRequest)
        case steer(ReceivedSteer)
        /// Nothing that could be answered but with an error.
        case invalid(LanguageModelError)
    }
}

/// `response.steer`: words of the user for a response that is under way.
package struct ReceivedSteer: Sendable {
    /// The response to steer; empty where the event names none.
    package var responseID: String
    /// The input as it was sent, to be given back where it cannot be used.
    package var input: JSONValue
    /// The user messages of the input; nil where it holds anything else, or nothing.
    package var items: [JSONValue]?

    init(_ event: RequestField) {
        responseID = event.value["previous_response_id"]?.stringValue ?? ""
        input = event.value["input"] ?? .null
        items = Self.messages(input)
    }

    private static func messages(_ input: JSONValue) -> [JSONValue]? {
        if let text = input.stringValue {
            guard !text.isEmpty else { return nil }
            return [
                ["type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]]]
            ]
        }
        guard let items = input.arrayValue, !items.isEmpty,
            items.allSatisfy({ $0["role"] == "user" && ($0["type"] ?? "message") == "message" }),
            (try? InputDecoder.messages(of: items, instructions: nil)) != nil
        else { return nil }
        return items
    }
}
