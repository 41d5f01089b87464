import Dialect

/// Where recorded apps told a server its own answers otherwise than they came, while an agent tells them as they came.
enum RetoldAnswers {
    private struct Entry {
        /// With `*` for the rest of the path.
        let path: String
        let reason: String
    }

    private static let reasoning = "Many apps send no reasoning back, or only that which a server refuses to miss."
    private static let arguments = "Some apps parse arguments and write them again, with other white space."

    private static let entries: [String: [Entry]] = [
        "responses": [
            Entry(path: "input[model].status", reason: "Some apps leave out the state of an item, which is complete."),
            Entry(path: "input[model].id", reason: "Some apps leave out the ids of items, which the server knows."),
            Entry(path: "input[model].content", reason: "An item of reasoning may say that it has no content."),
            Entry(path: "input[model].arguments", reason: arguments),
        ],
        "chat-completions": [
            Entry(path: "messages[assistant].tool_calls[].function.arguments", reason: arguments),
            Entry(path: "messages[assistant].reasoning*", reason: reasoning),
            Entry(path: "messages[assistant].extra_content", reason: reasoning),
            Entry(path: "messages[assistant].content", reason: "An app may trim a text of white space alone."),
        ],
        "messages": [
            Entry(path: "messages[assistant].content[tool_use].caller", reason: "Some apps do not know who calls."),
            Entry(
                path: "messages[assistant].content[tool_use].cache_control",
                reason: "An app may move the mark to the end of the conversation as it grows."),
            Entry(
                path: "messages[user].content[text].cache_control",
                reason: "An app may move the mark to the end of the conversation as it grows."),
            Entry(
                path: "messages[user].content[tool_result].cache_control",
                reason: "What a tool gives has no mark; the conversation as a whole may have one."),
        ],
        "cohere": [
            Entry(path: "messages[].tool_calls[].function.arguments", reason: arguments),
            Entry(path: "messages[].tool_plan", reason: reasoning),
        ],
        "bedrock-converse": [
            Entry(
                path: "messages[user].content[].toolResult.status", reason: "A result that is no error is a success.")
        ],
        "generate-content": [
            Entry(path: "contents[model].parts", reason: reasoning),
            Entry(path: "contents[model].parts[].thoughtSignature", reason: reasoning),
            Entry(
                path: "contents[user].parts[].functionResponse.response.error",
                reason: "A call that cannot be run is refused in the agent's words."),
        ],
    ]

    static func covers(_ difference: RequestDifference, in dialect: any ConformingDialect) -> Bool {
        (entries[dialect.name] ?? []).contains { entry in
            entry.path.hasSuffix("*")
                ? difference.path.hasPrefix(entry.path.dropLast()) : difference.path == entry.path
        }
    }

    /// A body of Responses without reasoning, where the recorded one has none: it is an item of its own there.
    static func leavingOut(of body: JSONValue, asIn recorded: JSONValue) -> JSONValue {
        func isReasoning(_ item: JSONValue) -> Bool { item["type"] == "reasoning" }
        guard let items = body["input"]?.arrayValue,
            recorded["input"]?.arrayValue?.contains(where: isReasoning) == false
        else { return body }
        var body = body
        body["input"] = .array(items.filter { !isReasoning($0) })
        return body
    }
}
