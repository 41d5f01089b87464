/// The tokens a response cost, comparable between providers. An absent number was not reported.
public struct Usage: Hashable, Sendable, Codable {
    /// What the prompt cost.
    public struct Input: Hashable, Sendable, Codable {
        /// All tokens of the input, those read from or written to a cache included.
        public var total: Int?
        /// The part of ``total`` that a prompt cache held already.
        public var cacheRead: Int?
        /// The part of ``total`` that was stored in a prompt cache.
        public var cacheWrite: Int?

        public init(total: Int? = nil, cacheRead: Int? = nil, cacheWrite: Int? = nil) {
            self.total = total
            self.cacheRead = cacheRead
            self.cacheWrite = cacheWrite
        }

        /// The part of ``total`` that caches had nothing to do with.
        package var uncached: Int {
            max(0, (total ?? 0).subtractingSaturated(Usage.sum(cacheRead, cacheWrite) ?? 0))
        }
    }

    /// What the answer cost.
    public struct Output: Hashable, Sendable, Codable {
        /// All tokens of the output, reasoning included.
        public var total: Int?
        /// The part of ``total`` spent on reasoning.
        public var reasoning: Int?

        public init(total: Int? = nil, reasoning: Int? = nil) {
            self.total = total
            self.reasoning = reasoning
        }
    }

    /// Tokens of the prompt, those read from a cache included.
    public var input: Input
    /// Tokens of the answer, reasoning included.
    public var output: Output
    /// What the provider reported, as it reported it.
    public var raw: JSONValue?
    /// Whether the response was cut short, so that these are only the numbers seen until then.
    public var isPartial: Bool

    public init(input: Input = Input(), output: Output = Output(), raw: JSONValue? = nil, isPartial: Bool = false) {
        self.input = input
        self.output = output
        self.raw = raw
        self.isPartial = isPartial
    }

    /// Input and output together; nil when neither was reported.
    public var total: Int? { Self.sum(input.total, output.total) }

    /// The cost of two responses together. Raw reports are not added up.
    public static func + (left: Usage, right: Usage) -> Usage {
        Usage(
            input: Input(
                total: sum(left.input.total, right.input.total),
                cacheRead: sum(left.input.cacheRead, right.input.cacheRead),
                cacheWrite: sum(left.input.cacheWrite, right.input.cacheWrite)),
            output: Output(
                total: sum(left.output.total, right.output.total),
                reasoning: sum(left.output.reasoning, right.output.reasoning)),
            isPartial: left.isPartial || right.isPartial)
    }

    /// All counts together that were reported; nil when none was.
    package static func sum(_ counts: Int?...) -> Int? {
        counts.compactMap(\.self).reduce(nil as Int?) { sum, count in (sum ?? 0).addingSaturated(count) }
    }
}
