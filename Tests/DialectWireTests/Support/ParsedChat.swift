import Dialect
import DialectWire

/// What the Chat Completions parser makes of a few events.
struct ParsedChat {
    private(set) var parts: [StreamPart] = []
    private(set) var error: LanguageModelError?

    /// - Parameter events: One event on each line.
    init(_ events: String, dialect: ChatCompletionsDialect = .vendor, audioMediaType: String = "audio/*") {
        var driver = StreamDriver(
            parser: ChatCompletionsParser(dialect: dialect, audioMediaType: audioMediaType),
            model: ModelID(provider: dialect.provider, model: "m"))
        for event in events.split(separator: "\n") {
            Array(event.utf8).withUnsafeBytes { driver.received($0) }
        }
        driver.ended()
        driver.takeParts(into: &parts)
        error = driver.failure as? LanguageModelError
    }

    /// Deltas between a first chunk and a last one.
    init(deltas: [String], finish: String = "stop", dialect: ChatCompletionsDialect = .vendor) {
        self.init(
            ([Self.chunk(#"{"role":"assistant","content":""}"#)] + deltas.map { Self.chunk($0) }
                + [Self.chunk("{}", finish: finish), "[DONE]"]).joined(separator: "\n"),
            dialect: dialect)
    }

    static func chunk(_ delta: String, finish: String? = nil) -> String {
        let word = finish.map { "\"\($0)\"" } ?? "null"
        return
            #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(word)}]}"#
    }

    /// A whole completion.
    init(message: String, finish: String = "stop", dialect: ChatCompletionsDialect = .vendor) {
        self.init(
            #"{"id":"c1","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"}]}"#,
            dialect: dialect)
    }

    /// The parts, one line each, and the error that ended the response.
    var lines: [String] { parts.map(\.summary) + (error.map { ["error \($0.code): \($0.message)"] } ?? []) }

    var response: ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return collector.partialResponse
    }
}

extension ChatCompletionsDialect {
    /// A plain server.
    static let vendor = ChatCompletionsDialect(provider: "vendor")
}
