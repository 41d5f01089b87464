import Dialect
import DialectSimulator

/// What an app may want of a provider, and how a recording shows that it is had.
enum Scenario: String, CaseIterable {
    case text = "Text"
    case stream = "Stream"
    case tools = "Tools"
    case parallelTools = "Parallel tools"
    case mediaResults = "Tool results with media"
    case reasoning = "Reasoning"
    case reasoningRoundTrip = "Reasoning round trip"
    case structured = "Structured output"
    case images = "Images"
    case pdf = "PDF"
    case citations = "Citations"
    case refusal = "Refusal"
    case length = "Length"
    case contentFilter = "Content filter"
    case error = "Error"
    case cache = "Cache"

    /// The scenarios that an exchange shows, as our own code reads it.
    static func shown(by spoken: SpokenExchange) -> Set<Scenario> {
        guard spoken.isAnswered else { return [.error] }
        let outcome = spoken.dialect.outcome(of: spoken.exchange)
        var shown: Set<Scenario> = []
        if let error = outcome.error {
            // What breaks off without a word shows nothing.
            if error.code != .connection { shown.insert(.error) }
            if error.code == .contentFiltered { shown.insert(.contentFilter) }
            return shown
        }
        let response = outcome.response
        let facts: [(Scenario, Bool)] = [
            (.text, !response.text.isEmpty), (.stream, spoken.exchange.isStreaming),
            (.tools, !response.toolCalls.isEmpty), (.parallelTools, response.toolCalls.count > 1),
            (.reasoning, response.content.contains { if case .reasoning = $0 { true } else { false } }),
            (.citations, !response.sources.isEmpty), (.refusal, response.finishReason.raw == "refusal"),
            (.length, response.finishReason.kind == .length),
            (
                .contentFilter,
                response.finishReason.kind == .contentFilter && response.finishReason.raw != "refusal"
            ),
            (.cache, (response.usage.input.cacheRead ?? 0) + (response.usage.input.cacheWrite ?? 0) > 0),
        ]
        for (scenario, isShown) in facts where isShown { shown.insert(scenario) }
        guard let request = try? spoken.dialect.request(of: spoken.exchange) else { return shown }
        if request.outputFormat != .text { shown.insert(.structured) }
        for message in request.messages { for part in message.content { shown.formUnion(asked(by: part, message)) } }
        return shown
    }

    private static func asked(by part: ContentPart, _ message: Message) -> Set<Scenario> {
        switch part {
        case .image: [.images]
        case .file(let media): media.mediaType == "application/pdf" ? [.pdf] : []
        case .reasoning: message.role == .assistant ? [.reasoningRoundTrip] : []
        case .toolResult(let result):
            if case .content(let parts) = result.output, !parts.allSatisfy(\.isText) { [.mediaResults] } else { [] }
        default: []
        }
    }
}

extension ContentPart {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }
}
