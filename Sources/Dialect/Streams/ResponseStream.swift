/// The parts of a response as they arrive.
///
/// The stream is *cold*: the request is sent when the first part is asked for. It is *pulled*: each `next()` drives
/// the transport in the consumer's own task, so that cancellation, back-pressure and task-local values work by
/// themselves. It has a *single consumer*; a second iteration throws. Leaving the loop releases the connection.
///
/// ```swift
/// for try await part in model.stream("Tell me a story.") {
///     if case .textDelta(_, let text) = part { print(text, terminator: "") }
/// }
/// ```
public struct ResponseStream: AsyncSequence, Sendable {
    public typealias Element = StreamPart

    private let isConsumed = ConsumeOnce()
    private let makeSource: @Sendable () throws -> any PartSource
    /// Where the app steers; what wraps a stream hands it on.
    package let steering: ResponseSteering?

    /// A stream over a source that is made when iteration begins; what making it throws, the iteration throws.
    ///
    /// - Parameter steering: Where the source takes what the app gives the model while it answers; nil if it cannot.
    ///   The stream ends it.
    public init(
        steering: ResponseSteering? = nil, _ makeSource: @escaping @Sendable () throws -> any PartSource
    ) {
        self.steering = steering
        self.makeSource = makeSource
    }

    /// A stream of parts that are known already, ended by an error if one is given.
    public init(_ parts: [StreamPart], error: (any Error)? = nil) {
        self.init { FixedPartSource(parts: parts, error: error) }
    }

    /// A stream that fails at once.
    public init(failing error: LanguageModelError) {
        self.init([], error: error)
    }

    public func makeAsyncIterator() -> AsyncIterator {
        guard isConsumed.claim() else {
            return AsyncIterator(
                source: FixedPartSource(
                    parts: [],
                    error: LanguageModelError(
                        .misuse, "A ResponseStream can be iterated only once; ask the model for another stream.")))
        }
        do {
            return AsyncIterator(source: try makeSource(), steering: steering)
        } catch {
            steering?.ended()
            return AsyncIterator(source: FixedPartSource(parts: [], error: error))
        }
    }

    /// Drives the request; releasing it releases the connection.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var source: (any PartSource)?
        private var parts: [StreamPart] = []
        private var position = 0
        private var failure: (any Error)?
        /// Ends with the source, or with the iterator if that is dropped before.
        private var steeringEnd: SteeringEnd?

        init(source: any PartSource, steering: ResponseSteering? = nil) {
            self.source = source
            steeringEnd = steering.map(SteeringEnd.init)
        }

        /// The next part, or nil after the last.
        ///
        /// - Throws: ``LanguageModelError`` or `CancellationError`, after all parts received before.
        public mutating func next() async throws -> StreamPart? {
            while position == parts.count {
                parts.removeAll(keepingCapacity: true)
                position = 0
                if let failure {
                    self.failure = nil
                    throw failure
                }
                guard let source else { return nil }
                do {
                    if try await !source.next(into: &parts) { end() }
                } catch {
                    end()
                    failure = error
                }
            }
            let part = parts[position]
            position += 1
            return part
        }

        private mutating func end() {
            source = nil
            steeringEnd = nil
        }
    }
}

/// Ends steering when it is released.
private final class SteeringEnd: Sendable {
    private let steering: ResponseSteering

    init(_ steering: ResponseSteering) {
        self.steering = steering
    }

    deinit { steering.ended() }
}

/// Parts that are known already.
private final class FixedPartSource: PartSource {
    let parts: [StreamPart]
    let error: (any Error)?

    init(parts: [StreamPart], error: (any Error)?) {
        self.parts = parts
        self.error = error
    }

    func next(into parts: inout [StreamPart]) async throws -> Bool {
        parts += self.parts
        if let error { throw error }
        return false
    }
}
