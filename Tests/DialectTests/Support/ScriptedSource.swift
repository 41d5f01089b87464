import Dialect

/// What happened, in order, told by several parties.
final class Record: Sendable {
    private let entries = LockedValue<[String]>([])

    func note(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
}

/// A source that plays a script and notes how it is used.
final class ScriptedSource: PartSource {
    enum Step: Sendable {
        case batch([StreamPart])
        case failingBatch([StreamPart], any Error)
        /// Waits until the task is cancelled.
        case silence
    }

    private var steps: [Step]
    private let record: Record

    init(_ steps: [Step], _ record: Record) {
        self.steps = steps
        self.record = record
        record.note("made")
    }

    deinit { record.note("released") }

    func next(into parts: inout [StreamPart]) async throws -> Bool {
        record.note("asked")
        guard !steps.isEmpty else { return false }
        switch steps.removeFirst() {
        case .batch(let batch):
            parts += batch
        case .failingBatch(let batch, let error):
            parts += batch
            throw error
        case .silence:
            try await untilCancelled()
        }
        return !steps.isEmpty
    }
}

/// Returns by throwing, when the task is cancelled and not before.
func untilCancelled() async throws {
    let (silence, _keepsItOpen) = AsyncStream.makeStream(of: Never.self)
    for await _ in silence {}
    withExtendedLifetime(_keepsItOpen) {}
    try Task.checkCancellation()
}

extension ResponseStream {
    init(_ steps: [ScriptedSource.Step], _ record: Record = Record()) {
        self.init { ScriptedSource(steps, record) }
    }
}
