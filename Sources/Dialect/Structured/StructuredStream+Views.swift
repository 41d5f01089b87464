extension StructuredStream {
    /// Only the snapshots.
    ///
    /// ```swift
    /// for try await recipe in model.stream(Recipe.self, from: prompt).snapshots { show(recipe.title) }
    /// ```
    ///
    /// The sequence ends when the value is complete and has the form of the type; an error says that it has not.
    public var snapshots: SnapshotStream { SnapshotStream(base: self) }

    /// The snapshots of a value that a model is writing.
    public struct SnapshotStream: AsyncSequence, Sendable {
        public typealias Element = Value.PartiallyGenerated
        let base: StructuredStream

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }

        public struct AsyncIterator: AsyncIteratorProtocol {
            var base: StructuredStream.AsyncIterator

            public mutating func next() async throws -> Value.PartiallyGenerated? {
                while let event = try await base.next() {
                    if case .snapshot(let value) = event { return value }
                }
                return nil
            }
        }
    }
}
