/// The elements of a list that a model is writing, each when it is complete.
///
/// An element is checked against the schema of its type before it is handed out. If the first one does not obey, the
/// model is asked again by ``StructuredSettings/maximumReasks``; later that is an error, for what was handed out cannot
/// be taken back. Like ``ResponseStream`` the stream is cold, pulled and for a single consumer. ``events`` tells the rest:
/// what it cost, what was rejected, what the provider warned of.
public struct ElementStream<Element: Generable>: AsyncSequence, Sendable {
    fileprivate typealias Run = ElementRun<Element>

    private let isConsumed = ConsumeOnce()
    private let model: any LanguageModel
    private let run: Run

    init(_ model: any LanguageModel, _ run: ElementRun<Element>) {
        self.model = model
        self.run = run
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: events.makeAsyncIterator()) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: EventStream.AsyncIterator

        /// The next element, or nil after the last.
        ///
        /// - Throws: ``LanguageModelError`` or `CancellationError`, after all elements that were complete before.
        public mutating func next() async throws -> Element? {
            while let event = try await base.next() {
                if case .element(let element) = event { return element }
            }
            return nil
        }
    }

    // MARK: Events

    /// Something that happened. More cases will come: give a `switch` a `default`.
    #if compiler(>=6.3)
        @nonexhaustive
    #endif
    public enum Event: Sendable {
        /// The next element of the list.
        case element(Element)
        /// A part of the response other than the list's text: reasoning, a warning, a source.
        case part(StreamPart)
        /// The answer does not have the form of the list, and no element of it was handed out; the model is asked again.
        case rejected(RejectedAnswer)
        /// The list is complete, and this is all of it. Nothing follows.
        case finished(StructuredResponse<[Element]>)
    }

    /// The elements, and all else that happens.
    ///
    /// ```swift
    /// for try await event in model.stream(elements: Task.self, from: "Plan the move").events {
    ///     switch event {
    ///     case .element(let task): show(task)
    ///     case .finished(let response): record(response.usage)
    ///     default: break
    ///     }
    /// }
    /// ```
    ///
    /// One of the two sequences can be consumed, once.
    public var events: EventStream { EventStream(base: self) }

    /// The elements of a list that a model is writing, and all else that happens.
    public struct EventStream: AsyncSequence, Sendable {
        public typealias Element = Event
        fileprivate let base: ElementStream

        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(model: base.model, run: base.run, isUsable: base.isConsumed.claim())
        }

        public struct AsyncIterator: AsyncIteratorProtocol {
            private let model: any LanguageModel
            private var run: Run
            private var parts: ResponseStream.AsyncIterator?
            private var events: [Event] = []
            private var position = 0
            private var failure: (any Error)?
            private var isOver: Bool

            fileprivate init(model: any LanguageModel, run: Run, isUsable: Bool) {
                (self.model, self.run, isOver) = (model, run, !isUsable)
                failure =
                    isUsable
                    ? nil
                    : LanguageModelError(
                        .misuse, "An ElementStream can be iterated only once; ask the model for another stream.")
            }

            /// The next event, or nil after the last.
            ///
            /// - Throws: ``LanguageModelError`` or `CancellationError`, after all elements that were complete before.
            public mutating func next() async throws -> Event? {
                while position == events.count {
                    events.removeAll(keepingCapacity: true)
                    position = 0
                    if let failure {
                        self.failure = nil
                        throw failure
                    }
                    if isOver { return nil }
                    await advance()
                }
                defer { position += 1 }
                return events[position]
            }

            private mutating func advance() async {
                do {
                    if let part = try await nextPart() {
                        try run.received(part, into: &events)
                    } else {
                        parts = nil
                        isOver = try !run.ended(into: &events)
                    }
                } catch {
                    parts = nil
                    isOver = true
                    failure = error
                }
            }

            private mutating func nextPart() async throws -> StreamPart? {
                do {
                    if parts == nil { parts = model.stream(run.request).makeAsyncIterator() }
                    return try await parts?.next()
                } catch {
                    throw run.completed(error)
                }
            }
        }
    }
}
