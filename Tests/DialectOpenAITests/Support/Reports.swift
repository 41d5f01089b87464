import Dialect

/// Values that another task reports and a test waits for.
struct Reports<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func report(_ value: Value) { continuation.yield(value) }

    /// The next value that nobody took.
    func next() async throws -> Value {
        for await value in stream { return value }
        throw CancellationError()
    }
}

extension Reports where Value == Void {
    func report() { report(()) }
}

/// A model that says a word, or nothing, then stays silent until it is cancelled, and reports that.
struct SilentModel: LanguageModel {
    let id = ModelID(provider: "test", model: "silent")
    var says: String?
    let asked = Reports<Void>()
    let cancelled = Reports<Void>()

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream { Source(model: self) }
    }

    private final class Source: PartSource {
        let model: SilentModel
        private var hasSpoken = false

        init(model: SilentModel) { self.model = model }

        // It never finishes by itself.
        deinit { model.cancelled.report() }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            if !hasSpoken, let word = model.says {
                hasSpoken = true
                parts = [.responseMetadata(ResponseMetadata()), .textStart(id: "0"), .textDelta(id: "0", text: word)]
                return true
            }
            model.asked.report()
            try await Task.sleep(for: .seconds(3600))
            return false
        }
    }
}
