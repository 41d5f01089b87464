/// What happens in a run, as it happens.
///
/// It is used like a ``ResponseStream``: the run begins when the first event is asked for, and goes on only while events
/// are asked for; it has a single consumer. When the consumer's task is cancelled, the model and the tools are, and the
/// last event holds the history until then. Leaving the loop ends the run without a result: the model is released, and
/// tools are cancelled.
public struct AgentStream: AsyncSequence, Sendable {
    public typealias Element = AgentEvent

    private let isConsumed = ConsumeOnce()
    private let makeDriver: @Sendable () -> AgentDriver

    init(_ makeDriver: @escaping @Sendable () -> AgentDriver) { self.makeDriver = makeDriver }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(driver: isConsumed.claim() ? makeDriver() : nil)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let driver: AgentDriver?

        init(driver: AgentDriver?) { self.driver = driver }

        /// The next event, or nil after the last.
        ///
        /// - Throws: ``AgentError``.
        public mutating func next() async throws -> AgentEvent? {
            guard let driver else {
                throw LanguageModelError(
                    .misuse, "An AgentStream can be iterated only once; ask the agent for another stream.")
            }
            return try await driver.next()
        }
    }

    /// Waits for the end of the run.
    ///
    /// - Throws: ``AgentError``.
    public func collect() async throws -> AgentResult {
        for try await event in self {
            if case .finished(let result) = event { return result }
        }
        throw LanguageModelError(.misuse, "The run has ended without a result.")
    }

    /// Only the text, piece by piece, of all steps.
    public var text: TextStream { TextStream(base: self) }

    /// The text of a run, piece by piece.
    public struct TextStream: AsyncSequence, Sendable {
        public typealias Element = String
        let base: AgentStream

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }

        public struct AsyncIterator: AsyncIteratorProtocol {
            var base: AgentStream.AsyncIterator

            public mutating func next() async throws -> String? {
                while let event = try await base.next() {
                    if let text = event.text { return text }
                }
                return nil
            }
        }
    }
}
