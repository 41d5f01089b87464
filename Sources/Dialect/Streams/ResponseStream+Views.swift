extension ResponseStream {
    /// Waits for the whole response.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError`. What was received before the failure is lost; to keep
    ///   it, fold the parts with a ``ResponseCollector``.
    public func collect() async throws -> ModelResponse {
        var collector = ResponseCollector()
        for try await part in self { collector.append(part) }
        return try collector.response()
    }

    /// Only the text, piece by piece.
    public var text: TextStream { TextStream(base: self) }

    /// The text of a response, piece by piece.
    public struct TextStream: AsyncSequence, Sendable {
        public typealias Element = String
        let base: ResponseStream

        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(base: base.makeAsyncIterator())
        }

        public struct AsyncIterator: AsyncIteratorProtocol {
            var base: ResponseStream.AsyncIterator

            public mutating func next() async throws -> String? {
                while let part = try await base.next() {
                    if case .textDelta(_, let text) = part { return text }
                }
                return nil
            }
        }
    }
}
