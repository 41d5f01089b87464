import Dialect
import DialectSimulator

/// What a recorded chat completion says by itself, read without the parser under test.
struct RecordedChat {
    /// The chunks as trees; a one-shot body is one.
    let events: [JSONValue]
    let isDone: Bool

    init(_ exchange: RecordedExchange) {
        let all = Outcome.events(of: exchange.response.body)
        let end = all.firstIndex { $0.elementsEqual("[DONE]".utf8) }
        events = all[..<(end ?? all.count)].compactMap { try? JSONValue(parsing: $0) }
        isDone = end != nil
    }

    /// The first answer of each chunk.
    private var choices: [JSONValue] {
        events.flatMap { event in
            (event["choices"]?.arrayValue ?? []).filter { ($0["index"]?.intValue ?? 0) == 0 }
        }
    }

    /// A whole message, or the pieces of one; a message that repeats its pieces is left out.
    var messages: [JSONValue] {
        isOneShot ? choices.compactMap { $0["message"] } : choices.compactMap { $0["delta"] }
    }

    var isOneShot: Bool { events.count == 1 && choices.first?["message"]?.objectValue != nil }

    var facts: WireFacts {
        var facts = WireFacts()
        let words = choices.compactMap { $0["finish_reason"]?.stringValue }.filter { !$0.isEmpty }
        facts.finishWord = words.last
        facts.isTerminated = isDone || !words.isEmpty || isOneShot
        facts.reportsError = events.contains { $0["error"]?.objectValue != nil }
        let contents = messages.compactMap { $0["content"] }
        let parts = contents.flatMap { $0.arrayValue ?? [] }
        facts.text =
            contents.compactMap(\.stringValue).joined() + parts.compactMap { $0["text"]?.stringValue }.joined()
            + messages.compactMap { $0["refusal"]?.stringValue }.joined()
        facts.reasoning = messages.map(Self.reasoning).joined()
        facts.toolCalls = toolCalls(isCut: facts.finishWord == "length")
        readUsage(into: &facts)
        facts.sourceCount = sourceCount
        return facts
    }

    private static func reasoning(_ message: JSONValue) -> String {
        for field in ["reasoning_content", "reasoning"] {
            if let text = message[field]?.stringValue, !text.isEmpty { return text }
        }
        let details = (message["reasoning_details"]?.arrayValue ?? [])
            .compactMap { ($0["text"] ?? $0["summary"])?.stringValue }
        let thinking = (message["content"]?.arrayValue ?? []).flatMap { $0["thinking"]?.arrayValue ?? [] }
            .compactMap { $0["text"]?.stringValue }
        return (details + thinking).joined()
    }

    /// Calls by their ids where they have one, else by index.
    private func toolCalls(isCut: Bool) -> [(name: String, arguments: String)] {
        var calls: [(id: String, index: Int, name: String, arguments: String)] = []
        for piece in messages.flatMap({ $0["tool_calls"]?.arrayValue ?? [] }) {
            let id = piece["id"]?.stringValue ?? ""
            let index = piece["index"]?.intValue ?? -1
            let name = piece["function"]?["name"]?.stringValue ?? ""
            let arguments = piece["function"]?["arguments"]?.stringValue ?? ""
            if let known = calls.lastIndex(where: { id.isEmpty ? $0.index == index && index >= 0 : $0.id == id }) {
                calls[known].arguments += arguments
            } else {
                calls.append((id, index, name, arguments))
            }
        }
        if isCut, !calls.isEmpty { calls.removeLast() }
        return calls.map { ($0.name, $0.arguments) }
    }

    private func readUsage(into facts: inout WireFacts) {
        let all = events.flatMap { [$0["usage"], $0["usage"] == nil ? $0["x_groq"]?["usage"] : nil] }
        guard let usage = all.compactMap({ $0 }).last(where: { $0.objectValue != nil }) else { return }
        facts.rawUsage = usage
        facts.inputTokens = usage["prompt_tokens"]?.intValue
        facts.cachedTokens =
            (usage["prompt_tokens_details"]?["cached_tokens"] ?? usage["prompt_cache_hit_tokens"]
            ?? usage["cached_tokens"])?.intValue
        let completion = usage["completion_tokens"]?.intValue ?? 0
        let reasoning = usage["completion_tokens_details"]?["reasoning_tokens"]?.intValue ?? 0
        // Where the total counts reasoning apart, the output is both.
        let isApart =
            reasoning > 0 && usage["total_tokens"]?.intValue == (facts.inputTokens ?? 0) + completion + reasoning
        facts.outputTokens = isApart ? completion + reasoning : completion
    }

    private var sourceCount: Int {
        let annotations = messages.flatMap { $0["annotations"]?.arrayValue ?? [] }.count
        let tools = messages.flatMap { $0["executed_tools"]?.arrayValue ?? [] }
            .filter { $0["output"]?.stringValue?.isEmpty == false }
            .flatMap { $0["search_results"]?["results"]?.arrayValue ?? [] }.count
        let lists = events.compactMap { event in
            [
                event["search_results"], event["venice_parameters"]?["web_search_citations"], event["citations"],
            ].compactMap { $0?.arrayValue }.first { !$0.isEmpty }
        }
        return annotations + tools + (lists.last?.count ?? 0)
    }
}
