import Dialect
import DialectServer
import DialectSimulator
import DialectWire

/// What a recording says by itself, read without the parser under test.
struct RecordedWire {
    /// The events as trees; a one-shot body is one.
    let events: [JSONValue]
    /// The response that the terminal event or the one-shot body holds.
    let terminal: JSONValue?
    /// The output items, complete, in the order in which they were completed.
    let items: [JSONValue]

    init(_ exchange: RecordedExchange) {
        let terminals = ["response.completed", "response.incomplete", "response.failed"]
        let all = Outcome.events(of: exchange.response.body).compactMap { try? JSONValue(parsing: $0) }
        // A recording may hold several responses one after another; a stream is the first.
        let last = all.firstIndex { terminals.contains($0["type"]?.stringValue ?? "") }
        events = last.map { Array(all[...$0]) } ?? all
        let isOneShot = events.count == 1 && events[0]["type"] == nil
        terminal =
            isOneShot ? events[0] : events.last { terminals.contains($0["type"]?.stringValue ?? "") }?["response"]
        let restated = terminal?["output"]?.arrayValue ?? []
        let done = events.filter { $0["type"] == "response.output_item.done" }
        let indices = done.map { $0["output_index"]?.intValue }
        // Items are what their own events say; the terminal adds those that had none.
        let missing = restated.indices.filter { done.count < restated.count && !indices.contains($0) }
        items = done.compactMap { $0["item"] } + missing.map { restated[$0] }
    }
}

extension RecordedExchange {
    /// The dialect that the recording's vendor speaks.
    var dialect: ResponsesDialect { provider == "xai" ? .xAI : .openAI }
}
