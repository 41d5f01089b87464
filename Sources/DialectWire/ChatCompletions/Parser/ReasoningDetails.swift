import Dialect

/// The `reasoning_details` of a message, put together from the pieces of a stream.
///
/// OpenRouter invented them and others took them over: a list of texts, summaries and encrypted data, each perhaps
/// signed, which must be sent back in the order and form in which they came (OpenRouter's guide "Reasoning Tokens").
struct ReasoningDetails {
    private var complete: [JSONValue] = []
    /// The last detail, but for its text, which may go on.
    private var last: JSONObject?
    /// The text of the last detail, apart so that it grows in place, and the name of its field.
    private var text = ""
    private var textField: String?

    var isEmpty: Bool { complete.isEmpty && last == nil }

    /// All details, in the order in which they began.
    var items: [JSONValue] {
        guard var last else { return complete }
        if let textField { last[textField] = .string(text) }
        return complete + [.object(last)]
    }

    /// The text that can be read of details.
    static func text(of details: [JSONValue]) -> String {
        details.compactMap { $0["text"]?.stringValue ?? $0["summary"]?.stringValue }.joined()
    }

    /// Takes the details of a chunk. A piece continues the last one if that has the same type and index.
    mutating func append(_ details: [JSONValue]) {
        for detail in details {
            let isNew =
                last.map {
                    $0["type"] != detail["type"] || $0["index"] != detail["index"] || $0["data"]?.nonNull != nil
                } ?? true
            if isNew || detail["data"]?.nonNull != nil { begin() }
            for (key, value) in detail.objectValue ?? JSONObject() { take(key, value) }
        }
    }

    /// All details are told at once.
    mutating func restate(_ details: [JSONValue]) {
        guard !details.isEmpty else { return }
        self = ReasoningDetails()
        complete = details
    }

    private mutating func begin() {
        complete = items
        (last, text, textField) = (JSONObject(), "", nil)
    }

    private mutating func take(_ key: String, _ value: JSONValue) {
        if (key == "text" || key == "summary") && (textField == nil || textField == key),
            let piece = value.stringValue
        {
            textField = key
            text += piece
        } else if !value.isNull || last?[key] == nil {
            last?[key] = value
        }
    }
}
