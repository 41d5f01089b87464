/// The value of a type while a model is writing it.
///
/// ```swift
/// for try await event in model.stream(Recipe.self, from: "Something with lentils") {
///     switch event {
///     case .snapshot(let recipe): show(recipe.title, recipe.steps)
///     case .finished(let response): save(response.value)
///     default: break
///     }
/// }
/// ```
///
/// Like ``ResponseStream`` it is cold, pulled and for a single consumer. The cost is linear in the answer, as long as
/// snapshots are let go of: one that is kept is copied when the next piece comes.
public struct StructuredStream<Value: Generable>: AsyncSequence, Sendable {
    /// Something that happened. More cases will come: give a `switch` a `default`.
    #if compiler(>=6.3)
        @nonexhaustive
    #endif
    public enum Event: Sendable {
        /// What there is of the value; each holds all that the one before did, until an answer is rejected.
        case snapshot(Value.PartiallyGenerated)
        /// A part of the response other than the answer's text: reasoning, a warning, a source.
        case part(StreamPart)
        /// The answer does not have the form of the type; the model is asked again, and snapshots begin anew.
        case rejected(RejectedAnswer)
        /// The value is complete. Nothing follows.
        case finished(StructuredResponse<Value>)
    }

    public typealias Element = Event

    private let isConsumed = ConsumeOnce()
    private let model: any LanguageModel
    private let run: StructuredRun<Value>

    init(_ model: any LanguageModel, _ run: StructuredRun<Value>) {
        self.model = model
        self.run = run
    }

    /// Waits for the value.
    ///
    /// - Throws: As ``AsyncIterator/next()``.
    public func collect() async throws -> StructuredResponse<Value> {
        for try await event in self {
            if case .finished(let response) = event { return response }
        }
        throw LanguageModelError(.connection, "The stream ended before the answer was complete.")
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(model: model, run: run, isUsable: isConsumed.claim())
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let model: any LanguageModel
        private var run: StructuredRun<Value>
        private var parts: ResponseStream.AsyncIterator?
        private let isUsable: Bool
        private var isOver = false

        init(model: any LanguageModel, run: StructuredRun<Value>, isUsable: Bool) {
            (self.model, self.run, self.isUsable) = (model, run, isUsable)
        }

        /// The next event, or nil after the last.
        ///
        /// - Throws: ``LanguageModelError`` or `CancellationError`. Its code is `decoding` for an answer that does not
        ///   have the form after all attempts, or that was cut off; `contentFiltered` for one that was refused; its
        ///   usage is that of all attempts.
        public mutating func next() async throws -> Event? {
            guard !isOver else { return nil }
            do {
                guard isUsable else {
                    throw LanguageModelError(
                        .misuse, "A StructuredStream can be iterated only once; ask the model for another stream.")
                }
                return try await nextEvent()
            } catch {
                isOver = true
                parts = nil
                throw error
            }
        }

        private mutating func nextEvent() async throws -> Event {
            while let part = try await nextPart() {
                if let event = run.received(part) { return event }
            }
            parts = nil
            switch try run.ended() {
            case .rejected(let answer): return .rejected(answer)
            case .finished(let response):
                isOver = true
                return .finished(response)
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
