import Dialect

/// Tools that the vendor ran by itself, as Groq's compound systems report them in `executed_tools`: first what is
/// called, then the same again with what came of it.
struct ChatExecutedTools {
    private struct State {
        let id: String
        var hasResult = false
    }

    private var states: [Int: State] = [:]

    mutating func take(_ tool: JSONValue, namespace: String, in parts: inout PartAssembler) {
        let index = tool["index"]?.intValue ?? states.count
        let name = tool["type"]?.nonEmptyString ?? "tool"
        let id = states[index]?.id ?? "executed_\(index)"
        if states[index] == nil {
            states[index] = State(id: id)
            let arguments = tool["arguments"]?.nonEmptyString ?? "{}"
            parts.add(ToolCall(id: id, name: name, arguments: arguments, isProviderExecuted: true))
        }
        guard states[index]?.hasResult == false, let output = tool["output"]?.nonEmptyString else { return }
        states[index]?.hasResult = true
        parts.add(ToolResult(callID: id, name: name, output: .text(output), isProviderExecuted: true))
        for result in tool["search_results"]?["results"]?.arrayValue ?? [] {
            if let source = Source(searchResult: result, namespace: namespace) { parts.add(source) }
        }
    }
}
