import Dialect
import DialectWire

/// What the parser makes of a few events.
struct ParsedStream {
    private(set) var parts: [StreamPart] = []
    private(set) var error: LanguageModelError?

    /// - Parameter events: One event on each line.
    init(_ events: String, dialect: ResponsesDialect = .openAI) {
        self.init(events.split(separator: "\n").map { Array($0.utf8) }, dialect: dialect)
    }

    init(_ events: [[UInt8]], dialect: ResponsesDialect = .openAI) {
        var driver = StreamDriver(
            parser: ResponsesEventParser(dialect: dialect), model: ModelID(provider: dialect.provider, model: "m"))
        for event in events { event.withUnsafeBytes { driver.received($0) } }
        driver.ended()
        driver.takeParts(into: &parts)
        error = driver.failure as? LanguageModelError
    }

    /// The parts, one line each, and the error that ended the response.
    var lines: [String] { parts.map(\.summary) + (error.map { ["error \($0.code): \($0.message)"] } ?? []) }

    var response: ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return collector.partialResponse
    }

    /// The events between a response's first and its last.
    static func framed(_ events: String) -> String {
        """
        {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","output":[]}}
        \(events)
        {"type":"response.completed","sequence_number":99,"response":{"id":"resp_1","status":"completed","output":[]}}
        """
    }
}
