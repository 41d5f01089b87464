import Dialect
import DialectWire

extension Outcome {
    /// Parses a body without any transport, in chunks that end at the given offsets.
    init(body: [UInt8], cutAt cuts: [Int] = [], dialect: ResponsesDialect = .openAI) {
        self.init(events: Self.events(of: body, cutAt: cuts), dialect: dialect)
    }

    init(events: [[UInt8]], dialect: ResponsesDialect = .openAI) {
        self.init(
            events: events, parser: ResponsesEventParser(dialect: dialect),
            model: ModelID(provider: dialect.provider, model: "model"))
    }

    /// Gives the provider's word for the end, where the wire had none.
    mutating func nameFinishReason(_ word: String) {
        guard case .finish(var reason, let usage, let metadata)? = parts.last, reason.raw == nil else { return }
        reason.raw = word
        parts[parts.count - 1] = .finish(reason, usage, metadata)
    }
}
